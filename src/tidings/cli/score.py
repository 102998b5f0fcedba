"""`tidings score`: how good predicted claims are, against a gold file of one's own."""

import json
from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("score")(score)


def score(
    gold: Annotated[Path, typer.Argument(help="Gold reports with their claims, JSON Lines.")],
    predicted: Annotated[Path, typer.Argument(help="Claims as `tidings read --format jsonl` prints them.")],
    per_report: Annotated[bool, typer.Option("--per-report", help="A line for each report as well.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the numbers as JSON.")] = False,
    codebook: Annotated[Path | None, typer.Option(help="Folder of YAML laid over the codebook.")] = None,
) -> None:
    """Score predicted claims against gold ones: detection, event type, each field, and claim F1.

    tidings read gold.jsonl --format jsonl -o predicted.jsonl
    tidings score gold.jsonl predicted.jsonl
    """
    from tidings import scoring

    found = scoring.Scorer(codebook).score(scoring.load_gold(gold), scoring.load_predicted(predicted))
    if as_json:
        typer.echo(json.dumps(found.record(), indent=1))
        return
    if per_report:
        for one in found.reports:
            typer.echo(
                f"{one.report:40.40}  gold {one.gold:3}  predicted {one.predicted:3}  paired {one.paired:3}  "
                f"claim F1 {one.claim.f1:.3f}"
            )
    counts = ", ".join(f"{name} {found.count(name)}" for name in ("predicted", "paired"))
    typer.echo(f"reports {len(found.reports)}, gold claims {found.count('gold')}, {counts}")
    for name, (p, r, f1) in found.scores.items():
        typer.echo(f"{name:10} P {p:.3f}  R {r:.3f}  F1 {f1:.3f}")
    for name, value in found.fields.items():
        typer.echo(f"  {name:8} {value:.3f}")
