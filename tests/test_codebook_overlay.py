"""A user's own tables laid over the package's: additions, changes, removals, and errors that say how to mend them."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tidings.cli import build
from tidings.cli.codebook import COLUMNS
from tidings.codebook import Codebook, check, load
from tidings.errors import CodebookError


def overlay(folder: Path, **tables: str) -> Path:
    """A folder of tables; `triggers` and other word tables go under en/."""
    for name, content in tables.items():
        path = folder / (
            f"{name}.yaml" if name in ("events", "actors", "bodies", "people", "countries") else f"en/{name}.yaml"
        )
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, "utf-8")
    return folder


def events(book: Codebook, text: str) -> list[str]:
    return [f.entry.event for f in book.triggers([(w, w, "") for w in text.split()])]


def test_new_trigger_words(tmp_path: Path) -> None:
    book = load(overlay(tmp_path, triggers="air_strike:\n  - {words: [skyfall], pos: noun, means: bomb}\n"))
    assert events(book, "a skyfall on Vesk") == ["air_strike"]
    assert events(load(), "a skyfall on Vesk") == []
    assert events(book, "a massacre in Vesk") == ["attack"], "the package's own words stay"


def test_words_move_to_another_type(tmp_path: Path) -> None:
    book = load(overlay(tmp_path, triggers="clash:\n  - {words: [massacre], pos: noun}\n"))
    found = book.triggers([("massacre", "massacre", "NOUN")])
    assert [f.entry.event for f in found] == ["clash"]
    found = book.triggers([("massacre", "massacre", "VERB")])
    assert [f.entry.event for f in found] == ["attack"], "the verb stays"


def test_words_are_removed_and_excluded(tmp_path: Path) -> None:
    text = "remove: [attack/massacre, clash/battle/noun]\nexclude: ['[clash] of heads']\n"
    book = load(overlay(tmp_path, triggers=text))
    assert events(book, "a massacre") == []
    assert events(book, "a battle") == ["clash"], "the verb stays"
    assert events(book, "a clash of heads") == []
    assert events(book, "a clash of armies") == ["clash"]


def test_an_excluded_pattern_is_removed(tmp_path: Path) -> None:
    assert events(load(), "a bombshell fell") == []
    assert events(load(overlay(tmp_path, triggers="attack: [bombshell]\n")), "a bombshell fell") == []
    text = "attack: [bombshell]\nremove: ['exclude/[bombshell]']\n"
    other = tmp_path / "other"
    other.mkdir()
    assert events(load(overlay(other, triggers=text)), "a bombshell fell") == ["attack"]


def test_a_whole_type_loses_its_words(tmp_path: Path) -> None:
    assert events(load(overlay(tmp_path, triggers="remove: [protest]\n")), "a riot and a sit in") == []


def test_actors_are_added_changed_and_removed(tmp_path: Path) -> None:
    text = (
        "vesk_guard: {name: Vesk Guard, country: UA, kind: militia, inter: political_militia}\n"
        "hamas: {aliases: [The Zeal]}\n"
        "remove: [idf]\n"
    )
    book = load(overlay(tmp_path, actors=text))
    guard = book.actor("the Vesk Guard")
    assert guard is not None
    assert (guard.id, guard.side, guard.speaks_for) == ("vesk_guard", "political_militia", "vesk_guard")
    assert book.actors["hamas"].aliases[-1] == "The Zeal"
    assert "Hamas militants" in book.actors["hamas"].aliases, "lists are joined"
    assert book.classify_source("The Zeal").party == "PS"
    assert "idf" not in book.actors


def test_offices_and_means(tmp_path: Path) -> None:
    book = load(
        overlay(tmp_path, offices="witness:\n  - {words: [ferryman], party: false}\n", means="bomb: [sky lantern]\n")
    )
    assert book.classify_source("a ferryman").kind == "witness"
    assert book.means([("sky", "sky", ""), ("lanterns", "lantern", "")]) == [(0, 2, ("bomb",))]


def test_a_new_event_type(tmp_path: Path) -> None:
    text = (
        "flood: {label: Flood, family: harm, description: Water where none should be.,\n"
        "  acled: {event_type: Strategic developments, sub_event_type: Other}, ucdp: null, cameo: {code: '170'}}\n"
    )
    book = load(overlay(tmp_path, events=text, triggers="flood: [deluge]\n"))
    assert events(book, "the deluge") == ["flood"]
    assert book.codes("flood").cameo == "170"


def test_rules_of_means_are_laid_before(tmp_path: Path) -> None:
    book = load(overlay(tmp_path, events="by_means: [{means: drone, event: sabotage}]\n"))
    assert book.typed_by_means("attack", ["drone"]) == "sabotage"
    assert book.typed_by_means("attack", ["missile"]) == "air_strike"


def test_the_version_changes_with_the_tables(tmp_path: Path) -> None:
    assert load(overlay(tmp_path, means="bomb: [sky lantern]\n")).version != load().version


CASES = {
    "unknown event type": (
        {"triggers": "air_strik: [skyfall]\n"},
        "triggers.yaml: air_strik: is not known; did you mean air_strike?",
    ),
    "twice": (
        {"triggers": "attack: [zap, zap]\n"},
        "triggers.yaml: attack/zap: is there already under attack; keep one of the two",
    ),
    "twice elsewhere": ({"triggers": "attack: [zap]\nclash: [zap]\n"}, "clash/zap: is there already under attack"),
    "bad means": (
        {"triggers": "attack: [{words: zap, means: [bom]}]\n"},
        "attack/zap: means.0 'bom' is not known; did you mean bomb?",
    ),
    "bad means section": ({"means": "bombs: [zap]\n"}, "means.yaml: bombs: is not known; did you mean bomb?"),
    "bad strength": (
        {"triggers": "attack: [{words: zap, strength: strng}]\n"},
        "strength 'strng' is not known; did you mean strong?",
    ),
    "unknown key": (
        {"triggers": "attack: [{words: zap, strenth: weak}]\n"},
        "attack/zap: unknown key 'strenth'; did you mean strength?",
    ),
    "no words": (
        {"triggers": "attack: [{pos: noun}]\n"},
        "triggers.yaml: attack: entry {'pos': 'noun'} has no words; write it as",
    ),
    "not a list": ({"triggers": "attack: zap\n"}, "triggers.yaml: attack: is not a list; write one entry a line"),
    "not text": ({"triggers": "attack: [{words: [7]}]\n"}, "attack: word 7 is not text; put it in quotes"),
    "pattern": ({"triggers": "attack: ['[zap']\n"}, "attack/[zap: pattern '[zap': brackets do not pair"),
    "pattern in exclude": ({"triggers": "exclude: ['... zap']\n"}, "exclude '... zap': pattern '... zap': a gap"),
    "parentheses": ({"triggers": "attack: ['zap (a|b']\n"}, "parentheses do not pair; write (one thing|another)"),
    "nothing to remove": (
        {"triggers": "remove: [attack/masacre]\n"},
        "remove: no entry 'attack/masacre' to remove; did you mean attack/",
    ),
    "remove is no list": (
        {"actors": "remove: idf\n"},
        "actors.yaml: remove: is not a list of texts; write it as remove: [one, two]",
    ),
    "no actor to remove": ({"actors": "remove: [hammas]\n"}, "no entry 'hammas' to remove; did you mean hamas?"),
    "no event to remove": (
        {"events": "remove: [attack]\n"},
        "an event type cannot go; remove its words in triggers.yaml",
    ),
    "bad country": (
        {"actors": "zed: {name: Zed, country: ZZ, kind: rebel}\n"},
        "actors.yaml: zed: unknown country or party 'ZZ'; use one of",
    ),
    "bad country form": (
        {"actors": "zed: {name: Zed, country: Narnia, kind: rebel}\n"},
        "actors.yaml: zed: country 'Narnia'",
    ),
    "bad party": (
        {"bodies": "zed: {name: Zed, kind: media, party: hammas}\n"},
        "unknown country or party 'hammas'; did you mean hamas?",
    ),
    "bad kind": ({"actors": "zed: {name: Zed, kind: rebl}\n"}, "zed: kind 'rebl' is not known; did you mean rebel?"),
    "missing": ({"actors": "zed: {kind: rebel}\n"}, "actors.yaml: zed: key 'name' is missing; add it"),
    "not a mapping": (
        {"actors": "zed: rebels\n"},
        "actors.yaml: zed: is str, not a mapping; write it as key: value pairs",
    ),
    "top level": ({"actors": "- zed\n"}, "actors.yaml: top level: is list, not a mapping"),
    "cameo": (
        {"events": "attack: {cameo: {code: '1833x'}}\n"},
        "events.yaml: attack: cameo: CAMEO has no code '1833x'; did you mean 1833?",
    ),
    "cameo as number": ({"events": "attack: {cameo: {code: 180}}\n"}, "events.yaml: attack: cameo.code 180: "),
    "plover": (
        {"events": "attack: {plover: {category: ASSAULT, mode: beet}}\n"},
        "ASSAULT has no mode 'beet'; did you mean beat?",
    ),
    "acled": (
        {"events": "attack: {acled: {sub_event_type: Atack}}\n"},
        "'Violence against civilians' has no sub-event type 'Atack'; did you mean Attack?",
    ),
    "rule": ({"events": "by_means: [{means: lasers, event: attack}]\n"}, "unknown means 'lasers'"),
    "yaml": ({"actors": "zed: {name: Zed\n"}, "line 2: not valid YAML"),
}


@pytest.mark.parametrize(("tables", "message"), CASES.values(), ids=CASES.keys())
def test_errors_name_file_entry_and_remedy(tmp_path: Path, tables: dict[str, str], message: str) -> None:
    folder = overlay(tmp_path, **tables)
    with pytest.raises(CodebookError) as raised:
        load(folder)
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)
    assert str(raised.value) in check(folder)


def test_a_file_that_is_no_table(tmp_path: Path) -> None:
    overlay(tmp_path, trigger="attack: [zap]\n")
    with pytest.raises(
        CodebookError, match=r"trigger.yaml: is no table of the codebook; did you mean en/triggers.yaml\?"
    ):
        load(tmp_path)


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(CodebookError, match="no such folder"):
        load(tmp_path / "none")


def test_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "actors.yaml").write_bytes(b"zed: {name: \xff}")
    with pytest.raises(CodebookError, match="cannot be read as UTF-8 text"):
        load(tmp_path)


def test_an_empty_file_changes_nothing(tmp_path: Path) -> None:
    assert events(load(overlay(tmp_path, triggers="# nothing yet\n")), "a massacre") == ["attack"]


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(build(), ["codebook", *arguments])
    return result.exit_code, result.stdout, result.stderr


def test_command_overview() -> None:
    code, out, _ = run()
    assert code == 0
    assert out.splitlines()[0].split() == ["section", "entries"]
    assert out.splitlines()[1].split() == ["events", "31"]
    assert out.splitlines()[-1] == f"version {load().version}"


def test_command_shows_a_section_as_table_and_json() -> None:
    code, out, _ = run("events", "shelling")
    assert code == 0
    assert out.splitlines()[0].split() == ["type", "family", "acled", "ucdp", "plover", "cameo", "description"]
    code, out, _ = run("triggers", "besiege", "--format", "json")
    assert json.loads(out)[0] == {
        "words": "besiege",
        "pos": "verb",
        "strength": "strong",
        "means": [],
        "status": None,
        "stance": None,
        "generic": False,
        "event": "advance",
    }


def test_command_knows_every_section() -> None:
    for section in COLUMNS:
        code, out, _ = run(section, "--format", "json")
        assert code == 0
        assert len(json.loads(out)) > 20, section


def test_command_with_an_overlay_and_its_check(tmp_path: Path) -> None:
    good = overlay(tmp_path, actors="zed: {name: Zed Front, kind: rebel, country: UA}\n")
    assert run("--check", str(good)) == (0, f"{good}: every table fits\n", "")
    assert "Zed Front" in run("actors", "zed", "--codebook", str(good))[1]
    overlay(tmp_path, triggers="atack: [zap]\n", means="bomb: [{word: zap}]\n")
    code, out, _ = run("--check", str(good))
    assert code == 1
    assert [line.split("/en/")[1][:8] for line in out.splitlines()] == ["triggers", "means.ya"]


def test_command_misuse(tmp_path: Path) -> None:
    assert run("event") == (2, "", "tidings: the codebook has no section 'event'; did you mean events?\n")
    assert run("--check", str(tmp_path / "none"))[0] == 2
