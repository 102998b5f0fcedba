"""The one place where a report becomes claims: language -> coding -> places, for one report or many.

The command line, the ledger, the web app and the cluster call `Reader` and compose nothing themselves.
"""

import logging
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import cached_property
from multiprocessing import active_children, get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from tidings.claim import Claim, Report
from tidings.errors import InputError, TidingsError
from tidings.intake.raw import Problem

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from tidings.coding import Coder, Said
    from tidings.places import Resolver

__all__ = ["Reader", "Reading", "Scope"]

Scope = Literal["conflict", "all"]
Item = Report | Problem

_log = logging.getLogger("tidings")
_GROUP_REPORTS, _GROUP_CHARACTERS = 32, 60_000


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading one report gave: its claims, the notices a person should see, or the error that stopped it.

    `report` is null where the input could not even become one, and for a notice about no report; `where` always says
    which input it was.
    """

    where: str
    report: Report | None = None
    claims: list[Claim] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    error: str | None = None
    misuse: bool = False


class Reader:
    """Reads reports into claims.

    `pipeline`: the name of an installed spaCy pipeline to use in place of the bundled model. `codebook`: a folder whose
    YAML is laid over the package's. `scope`: "conflict" leaves out violence without a political side, "all" keeps it.
    `jobs`: processes to read with; order is kept, and a script needs `if __name__ == "__main__":` around its work then.
    `places`: resolve the named places, with those of the file `gazetteer` going before the bundled ones. The model is
    loaded on first use.
    """

    def __init__(
        self,
        pipeline: str | None = None,
        codebook: Path | str | None = None,
        scope: Scope = "conflict",
        jobs: int = 1,
        *,
        places: bool = True,
        gazetteer: Path | str | None = None,
    ) -> None:
        if scope not in ("conflict", "all"):
            raise InputError(f"scope {scope!r} is unknown; use conflict or all")
        if jobs < 1:
            raise InputError(f"jobs is {jobs}; use 1 or more")
        self.pipeline = pipeline
        self.codebook = Path(codebook) if codebook is not None else None
        self.scope: Scope = scope
        self.jobs = jobs
        self.places = places
        self.gazetteer = Path(gazetteer) if gazetteer is not None else None

    @cached_property
    def nlp(self) -> "Language":
        """The language pipeline; raises TidingsError where it is not installed."""
        from tidings import language

        return language.load(self.pipeline)

    @cached_property
    def coder(self) -> "Coder":
        """The coder with its codebook; raises CodebookError where that does not fit."""
        from tidings import codebook
        from tidings.coding import Coder

        return Coder(codebook.load(self.codebook))

    @cached_property
    def resolver(self) -> "Resolver | None":
        """The place resolver, or None where places are not wanted."""
        if not self.places:
            return None
        from tidings.places import Resolver

        return Resolver(extra=self.gazetteer)

    def read(self, reports: Iterable[Item]) -> Iterator[Reading]:
        """A reading for each report, in order, whatever happens to one of them.

        Problems of the intake may stand among the reports: a failed one becomes a reading with its error, a warning is
        told with the report that follows it.
        """
        groups = _groups(reports)
        yield from self._here(groups) if self.jobs == 1 else self._pooled(groups)

    def one(self, report: Report) -> Reading:
        """The reading of one report."""
        return next(self.read([report]))

    def attribute(self, reports: Iterable[Item]) -> Iterator[tuple[Reading, "list[Said]"]]:
        """Who says what in each report, events or not; the reading brings no claims, only notices or the error."""
        for item in reports:
            if isinstance(item, Problem):
                yield _not_read(item, []), []
            elif (foreign := self._foreign(item)) is not None:
                yield Reading(_where(item), item, notices=[foreign]), []
            else:
                self._load()
                doc = self._parse([item])[0]
                if isinstance(doc, Exception):
                    yield Reading(_where(item), item, error=_told(doc)), []
                else:
                    yield Reading(_where(item), item), self.coder.attribute(doc)

    def _here(self, groups: Iterable["_Group"]) -> Iterator[Reading]:
        for group in groups:
            yield from self.group(group)

    def group(self, group: Sequence["_Entry"]) -> list[Reading]:
        """The readings of a few reports, parsed together."""
        readable, readings = [], {}
        for number, entry in enumerate(group):
            if isinstance(entry.item, Problem):
                readings[number] = _not_read(entry.item, entry.notices)
            elif (foreign := self._foreign(entry.item)) is not None:
                readings[number] = Reading(_where(entry.item), entry.item, notices=[*entry.notices, foreign])
            else:
                readable.append((number, entry, entry.item))
        if readable:
            self._load()
        docs = self._parse([report for _, _, report in readable])
        for (number, entry, report), doc in zip(readable, docs, strict=True):
            readings[number] = self._code(report, doc, entry.notices)
        return [readings[number] for number in range(len(group))]

    def _load(self) -> None:
        """Load all parts, so that what is wrong with them is raised as such and not taken for a fault of a report."""
        _ = self.nlp, self.coder, self.resolver

    def _foreign(self, report: Report) -> str | None:
        """The notice for a report in a language that is not read."""
        from tidings.language import detect

        language = detect(report.text)
        if language in (None, self.nlp.lang):
            return None
        return f"is not in a language that can be read (it looks like {language!r}); no claims"

    def _parse(self, reports: Sequence[Report]) -> list["Doc | Exception"]:
        """The parsed texts; where the batch fails, each alone, so that one bad text spoils no other."""
        if not reports:
            return []
        longest = max(len(r.text) for r in reports)
        self.nlp.max_length = max(self.nlp.max_length, longest + 1)
        try:
            return list(self.nlp.pipe(r.text for r in reports))
        except Exception:
            _log.debug("batch failed, each report is parsed alone", exc_info=True)
        docs: list[Doc | Exception] = []
        for report in reports:
            try:
                docs.append(self.nlp(report.text))
            except Exception as error:
                docs.append(error)
        return docs

    def _code(self, report: Report, doc: "Doc | Exception", notices: list[str]) -> Reading:
        where = _where(report)
        if report.published is None and not any("publication date" in n for n in notices):
            notices = [*notices, "has no publication date; relative dates stay unresolved, give one with --published"]
        if isinstance(doc, Exception):
            return Reading(where, report, notices=notices, error=_told(doc))
        try:
            claims = self.coder.code(doc, report)
            if self.scope == "conflict":
                claims = [c for c in claims if c.political]
            if self.resolver is not None:
                claims = self.resolver.resolve(report, doc, claims)
        except Exception as error:  # a fault of the coder on one report stops no other
            return Reading(where, report, notices=notices, error=_told(error))
        return Reading(where, report, claims, notices)

    def _pooled(self, groups: Iterator["_Group"]) -> Iterator[Reading]:
        """The same with a pool of processes: at most two groups a process are under way, results come in order."""
        settings = (self.pipeline, self.codebook, self.scope, self.places, self.gazetteer)
        others = set(active_children())
        pool = ProcessPoolExecutor(self.jobs, get_context("spawn"), _start_worker, settings)
        pending: deque[Future[list[Reading]]] = deque()
        try:
            for group in groups:
                pending.append(pool.submit(_work, group))
                if len(pending) >= 2 * self.jobs:
                    yield from pending.popleft().result()
            while pending:
                yield from pending.popleft().result()
        except BrokenProcessPool as error:
            raise TidingsError("a reading process ended unasked, perhaps for want of memory; try --jobs 1") from error
        finally:
            # Left early (Ctrl-C, a closed pipe): nobody waits for what the processes are at. One may be ended in the
            # midst of a message, for whose rest the pool would wait forever while this side holds the pipe open too.
            own: Any = pool
            pipes = (own._result_queue._writer, own._call_queue._reader) if pending else ()
            pool.shutdown(wait=False, cancel_futures=True)
            for child in set(active_children()) - others if pending else ():
                child.terminate()
            for pipe in pipes:
                pipe.close()


@dataclass(frozen=True, slots=True)
class _Entry:
    """A report or a problem, with the warnings that are about the same place of the input."""

    item: Item
    notices: list[str]


_Group = list[_Entry]


def _groups(items: Iterable[Item]) -> Iterator[_Group]:
    """Reports in groups small enough to be quick and large enough to be parsed together well."""
    group: _Group = []
    warnings: list[Problem] = []
    size = 0
    for item in items:
        if isinstance(item, Problem) and not item.failed:
            warnings.append(item)
            continue
        where = item.where if isinstance(item, Problem) else _where(item)
        group += [_Entry(w, []) for w in warnings if w.where != where]
        group.append(_Entry(item, [w.message for w in warnings if w.where == where]))
        warnings = []
        size += len(item.text) if isinstance(item, Report) else 0
        if len(group) >= _GROUP_REPORTS or size >= _GROUP_CHARACTERS:
            yield group
            group, size = [], 0
    group += [_Entry(w, []) for w in warnings]
    if group:
        yield group


def _not_read(problem: Problem, notices: list[str]) -> Reading:
    if not problem.failed:
        return Reading(problem.where, notices=[problem.message])
    return Reading(problem.where, notices=notices, error=problem.message, misuse=problem.misuse)


def _where(report: Report) -> str:
    return report.origin or report.id


def _told(error: Exception) -> str:
    """An unexpected error in one line; the whole of it goes to the log."""
    if isinstance(error, TidingsError):
        return str(error)
    _log.debug("reading failed", exc_info=error)
    return f"could not be read ({type(error).__name__}: {' '.join(str(error).split())[:200]})"


_worker: Reader | None = None


def _start_worker(
    pipeline: str | None, codebook: Path | None, scope: Scope, places: bool, gazetteer: Path | None
) -> None:
    """Make this process's own reader; Ctrl-C is the parent's to take."""
    global _worker  # noqa: PLW0603 - one reader a process, made once
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _worker = Reader(pipeline, codebook, scope, places=places, gazetteer=gazetteer)


def _work(group: _Group) -> list[Reading]:
    if _worker is None:
        raise RuntimeError("the worker was not started")
    return _worker.group(group)
