"""What the codebook's tables hold, entry by entry: frozen models that validate what an analyst writes."""

from typing import Annotated, Literal, get_args

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field

from tidings.claim import SourceKind, Stance, Status

Family = Literal["violence", "harm", "politics"]
Strength = Literal["strong", "weak"]
PartOfSpeech = Literal["verb", "noun", "adj"]
Means = Literal[
    "missile",
    "drone",
    "aircraft",
    "bomb",
    "artillery",
    "rocket",
    "tank",
    "small_arms",
    "explosive_device",
    "suicide",
    "mine",
    "vehicle",
    "blade",
    "fire",
    "chemical",
    "cyber",
    "naval",
]
Side = Literal[
    "state",
    "rebel",
    "political_militia",
    "identity_militia",
    "rioters",
    "protesters",
    "civilians",
    "external",
]
ActorKind = Literal[
    "state_force",
    "police",
    "intelligence",
    "government",
    "rebel",
    "jihadist",
    "militia",
    "political_militia",
    "identity_militia",
    "gang",
    "pmc",
    "coalition",
    "peacekeeper",
    "de_facto_government",
]
SpeakerRole = Literal["subject", "object", "before", "after", "none"]
Modality = Literal["hedge", "negation", "threatened", "called_for", "ongoing", "attempt", "exercise"]
STATE_KINDS = frozenset({"state_force", "police", "intelligence", "government", "coalition"})
MEANS: tuple[str, ...] = get_args(Means)
SOURCE_KINDS: tuple[str, ...] = get_args(SourceKind)
MODALITIES: tuple[str, ...] = get_args(Modality)
Country2 = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]


def _listed(value: object) -> object:
    """One word where a list is asked for is a list of one."""
    return [value] if isinstance(value, str) else value


Texts = Annotated[tuple[str, ...], BeforeValidator(_listed)]
MeansList = Annotated[tuple[Means, ...], BeforeValidator(_listed)]
Sides = Annotated[tuple[Side, ...], BeforeValidator(_listed)]


class Entry(BaseModel):
    """Base of every entry: frozen, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Variant(Entry):
    """When another code holds: one of the means is named, a word of the trigger begins with one of `words`, the acting
    or the suffering side is of one of these.
    """

    means: MeansList = ()
    words: Texts = ()
    actor: Sides = ()
    target: Sides = ()

    def fits(self, means: frozenset[str], trigger: str, actor: str | None, target: str | None) -> bool:
        """Whether every condition that is given holds; `trigger` in lower case."""
        return (
            (not self.means or not means.isdisjoint(self.means))
            and (not self.words or any(f" {word}" in f" {trigger}" for word in self.words))
            and (not self.actor or actor in self.actor)
            and (not self.target or target in self.target)
        )


class AcledVariant(Variant):
    """Another ACLED type; the event type stays where it is not given."""

    event_type: str | None = None
    sub_event_type: str


class Acled(Entry):
    """ACLED's event and sub-event type; the first variant that fits wins over them."""

    event_type: str
    sub_event_type: str
    variants: tuple[AcledVariant, ...] = ()


class PloverVariant(Variant):
    """Another PLOVER mode; the category stays where it is not given."""

    category: str | None = None
    mode: str | None = None


class Plover(Entry):
    """PLOVER 0.8 category and mode (null where the category is used without one)."""

    category: str
    mode: str | None = None
    variants: tuple[PloverVariant, ...] = ()


class CameoVariant(Variant):
    """Another CAMEO code."""

    code: str


class Cameo(Entry):
    """A CAMEO code, a string with its leading zero."""

    code: str
    variants: tuple[CameoVariant, ...] = ()


class Ucdp(Entry):
    """UCDP's type of violence: 1 state-based, 2 non-state, 3 one-sided. `type_of_violence` holds where the sides are
    not known; `by_sides` says that it is read off them where they are.
    """

    type_of_violence: Literal[1, 2, 3]
    by_sides: bool = True


