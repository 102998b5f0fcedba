"""The command line: one file per command, each found through its `register` function."""

import importlib
import pkgutil

import typer

__all__ = ["build", "main"]


def build() -> typer.Typer:
    """The typer application with every command of this folder."""
    app = typer.Typer(
        name="tidings",
        help="Who says what happened: news of armed conflict read into attributed claims.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda m: m.name):
        room = importlib.import_module(f"{__name__}.{module.name}")
        if hasattr(room, "register"):
            room.register(app)
    return app


def main() -> None:
    """Entry point of the `tidings` command."""
    build()()
