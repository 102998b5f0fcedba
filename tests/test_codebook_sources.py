"""Who a name is: kind of source, side, actor, country."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidings.codebook import load
from tidings.codebook.names import fold
from tidings.codebook.names import words as cut

BOOK = load()


@pytest.mark.parametrize(
    ("text", "kind", "party"),
    [
        ("Kyiv mayor Vitali Klitschko", "government", "UA"),
        ("Gaza's health ministry", "medical", "PS"),
        ("the Kremlin", "government", "RU"),
        ("Moscow", "government", "RU"),
        ("the White House", "government", "US"),
        ("Russian Ministry of Defense", "military", "RU"),
        ("Russia's defence ministry", "military", "RU"),
        ("Israeli Defence Minister", "military", "IL"),
        ("an Israeli military spokesman", "military", "IL"),
        ("Ukraine", "government", "UA"),
        ("Ukrainian officials", "government", "UA"),
        ("a local official", "government", None),
        ("officials", "government", None),
        ("the governor of Belgorod", "government", "RU"),
        ("police", "government", None),
        ("Russian-installed officials", "government", "RU"),
        ("Hamas", "armed_group", "PS"),
        ("a spokesman for the Houthis", "armed_group", "houthis"),
        ("the Iranian-backed Houthis", "armed_group", "houthis"),
        ("Rapid Support Forces", "armed_group", "rsf"),
        ("Houthi authorities", "government", "houthis"),
        ("rebels", "armed_group", None),
        ("the UN", "international", None),
        ("U.N. officials", "international", None),
        ("the Red Cross", "international", None),
        ("Syrian Observatory for Human Rights", "ngo", None),
        ("a UK-based monitor", "ngo", None),
        ("activists", "ngo", None),
        ("hospital director", "medical", None),
        ("rescue workers", "medical", None),
        ("state TV", "media", None),
        ("Syrian state television", "media", "SY"),
        ("Reuters", "media", None),
        ("TASS", "media", "RU"),
        ("a Hamas-run news agency", "media", None),
        ("residents", "witness", None),
        ("residents of Kyiv", "witness", None),
        ("a military analyst", "expert", None),
        ("sources", "unnamed", None),
        ("local sources", "unnamed", None),
        ("a source in the Syrian army", "military", "SY"),
        ("a police source", "government", None),
        ("Jane Doe", "person", None),
        ("former president Jane Doe", "person", None),
        ("they", "unnamed", None),
        ("", "unnamed", None),
        ("...", "unnamed", None),
    ],
)
def test_classify_source(text: str, kind: str, party: str | None) -> None:
    found = BOOK.classify_source(text)
    assert (found.kind, found.party) == (kind, party)


def test_a_known_source_has_its_code() -> None:
    assert BOOK.classify_source("Israel Defense Forces").code == "idf"
    assert BOOK.classify_source("Human Rights Watch").code == "hrw"
    assert BOOK.classify_source("Mayor Jane Doe").code is None


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("the Rapid Support Forces", "rsf"),
        ("RSF", "rsf"),
        ("rsf", "rsf"),
        ("Hezbollah's fighters", "hezbollah"),
        ("HEZBOLLAH", "hezbollah"),
        ("Hizbullah", "hezbollah"),
        ("Jama'at Nusrat al-Islam wal-Muslimin", "jnim"),
        ("Jamaat Nusrat al Islam wal Muslimin", "jnim"),
        ("Israeli troops", "idf"),
        ("U.S. Air Force", "us_forces"),
        ("Syrian Democratic Forces", "sdf"),
        ("Islamic State in Somalia", "is_somalia"),
        ("IS", "islamic_state"),
        ("what it is", None),
        ("Jane Doe", None),
        ("", None),
    ],
)
def test_actor(text: str, actor: str | None) -> None:
    found = BOOK.actor(text)
    assert (found.id if found else None) == actor


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Ukraine", "UA"),
        ("Ukrainian", "UA"),
        ("Ukrainians", "UA"),
        ("Kyiv", "UA"),
        ("the Russian", "RU"),
        ("Gaza", "PS"),
        ("Kosovo", "XK"),
        ("Taiwan", "TW"),
        ("Norway", "NO"),
        ("US", "US"),
        ("U.S.", "US"),
        ("told us", None),
        ("DR Congo", "CD"),
        ("Nigerien", "NE"),
        ("Nigerian", "NG"),
        ("Côte d'Ivoire", "CI"),
        ("Türkiye", "TR"),
        ("South Korean", "KR"),
        ("South Sudanese", "SS"),
        ("Papua New Guinea", "PG"),
        ("Guinea-Bissau", "GW"),
        ("Atlantis", None),
    ],
)
def test_country_of(text: str, country: str | None) -> None:
    assert BOOK.country_of(text) == country


def test_names_are_cut_and_folded() -> None:
    assert [w.text for w in cut("Gaza's U.N. pro-Russian Ra'ad")] == ["Gaza", "UN", "pro", "Russian", "Ra'ad"]
    assert fold("Félix") == "felix"
    assert fold("Ra’ad") == "raad"
    text = "the U.S.-led coalition’s men"
    assert all(w.start < w.end <= len(text) for w in cut(text))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80))
def test_any_text_has_a_class(text: str) -> None:
    found = BOOK.classify_source(text)
    assert found.kind in {"unnamed", "person", "government", "military", "media"} or found.kind
    BOOK.actor(text)
    BOOK.country_of(text)


def test_no_two_actors_share_a_name() -> None:
    seen: dict[str, str] = {}
    for actor in BOOK.actors.values():
        for name in {" ".join(w.key for w in cut(n)) for n in (actor.name, *actor.aliases)}:
            assert seen.setdefault(name, actor.id) == actor.id, f"{name}: {seen[name]} and {actor.id}"
