"""Small folders for the tests: good rows of everything, and a dump of all that a database holds."""

import csv
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from django.apps import apps

from gongwei.exchange.folder import import_folder
from gongwei.exchange.summary import ImportSummary

TODAY, AT = date(2026, 7, 1), datetime(2026, 7, 1, 8, tzinfo=UTC)
COUNTY, TOWN, VILLAGE, OTHER_VILLAGE = "431103000000", "431103001000", "431103001201", "431103001202"
UNITS = [
    {"code": VILLAGE, "name": "一村", "level": "village", "parent": TOWN},
    {"code": OTHER_VILLAGE, "name": "二村", "level": "village", "parent": TOWN},
    {"code": TOWN, "name": "甲乡", "level": "township", "parent": COUNTY},
    {"code": COUNTY, "name": "丙县", "level": "county", "parent": ""},
]
PERSON = {"id": "r1", "name": "张三丰", "sex": "1", "birth_date": "1950-05-05", "unit": VILLAGE, "resident_since": ""}
SPELL = {"id": "e1", "resident": "r1", "programme": "hypertension", "start": "2024-01-01"}
VISIT = {"id": "v1", "resident": "r1", "date": "2025-03-01", "mode": "clinic", "sbp": "130", "dbp": "80"}
FOLLOWUPS = "visits/hypertension_followup"


def write(folder: Path, tables: Mapping[str, Sequence[Mapping[str, object]]], encoding: str = "utf-8") -> Path:
    """Write CSV files: name without suffix → rows."""
    for name, rows in tables.items():
        path = folder / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        columns = list(dict.fromkeys(column for row in rows for column in row))
        with path.open("w", encoding=encoding, newline="") as stream:
            writer = csv.DictWriter(stream, columns, restval="")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def bring_in(folder: Path, **options) -> ImportSummary:
    """Import a folder on TODAY."""
    said = {"actor": "tester", "at": AT, "today": TODAY, "rejected": folder / "rejected.csv"} | options
    return import_folder(folder, **said)


def rejections(folder: Path) -> list[tuple[str, int, str]]:
    """File, line and column of every rejection."""
    return [(row["file"], int(row["line"]), row["column"]) for row in read_rejections(folder)]


def read_rejections(folder: Path) -> list[dict[str, str]]:
    """The rows of rejected.csv."""
    with (folder / "rejected.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def dump() -> dict[str, list[str]]:
    """Every row of every table, as text, in order."""
    return {
        model._meta.label: sorted(json.dumps(row, default=str, sort_keys=True) for row in model.objects.values())
        for label in ("records", "ledgers", "assessments")
        for model in apps.get_app_config(label).get_models()
    }
