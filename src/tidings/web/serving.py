"""A server for the app."""

import logging

from tidings.errors import InputError
from tidings.web.accounts import Accounts
from tidings.web.app import create_app
from tidings.web.settings import Settings

__all__ = ["check", "serve"]


def check(settings: Settings) -> None:
    """Raises InputError where the app must not be started so: others can reach it, and nobody is asked who they are."""
    _ = settings.tile_origin
    if settings.borders is not None and not settings.borders.is_file():
        raise InputError(f"--borders: {settings.borders} is no file; name a GeoJSON file")
    if settings.loopback or settings.proxy_header:
        return
    if not Accounts(settings.accounts_file).all():
        raise InputError(
            f"others can reach {settings.host}, and there are no accounts in {settings.accounts_file}; make one with "
            "`tidings users add NAME --role admin`, or serve on 127.0.0.1"
        )


def serve(settings: Settings) -> None:
    """Serve until interrupted. Raises InputError where the app must not be started so, or the address is taken."""
    import socket

    import uvicorn

    check(settings)
    app = create_app(settings)
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # the protocol named: only then asyncio sends answers at once, without it each waits 40 ms for an acknowledgement
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host.strip("[]"), settings.port))
    except OSError as error:
        raise InputError(
            f"{settings.host}:{settings.port} cannot be used ({error.strerror}); choose another with --port"
        ) from error
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, proxy_headers=False)
    try:
        uvicorn.Server(config).run(sockets=[listener])
    finally:
        app.state.ledger.close()
