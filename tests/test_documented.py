"""Every command that the documentation shows prints what is shown."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
spec = importlib.util.spec_from_file_location("rerun", ROOT / "docs" / "rerun.py")
assert spec is not None
assert spec.loader is not None
rerun = importlib.util.module_from_spec(spec)
spec.loader.exec_module(rerun)


@pytest.mark.parametrize("page", rerun.PAGES, ids=lambda p: p.name)
def test_shown_output_is_real(page: Path) -> None:
    text = page.read_text("utf-8")
    assert rerun.rerun(text) == text, "run `make docs`"


def test_examples_are_found() -> None:
    page = "a\n```console\n$ echo 1 \\\n  | tidings read -\nold\n```\nb\n```console\n$ other\nx\n```\n"
    assert [m.groups() for m in rerun.BLOCK.finditer(page)] == [("$ echo 1 \\\n  | tidings read -\n", "old\n")]
