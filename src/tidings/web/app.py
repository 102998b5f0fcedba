"""The application: ledger, pages and API put together."""

import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException as AnyHTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from tidings.errors import InputError, LedgerError, TidingsError
from tidings.ledger import Ledger
from tidings.reader import Reader
from tidings.web.desk import Desk
from tidings.web.headers import Guard
from tidings.web.rendering import environment, page
from tidings.web.routes import ROUTERS, warm
from tidings.web.routes.api import specification
from tidings.web.settings import Settings
from tidings.web.throttle import Throttle
from tidings.web.visitors import Gate, LoginNeeded, Visitor, login_address

__all__ = ["create_app"]


_AT_ONCE = 4
"""Pages made at the same time. Python runs one thread at a time, and a thread gives way with every row it reads: many
at once make all of them late.
"""


class _Assets(StaticFiles):
    """Static files; those of other projects do not change while the version stands."""

    def file_response(self, *args: object, **more: object) -> Response:
        response = super().file_response(*args, **more)  # type: ignore[arg-type]
        response.headers.setdefault("cache-control", "public, max-age=300")
        return response


def create_app(settings: Settings, *, ledger: Ledger | None = None, reader: Reader | None = None) -> FastAPI:
    """The app over a ledger, opened anew unless one is given. `reader` reads what is added.

    Raises InputError or LedgerError where the ledger cannot be opened.
    """
    reader = reader or Reader(settings.pipeline, settings.codebook, gazetteer=settings.gazetteer)
    opened = ledger or Ledger(settings.ledger, reader=reader)
    app = FastAPI(
        title="Tidings", version=_version(), docs_url=None, redoc_url=None, openapi_url=None, lifespan=_warmed
    )
    state = app.state
    state.settings, state.ledger, state.reader = settings, opened, reader
    state.desk, state.gate, state.throttle = Desk(settings, opened), Gate(settings), Throttle()
    state.templates, state.version = environment(), _version()
    state.ledger_name = Path(opened.name).stem if "://" not in opened.name else opened.name.rsplit("/", 1)[-1]
    static = files("tidings.web").joinpath("static")
    app.mount("/static", _Assets(directory=str(static), check_dir=False), name="static")
    for router in ROUTERS:
        app.include_router(router)
    _errors(app)
    app.add_middleware(GZipMiddleware, minimum_size=1_500, compresslevel=4)
    app.add_middleware(Guard, settings=settings)
    return app


@asynccontextmanager
async def _warmed(app: FastAPI) -> AsyncIterator[None]:
    """While the first person opens the page, what every page needs is made ready beside."""
    current_default_thread_limiter().total_tokens = _AT_ONCE
    thread = threading.Thread(target=_warm, args=(app,), daemon=True)
    thread.start()
    yield


def _warm(app: FastAPI) -> None:
    templates = app.state.templates
    for name in templates.list_templates():
        templates.get_template(name)
    specification(app)
    with suppress(TidingsError):
        app.state.desk.warm()
        warm(app.state.desk)


def _version() -> str:
    try:
        return version("tidings")
    except PackageNotFoundError:
        return "unknown"


def _errors(app: FastAPI) -> None:
    """What goes wrong becomes one line for the person, as a page or as JSON."""
    answers: dict[type[Exception], Callable[[Request, Exception], Awaitable[Response]]] = {
        LoginNeeded: _login,
        TidingsError: _told,
        AnyHTTPException: _refused,
        RequestValidationError: _invalid,
    }
    for kind, answer in answers.items():
        app.add_exception_handler(kind, answer)


async def _login(request: Request, _: Exception) -> Response:
    if request.url.path.startswith("/api/"):
        return JSONResponse({"detail": "log in first: POST /login"}, 401)
    target = login_address(request) if request.method == "GET" else "/login"
    return RedirectResponse(target, 303, headers={"HX-Redirect": target} if "hx-request" in request.headers else None)


async def _told(request: Request, error: Exception) -> Response:
    words = str(error)
    missing = isinstance(error, InputError) and words.startswith(("no event has", "no report has", "no claim has"))
    status = 404 if missing else 503 if isinstance(error, LedgerError) else 400
    return _answer(request, status, words)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, (HTTPException, AnyHTTPException))
    words = "there is nothing at this address" if error.status_code == 404 else str(error.detail)
    answer = _answer(request, error.status_code, words)
    answer.headers.update(error.headers or {})
    return answer


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = ".".join(str(x) for x in first["loc"][1:]) or "the request"
    return _answer(request, 422, f"{where}: {first['msg']}")


def _answer(request: Request, status: int, words: str) -> Response:
    if request.url.path.startswith("/api/"):
        return JSONResponse({"detail": words}, status)
    visitor: Visitor | None = getattr(request.state, "visitor", None)
    words = words.removesuffix("; `tidings events` lists them")
    return page(request, visitor, "error.html", status, words=words, code=status)
