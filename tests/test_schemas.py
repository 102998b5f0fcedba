"""The published JSON Schemas: up to date, and true of what is written."""

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from stubs import ShellingCoder

from tidings import Report, schemas
from tidings.claim import Claim, Place, Source, Span, When
from tidings.claimlist import COLUMNS

FOLDER = Path(__file__).parent.parent / "docs" / "schemas"
REPORT = Report(id="r", text="Shelling in Vesk killed 4, the mayor of Vesk said.", published="2024-05-15")


def published_schema(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.schema.json").read_text("utf-8"))


@pytest.mark.parametrize("name", schemas.MODELS)
def test_schemas_are_up_to_date(name: str) -> None:
    assert published_schema(name) == schemas.schema(name), "run `make schemas`"


def test_no_schema_is_left_over() -> None:
    assert {p.name for p in FOLDER.iterdir()} == {f"{name}.schema.json" for name in schemas.MODELS}


def test_claims_as_written_fit_the_schema() -> None:
    fits = jsonschema_rs.validator_for(published_schema("claim"))
    (plain,) = ShellingCoder().code(None, REPORT)
    place = {"text": "Vesk", "start": 12, "end": 16, "alternatives": [{"name": "Vesk", "score": 0.2}]}
    full = plain.model_copy(
        update={
            "source": Source(text="mayor", start=32, end=37, via=[Span(text="Vesk", start=12, end=16)]),
            "place": [Place(**place, country="NV", level="town", latitude=1.5, longitude=2.5, precision={"acled": 1})],
            "date": When(start="2024-05-01", end="2024-05-31", precision="month", text="May", at=(0, 3)),
        }
    )
    for claim in (plain, full):
        fits.validate(claim.record())
        assert Claim(**claim.record()) == claim
    assert not fits.is_valid({**plain.record(), "truth": 0.9})
    assert not fits.is_valid({k: v for k, v in plain.record().items() if k != "event"})


def test_reports_as_written_fit_the_schema() -> None:
    jsonschema_rs.validator_for(published_schema("report")).validate(REPORT.model_dump(mode="json"))


def test_the_columns_are_documented() -> None:
    page = (FOLDER.parent / "formats.md").read_text("utf-8")
    rows = [f"| `{name}` | {kind} | {meaning} |" for name, (kind, meaning) in COLUMNS.items()]
    assert [row for row in rows if row not in page] == []
