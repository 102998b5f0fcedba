"""The codebook's own tables, and the words they find in a text."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidings.codebook import MEANS, Words, load
from tidings.codebook.matching import compile_pattern
from tidings.codebook.models import Trigger

BOOK = load()
LEMMAS = {
    "strikes": "strike",
    "struck": "strike",
    "killed": "kill",
    "said": "say",
    "opened": "open",
    "fired": "fire",
    "launched": "launch",
    "carried": "carry",
    "came": "come",
    "shot": "shoot",
    "dropped": "drop",
    "claimed": "claim",
    "blew": "blow",
    "missiles": "missile",
    "rockets": "rocket",
    "bombs": "bomb",
    "critics": "critic",
    "talks": "talk",
    "told": "tell",
    "was": "be",
    "denied": "deny",
    "reports": "report",
    "warned": "warn",
    "urged": "urge",
    "called": "call",
    "accused": "accuse",
    "drones": "drone",
    "troops": "troop",
    "fell": "fall",
    "began": "begin",
}


def words(text: str) -> list[tuple[str, str, str]]:
    """Tokens of a text; `word/POS` gives a part of speech, hyphens stand alone as spaCy cuts them."""
    found = []
    for part in text.replace("-", " - ").split():
        form, _, pos = part.partition("/")
        found.append((form, LEMMAS.get(form.lower(), form.lower()), pos))
    return found


def triggers(text: str) -> list[tuple[str, str]]:
    tokens = words(text)
    return [(" ".join(t[0] for t in tokens[f.start : f.end]), f.entry.event) for f in BOOK.triggers(tokens)]


def test_every_table_fits() -> None:
    BOOK.check()


def test_every_event_type_of_the_guide_is_there() -> None:
    guide = (
        "air_strike shelling clash bombing shooting attack abduction sexual_violence interception advance sabotage "
        "ceasefire_breach casualties damage outage displacement deprivation accusation condemnation denial "
        "responsibility threat demand negotiation agreement military_aid humanitarian_aid sanction mobilization "
        "arrest protest"
    )
    assert " ".join(BOOK.events) == guide
    assert BOOK.family("air_strike") == "violence"
    assert BOOK.family("outage") == "harm"
    assert BOOK.family("arrest") == "politics"


def test_every_event_type_has_triggers_and_violence_has_many() -> None:
    count = dict.fromkeys(BOOK.events, 0)
    for entry in BOOK.trigger_table.entries:
        count[entry.event] += 1
    assert all(count.values())
    assert all(n >= 30 for event, n in count.items() if BOOK.family(event) == "violence")


def test_the_tables_are_broad() -> None:
    assert len(BOOK.speech.entries) >= 180
    assert len(BOOK.actors) >= 300
    assert len({a.country for a in BOOK.actors.values()}) >= 80
    assert len(BOOK.countries) >= 249
    assert {p.section for p in BOOK.means_table.entries} == set(MEANS)
    assert len({o.kind for o in BOOK.offices.entries}) == 11, "every kind of source but the reporter"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("air strikes hit/VERB a market", [("air strikes", "air_strike"), ("hit", "air_strike")]),
        ("the army carried out strikes/NOUN on Vesk", [("strikes", "air_strike")]),
        ("the convoy came under fire near Vesk", [("came under fire", "shooting")]),
        ("a drone attack on the port", [("drone attack", "air_strike")]),
        ("an air-strike and a counter-offensive", [("air - strike", "air_strike"), ("counter - offensive", "clash")]),
        ("he blew himself up in Vesk", [("blew himself up", "bombing")]),
        ("gunmen opened fire on villagers", [("opened fire", "shooting")]),
        ("workers on hunger strike", [("hunger strike", "protest")]),
        ("a general strike in Vesk", [("general strike", "protest")]),
        ("a labour strike at the port", [("labour strike", "protest")]),
        ("both claimed/VERB responsibility", [("claimed responsibility", "responsibility")]),
        ("shot dead in Vesk", [("shot dead", "shooting")]),
        ("sirens were heard, an air raid alert", [("air raid alert", "mobilization")]),
        ("a ceasefire violation near Vesk", [("ceasefire violation", "ceasefire_breach")]),
        ("six people were killed/VERB", [("killed", "casualties")]),
        ("a power outage in Vesk", [("power outage", "outage")]),
    ],
)
def test_triggers(text: str, expected: list[tuple[str, str]]) -> None:
    assert [t for t in triggers(text) if t in expected] == expected
    assert not {e for _, e in triggers(text)} - {e for _, e in expected}


@pytest.mark.parametrize(
    "text",
    [
        "they may strike/VERB a deal",
        "they strike/VERB a fair bargain",
        "the minister is under attack from critics",
        "a bombshell report",
        "the club fired/VERB its head coach",
        "a heart attack",
        "an earthquake struck/VERB Vesk",
        "in cold war style",
        "a fire truck came",
        "the bomb squad came",
        "the think tank wrote",
        "the death penalty",
        "a charm offensive",
        "the governing body met",
        "no conflict of interest",
    ],
)
def test_words_that_only_look_like_violence(text: str) -> None:
    assert not [t for t, e in triggers(text) if BOOK.family(e) == "violence"]


@pytest.mark.parametrize("text", ["the death penalty", "the governing body wrote", "a job loss"])
def test_words_that_only_look_like_harm(text: str) -> None:
    assert triggers(text) == []


def test_a_part_of_speech_decides() -> None:
    assert triggers("they shell/VERB Vesk") == [("shell", "shelling")]
    found = BOOK.triggers(words("a shell/NOUN landed/VERB"))
    assert [f.entry.strength for f in found if f.entry.words == "shell"] == ["weak"]
    assert triggers("the strikes/NOUN") == [("strikes", "air_strike")]
    assert triggers("fire/ADP") == []


def test_light_verbs_leave_the_noun_as_trigger() -> None:
    found = BOOK.triggers(words("the army launched a fresh wave of drones at Vesk"))
    assert [(f.start, f.end, f.entry.event, f.entry.means) for f in found] == [(2, 3, "air_strike", ("drone",))]


def test_entries_carry_what_the_words_say() -> None:
    by_words = {e.id: e for e in BOOK.trigger_table.entries}
    assert by_words["bombing/car bomb/noun"].means == ("explosive_device", "vehicle")
    assert by_words["attack/attack/noun"].generic
    assert by_words["clash/operation/noun"].strength == "weak"
    assert by_words["threat/threaten/verb"].status == "threatened"
    assert by_words["demand/urge/verb"].status == "called_for"


@pytest.mark.parametrize(
    ("event", "means", "expected"),
    [
        ("attack", ["drone"], "air_strike"),
        ("attack", ["artillery"], "shelling"),
        ("attack", ["suicide", "explosive_device"], "bombing"),
        ("attack", ["small_arms"], "shooting"),
        ("attack", ["cyber"], "sabotage"),
        ("attack", [], "attack"),
        ("air_strike", ["rocket"], "shelling"),
    ],
)
def test_a_generic_trigger_takes_its_type_from_the_means(event: str, means: list[str], expected: str) -> None:
    assert BOOK.typed_by_means(event, means) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a suicide car bomb", ("explosive_device", "suicide", "vehicle")),
        ("Grad rockets", ("rocket",)),
        ("Shahed drones", ("drone",)),
        ("an Iskander missile", ("missile",)),
        ("HIMARS", ("rocket",)),
        ("an S-300", ("missile",)),
        ("a Kalashnikov", ("small_arms",)),
        ("an IED", ("explosive_device",)),
        ("set fire to houses", ("fire",)),
        ("chlorine gas", ("chemical",)),
        ("a warship", ("naval",)),
        ("barrel bombs", ("bomb",)),
    ],
)
def test_means(text: str, expected: tuple[str, ...]) -> None:
    tokens = words(text)
    assert tuple(dict.fromkeys(m for _, _, means in BOOK.means(tokens) for m in means)) == expected


@pytest.mark.parametrize(
    "text", ["a fuel tank", "a coal mine", "an anti-tank ditch", "a friend of mine", "a gas pipeline"]
)
def test_what_is_no_means(text: str) -> None:
    assert BOOK.means(words(text)) == []


def test_cues() -> None:
    def cues(text: str) -> list[tuple[str, str, str | None, str]]:
        return [(f.entry.words, f.entry.stance, f.entry.status, f.entry.speaker) for f in BOOK.cues(words(text))]

    assert cues("he said/VERB so") == [("say", "asserts", None, "subject")]
    assert cues("according to him") == [("according to", "asserts", None, "after")]
    assert cues("he denied/VERB it") == [("deny", "denies", None, "subject")]
    assert cues("he was allegedly there") == [("allegedly", "hedges", None, "none")]
    assert cues("amid reports of it") == [("amid reports|report", "hedges", None, "none")]
    assert cues("he urged/VERB calm")[0][2] == "called_for"
    assert cues("he warned/VERB them")[0][2] == "threatened"
    assert cues("it could not be independently verified") == [
        ("could not be ... verified|confirmed", "hedges", None, "none")
    ]


def test_cue_by_lemma() -> None:
    say, claim = BOOK.cue("say"), BOOK.cue("claim", "noun")
    assert say is not None
    assert (say.strength, say.stance) == ("strong", "asserts")
    assert claim is not None
    assert claim.speaker == "before"
    think = BOOK.cue("think")
    assert think is not None
    assert think.strength == "weak"
    assert BOOK.cue("Sing") is None
    accuse = BOOK.cue("accuse")
    assert accuse is not None
    assert accuse.event == "accusation"


def test_modality_and_background() -> None:
    def sections(text: str) -> list[str]:
        return [f.entry.section for f in BOOK.modality(words(text))]

    assert sections("the army may have fired") == ["hedge"]
    assert sections("it did not fire") == ["negation"]
    assert sections("it will fire") == ["threatened"]
    assert "called_for" in sections("they must stop")
    assert sections("the ongoing raid") == ["ongoing"]
    assert [f.entry.section for f in BOOK.background(words("the war that began in 2014"))] == ["context"]
    assert [f.entry.section for f in BOOK.background(words("killed last month"))] == ["past"]
    assert [f.entry.section for f in BOOK.background(words("fought since 2019"))] == ["since"]


def test_codes_of_other_schemes() -> None:
    shelling = BOOK.codes("shelling")
    assert (shelling.acled_event_type, shelling.acled_sub_event_type, shelling.acled_disorder) == (
        "Explosions/Remote violence",
        "Shelling/artillery/missile attack",
        "Political violence",
    )
    assert (shelling.plover_category, shelling.plover_mode, shelling.plover_quad) == ("ASSAULT", "heavy-weapons", 4)
    assert (shelling.cameo, shelling.goldstein) == ("194", -10.0)
    assert BOOK.codes("bombing", ["suicide"]).acled_sub_event_type == "Suicide bomb"
    assert BOOK.codes("bombing").acled_sub_event_type == "Remote explosive/landmine/IED"
    assert BOOK.codes("air_strike", ["drone"]).plover_mode == "drone"
    assert BOOK.codes("attack", ["chemical"]).cameo == "2041"
    assert BOOK.codes("advance", actor="rebel").acled_sub_event_type == "Non-state actor overtakes territory"
    assert BOOK.codes("advance", trigger="besieged").cameo == "191"
    assert BOOK.codes("agreement", trigger="Truce").plover_mode == "ceasefire"
    assert BOOK.codes("agreement", trigger="deal").cameo == "057"
    assert BOOK.codes("responsibility").plover_category is None
    assert BOOK.codes("responsibility").cameo == "015"


@pytest.mark.parametrize(
    ("actor", "target", "expected"),
    [
        ("state", "rebel", 1),
        ("rebel", "state", 1),
        ("rebel", "political_militia", 2),
        ("state", "civilians", 3),
        (None, "rebel", 1),
        (None, None, 1),
    ],
)
def test_ucdp_type_follows_the_sides(actor: str | None, target: str | None, expected: int) -> None:
    assert BOOK.codes("clash", actor=actor, target=target).ucdp_type == expected


def test_no_ucdp_type_without_armed_force() -> None:
    assert BOOK.codes("protest").ucdp_type is None


def test_patterns() -> None:
    def finds(pattern: str, text: str) -> list[tuple[int, int]]:
        from tidings.codebook.matching import Lexicon

        entry = Trigger(section="attack", words=pattern)
        found = Lexicon([compile_pattern(pattern, entry)]).best(words(text))
        return [(f.start, f.end) for f in found]

    assert finds("open fire", "they opened fire") == [(1, 3)]
    assert finds("=open fire", "they opened fire") == []
    assert finds("fire|shoot at", "they shot at us") == [(1, 3)]
    assert finds("[fire] ... rocket", "they fired ten new rockets") == [(1, 2)]
    assert finds("[fire] ... rocket", "they fired a b c d e rockets") == []
    assert finds("[fire] .. rocket", "they fired a b c rockets") == []
    assert finds("[fire] ... rocket", "they fired . rockets fell") == []
    assert finds("blow ?himself up", "he blew up") == [(1, 3)]
    assert finds("blow ?himself up", "he blew himself up") == [(1, 4)]
    assert finds("car bomb", "a car-bomb") == [(1, 4)]
    assert finds("fire/v", "a fire/NOUN") == []
    assert finds("fire/v", "they fire/VERB") == [(1, 2)]


@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        ("[open fire", "brackets do not pair"),
        ("open] fire", "brackets do not pair"),
        ("[] fire", "brackets do not pair or hold nothing"),
        ("... fire", "a gap"),
        ("fire ...", "a gap"),
        ("?fire", "a gap (... or ..) or an optional word"),
        ("fire|", "an alternative is empty"),
        ("fire/x", "the part of speech /x"),
        ("[fire ...] at", "a bracket begins or ends"),
    ],
)
def test_patterns_that_are_none(pattern: str, what: str) -> None:
    with pytest.raises(ValueError, match=what.replace("(", r"\(").replace(")", r"\)").replace("?", r"\?")):
        compile_pattern(pattern)


VOCABULARY = sorted({w for e in BOOK.trigger_table.entries for w in e.words.replace("|", " ").split()})


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(VOCABULARY), max_size=60))
def test_matches_are_in_order_and_never_overlap(forms: list[str]) -> None:
    tokens = Words.of([(f, f, "") for f in forms])
    for found in (BOOK.triggers(tokens), BOOK.cues(tokens), BOOK.modality(tokens)):
        edge = 0
        for match in found:
            assert edge <= match.start < match.end <= len(forms)
            edge = match.end


def test_time_grows_with_length_only() -> None:
    tokens = Words.of(
        [(f, f, "") for f in ["the", "army", "fired", "ten", "rockets", "and", "drones", "at", "Vesk"] * 4000]
    )
    start = time.perf_counter()
    BOOK.triggers(tokens)
    assert time.perf_counter() - start < 5, "36,000 words"


def test_loading_is_quick_and_stable() -> None:
    start = time.process_time()
    from tidings.codebook.book import Codebook

    fresh = Codebook()
    fresh.check()
    assert time.process_time() - start < 2
    assert fresh.version == BOOK.version
    assert load() is BOOK


def test_an_unknown_event_type_is_named_with_a_remedy() -> None:
    from tidings.errors import CodebookError

    with pytest.raises(CodebookError, match="unknown event type 'air_strik'; did you mean air_strike"):
        BOOK.event("air_strik")
