"""`tidings serve`: the web app on this machine, or for a team."""

import enum
from pathlib import Path
from typing import Annotated

import typer

from tidings.cli.ledgered import DEFAULT, LedgerOption


class Profile(enum.StrEnum):
    """What pages show."""

    internal = "internal"
    public = "public"


class Role(enum.StrEnum):
    """What a person may do."""

    viewer = "viewer"
    reviewer = "reviewer"
    admin = "admin"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("serve")(serve)


def serve(
    ledger: LedgerOption = DEFAULT,
    host: Annotated[
        str, typer.Option(help="Address to listen on; any but this machine's own needs accounts.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 8710,
    accounts: Annotated[Path | None, typer.Option(help="File of accounts (see `tidings users`).")] = None,
    proxy_header: Annotated[
        str | None, typer.Option(help="Header in which a proxy names the person it let in, such as X-Remote-User.")
    ] = None,
    proxy_address: Annotated[str, typer.Option(help="The address that proxy speaks from.")] = "127.0.0.1",
    proxy_role: Annotated[Role, typer.Option(help="Role of people the proxy names who have no account.")] = Role.viewer,
    profile: Annotated[
        Profile | None,
        typer.Option(help="internal shows everything, public masks; by default internal on this machine."),
    ] = None,
    why: Annotated[str, typer.Option(help="Reason for the internal profile on another address; it is logged.")] = "",
    delay: Annotated[float, typer.Option(min=0, help="Hours a report stays out of the public profile.")] = 0.0,
    tiles: Annotated[str | None, typer.Option(help="Map tiles, like https://HOST/{z}/{x}/{y}.png.")] = None,
    borders: Annotated[Path | None, typer.Option(help="GeoJSON of further borders for the maps.")] = None,
    codebook: Annotated[Path | None, typer.Option(help="Folder of YAML laid over the codebook.")] = None,
    pipeline: Annotated[str | None, typer.Option(help="An installed spaCy pipeline to read added texts with.")] = None,
    gazetteer: Annotated[
        Path | None, typer.Option(help="Places of your own to read added texts with (tidings places import).")
    ] = None,
    max_upload: Annotated[int, typer.Option(min=1000, help="Bytes of an upload at most.")] = 5_000_000,
    https: Annotated[
        bool, typer.Option("--https", help="A proxy speaks https for the app: cookies only over it.")
    ] = False,
) -> None:
    """Open the web app: see who says what happened.

    Without options it is for whoever sits at this machine, and shows everything.

      tidings serve --ledger sqlite:///conflict.db
      tidings serve --host 0.0.0.0 --port 80
    """
    from tidings.cli.output import say
    from tidings.errors import InputError
    from tidings.ledger import Ledger
    from tidings.web import Settings
    from tidings.web import serve as run
    from tidings.web.serving import check

    settings = Settings(
        ledger=ledger,
        host=host,
        port=port,
        accounts=accounts,
        proxy_header=proxy_header,
        proxy_address=proxy_address,
        proxy_role=proxy_role.value,
        profile=profile.value if profile else None,
        delay_hours=delay,
        tiles=tiles,
        borders=borders,
        codebook=codebook,
        pipeline=pipeline,
        gazetteer=gazetteer,
        max_upload=max_upload,
        https=https,
    )
    check(settings)
    if not settings.loopback and not settings.public:
        if not why.strip():
            raise InputError("--profile internal on an address others reach: give the reason with --why, it is logged")
        with Ledger(ledger) as opened:
            opened.note("internal profile", why=why.strip(), details={"host": host})
    say(f"tidings is at http://{f'[{host}]' if ':' in host else host}:{port} (Ctrl-C ends it)")
    run(settings)