class EventType(Entry):
    """A type of event, what it means, what it defaults to, and its place in other people's schemes."""

    type: str
    label: str
    family: Family
    description: str
    speech: bool = Field(False, description="an act of speech: the speaker is the actor")
    stance: Stance = Field("asserts", description="the stance the type itself brings")
    status: Status = Field("happened", description="the status the type itself brings")
    acled: Acled
    ucdp: Ucdp | None = None
    plover: Plover | None = None
    cameo: Cameo


class Phrase(Entry):
    """Words that stand for something. `section` is what they stand for, `words` a pattern as docs/codebook.md says."""

    section: str
    words: str
    pos: PartOfSpeech | None = None

    @property
    def id(self) -> str:
        """Names the entry in reasons, errors and `remove` lists."""
        return "/".join(x for x in (self.section, self.words, self.pos) if x)


class Trigger(Phrase):
    """Words that name an event. A weak one needs context: a party, a place, a means or a toll in its clause. A generic
    one ("attack", "hit") takes its type from the means named with it.
    """

    strength: Strength = "strong"
    means: MeansList = ()
    status: Status | None = None
    stance: Stance | None = None
    generic: bool = False

    @property
    def event(self) -> str:
        """The event type the words name."""
        return self.section


class Cue(Phrase):
    """Words of saying. `speaker` is where the one who says it stands: subject of the verb, its object ("quoting X"),
    before or after the words ("X's claim", "according to X"), or nowhere ("reportedly").
    """

    section: Stance
    status: Status | None = None
    strength: Strength = "strong"
    speaker: SpeakerRole = "subject"
    event: str | None = Field(None, description="the act of speech it is at the same time")

    @property
    def stance(self) -> Stance:
        """The stance the words give to what is said."""
        return self.section


class Office(Phrase):
    """Words that tell what kind of source someone is. A role ("spokesman", "head") speaks for whoever stands with it
    and has its own kind only alone.
    """

    section: SourceKind
    role: bool = False
    party: bool = Field(True, description="whether the country named with it is the side it speaks for")

    @property
    def kind(self) -> SourceKind:
        """The kind of source the words tell."""
        return self.section


class Plain(Phrase):
    """Words with nothing more to say than their section."""


class Actor(Entry):
    """An armed actor or a state force."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_-]*$")
    name: str
    aliases: Texts = ()
    country: Country2 | None = Field(None, description="where it belongs to; null for a coalition of several")
    party: str | None = Field(None, description="the side it speaks for, where it is not the default of `speaks_for`")
    kind: ActorKind
    side: Side = Field("rebel", validation_alias=AliasChoices("inter", "side"), description="ACLED's actor type")
    active: tuple[int | None, int | None] = Field((None, None), description="first and last year, where known")

    @property
    def speaks_for(self) -> str | None:
        """The side it speaks for: `party`, else its country for forces of a state, else itself."""
        own = self.country if self.side in ("state", "external") and self.kind in STATE_KINDS else self.id
        return self.party or own


class Body(Entry):
    """A body that speaks: a monitor, an agency, an outlet. `party` is the side it speaks for, if it is a side's own."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_-]*$")
    name: str
    aliases: Texts = ()
    kind: SourceKind
    party: str | None = None


class Person(Entry):
    """Someone who speaks for an office and is often named without it."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_-]*$")
    name: str
    aliases: Texts = ()
    kind: SourceKind
    party: str | None = None


class Country(Entry):
    """A country or a party of its own: how it, its people and its government are called."""

    iso2: Country2
    iso3: str = Field(pattern=r"^[A-Z]{3}$")
    name: str
    aliases: Texts = ()
    demonyms: Texts = ()
    capital: str | None = None
    seats: Texts = Field((), description="names that stand for its government when they speak")
    regions: Texts = Field((), description="parts of it whose officials are named by them")
