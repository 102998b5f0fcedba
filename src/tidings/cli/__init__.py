"""The command line: one file per command, each found through its `register` function."""

import importlib
import os
import sys
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup

from tidings.errors import LedgerError, TidingsError

__all__ = ["FAILED", "MISUSE", "build", "main"]

_HELP = "Who says what happened: news of armed conflict read into attributed claims."
FAILED, MISUSE, INTERRUPTED, PIPE_CLOSED = 1, 2, 130, 141


class _Commands(TyperGroup):
    """The commands; what goes wrong in one becomes one line on stderr and an exit code, never a traceback."""

    def invoke(self, ctx: Any) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except TidingsError as error:
            print(f"tidings: {error}", file=sys.stderr)
            raise typer.Exit(FAILED if isinstance(error, LedgerError) else MISUSE) from error
        except KeyboardInterrupt as error:
            raise typer.Exit(INTERRUPTED) from error
        except BrokenPipeError as error:
            # What is still buffered for the closed pipe goes nowhere, or the interpreter would complain at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            raise typer.Exit(PIPE_CLOSED) from error
        return result


def build() -> typer.Typer:
    """The typer application with every command of this folder."""
    app = typer.Typer(
        name="tidings",
        cls=_Commands,
        help=_HELP,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(help=_HELP)(_root)
    for name in _commands():
        importlib.import_module(f"{__name__}.{name}").register(app)
    return app


def _commands() -> list[str]:
    """The modules that hold a command. The others, which draw and write what commands print, are costly to import and
    are left for when they are needed; so the files are looked at, not imported.
    """
    files = sorted(Path(__file__).parent.glob("*.py"))
    return [f.stem for f in files if f.stem != "__init__" and "\ndef register(" in f.read_text("utf-8")]


def _show_version(wanted: bool) -> None:
    if wanted:
        from tidings import __version__

        typer.echo(f"tidings {__version__}")
        raise typer.Exit


_VERSION = typer.Option(False, "--version", help="Show the version and exit.", is_eager=True, callback=_show_version)


def _root(version: bool = _VERSION) -> None:
    """Options that stand before the command."""


def main() -> None:
    """Entry point of the `tidings` command. With TIDINGS_DEBUG set, unexpected errors are logged whole."""
    if os.environ.get("TIDINGS_DEBUG"):
        import logging

        logging.basicConfig()
        logging.getLogger("tidings").setLevel(logging.DEBUG)
    build()()
