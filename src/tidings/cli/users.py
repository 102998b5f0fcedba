"""`tidings users`: who may log in to the web app."""

import enum
import sys
from pathlib import Path
from typing import Annotated

import typer

from tidings.cli.ledgered import DEFAULT, LedgerOption
from tidings.errors import InputError


class Role(enum.StrEnum):
    """What a person may do: see, decide, or also switch the profile."""

    viewer = "viewer"
    reviewer = "reviewer"
    admin = "admin"


ACCOUNTS = Annotated[Path | None, typer.Option(help="File of accounts; by default beside the ledger.")]
NAME = Annotated[str, typer.Argument(help="The name to log in with.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    users = typer.Typer(help="Accounts of the web app.", no_args_is_help=True)
    users.command("add")(add)
    users.command("list")(show)
    users.command("remove")(remove)
    app.add_typer(users, name="users")


def _path(ledger: str, accounts: Path | None) -> Path:
    from tidings.web import Settings

    return Settings(ledger=ledger, accounts=accounts).accounts_file


def add(
    name: NAME,
    role: Annotated[Role, typer.Option(help="What the person may do.")] = Role.viewer,
    ledger: LedgerOption = DEFAULT,
    accounts: ACCOUNTS = None,
) -> None:
    """Add a person, or give a known one a new password and role. The password is asked for, or read from a pipe.

    tidings users add mira --role reviewer
    """
    from tidings.cli.output import say
    from tidings.web import Accounts

    path = _path(ledger, accounts)
    Accounts(path).add(name, _password(), role.value)
    say(f"{name} may log in as {role.value}; the account is in {path}")


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    import getpass

    first = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != first:
        raise InputError("the two are not the same; try again")
    return first


def show(ledger: LedgerOption = DEFAULT, accounts: ACCOUNTS = None) -> None:
    """List names, roles and since when."""
    from tidings.web import Accounts

    for account in Accounts(_path(ledger, accounts)).all().values():
        typer.echo(f"{account.name}\t{account.role}\t{account.created}")


def remove(name: NAME, ledger: LedgerOption = DEFAULT, accounts: ACCOUNTS = None) -> None:
    """Take an account away; its sessions end at once."""
    from tidings.cli.output import say
    from tidings.web import Accounts

    Accounts(_path(ledger, accounts)).remove(name)
    say(f"{name} may not log in any more")
