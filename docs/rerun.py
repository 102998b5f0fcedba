"""Run the commands that the documentation shows and put their real output under them: python docs/rerun.py [--check].

A block of ```console whose first line is "$ ... tidings ..." is an example; a backslash at a line's end carries it on.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"(?<=^```console\n)(\$ (?:.*\\\n)*.*\btidings .*\n)([\s\S]*?)(?=^```$)", re.M)

_SCORE = re.compile(r"\b[01]\.\d\d\b")


def output(command: str) -> str:
    """What `command` prints, both streams, at a width of 100 columns."""
    paths = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    settings = {**os.environ, "PATH": paths, "COLUMNS": "100", "NO_COLOR": "1"}
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=ROOT,
        env=settings,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=300,
        check=False,
    )
    return "".join(line.rstrip() + "\n" for line in done.stdout.rstrip().splitlines())


def rerun(page: str) -> str:
    """The page with every example's output as it is now; scores that differ in nothing else are left, as they depend
    on the processor in their last digits.
    """

    def shown(block: re.Match[str]) -> str:
        new = output(block[1].removeprefix("$ ").replace("\\\n", ""))
        same = _SCORE.sub("", new) == _SCORE.sub("", block[2])
        return block[1] + (block[2] if same else new)

    return BLOCK.sub(shown, page)


def main() -> None:
    """Rewrite the pages, or with --check only name those that are out of date."""
    check, stale = "--check" in sys.argv, []
    for path in PAGES:
        before = path.read_text("utf-8")
        after = rerun(before)
        if after != before:
            stale.append(path.relative_to(ROOT))
            if not check:
                path.write_text(after, "utf-8")
    print(*stale, sep="\n", end="\n" if stale else "")
    if check and stale:
        sys.exit(f"{len(stale)} pages show output that is no longer so; run make docs")


if __name__ == "__main__":
    main()
