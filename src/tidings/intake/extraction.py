"""The article of a page: its text and what the page says about it, in bounded time.

Taking a page apart grows faster than its length, so a page of very many tags is given to a process of its own that can
be stopped: `python -m tidings.intake.extraction < page.html` prints the article as JSON.
"""

import json
import logging
import re
import subprocess
import sys
from typing import NamedTuple

from tidings.errors import InputError

__all__ = ["Article", "extract"]

TIME_S = 20.0
_TAG = re.compile(r"<[a-zA-Z/!]")
_MANY_TAGS = 4_000


class Article(NamedTuple):
    """What was found in a page; null where the page does not say."""

    text: str
    title: str | None
    publisher: str | None
    published: str | None
    url: str | None
    language: str | None


def extract(page: str, url: str | None = None) -> Article:
    """The article of the HTML text `page`. Raises InputError where it takes too long to find."""
    if sum(1 for _ in _TAG.finditer(page)) <= _MANY_TAGS:
        return _extract(page, url)
    command = [sys.executable, "-m", __name__, url or ""]
    try:
        done = subprocess.run(
            command, input=page.encode("utf-8", "surrogatepass"), capture_output=True, timeout=TIME_S, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise InputError(
            f"page of {len(page):,} characters takes more than {TIME_S:.0f} seconds to take apart; save its text"
        ) from error
    if done.returncode:
        raise InputError("page cannot be taken apart; save its text to a file and read that")
    return Article(*json.loads(done.stdout))


def _extract(page: str, url: str | None) -> Article:
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    found = trafilatura.bare_extraction(
        page,
        url=url,
        with_metadata=True,
        include_comments=False,
        # Only dates that the page states in its markup: one guessed from its running text may be any date.
        date_extraction_params={"original_date": True, "extensive_search": False},
    )
    stated = {} if found is None else found if isinstance(found, dict) else found.as_dict()
    text = stated.get("text") or ""
    if not text.strip():
        _, text, _ = trafilatura.baseline(page)
    publisher = stated.get("sitename") or stated.get("hostname")
    return Article(text, stated.get("title"), publisher, stated.get("date"), stated.get("url"), stated.get("language"))


if __name__ == "__main__":
    article = _extract(sys.stdin.buffer.read().decode("utf-8", "surrogatepass"), sys.argv[1] or None)
    print(json.dumps(article))
