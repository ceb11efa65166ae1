"""Rows with mistakes as they come up in real folders, so that an import has something to find."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

Row = dict[str, str]


def _changed(**values: str) -> Callable[[Row], Row]:
    return lambda row: row | values


def _same_id(row: Row) -> Row:
    return row


def _pressure_swapped(row: Row) -> Row:
    return row | {"sbp": row["dbp"], "dbp": row["sbp"]}


def _wrong_check_digit(row: Row) -> Row:
    number = row["id_number"]
    return row | {"id_number": number[:-1] + ("7" if number[-1] != "7" else "3")}


@dataclass(frozen=True)
class Fault:
    """A planted row: what is wrong, in which file (without .csv), its id; `refused` or only flagged."""

    kind: str
    file: str
    id: str
    refused: bool


def plant(folder: Path, as_of: date) -> list[Fault]:
    """Append rows with mistakes, changed copies of good ones: all to be refused but `check_digit`, to be flagged."""
    later = (as_of + timedelta(days=365)).isoformat()
    pressure, glucose = "visits/hypertension_followup", "visits/diabetes_followup"
    plans: list[tuple[str, str, str, int, Callable[[Row], Row]]] = [
        # kind, file, column that must be filled in the row copied, how many, the change
        ("out_of_range", pressure, "sbp", 5, _changed(sbp="1400")),
        ("out_of_range", pressure, "sbp", 2, _changed(dbp="8")),
        ("out_of_range", glucose, "fasting_glucose", 3, _changed(fasting_glucose="68")),
        ("out_of_range", "visits/health_exam", "height", 2, _changed(height="16.5")),
        ("pressure_order", pressure, "sbp", 5, _pressure_swapped),
        ("unknown_resident", pressure, "sbp", 3, _changed(resident="58072110020199999")),
        ("unknown_resident", glucose, "fasting_glucose", 2, _changed(resident="99999999999999999")),
        ("future_date", pressure, "sbp", 3, _changed(date=later)),
        ("future_date", "residents", "birth_date", 1, _changed(birth_date=later, id_number="")),
        ("repeated_id", pressure, "sbp", 3, _same_id),
        ("repeated_id", "residents", "name", 2, _same_id),
        ("unknown_code", pressure, "sbp", 2, _changed(mode="微信")),
        ("unknown_code", "residents", "name", 1, _changed(sex="女性?")),
        ("unknown_unit", "residents", "name", 2, _changed(unit="580721999201")),
        ("end_before_start", "enrolments", "start", 2, _changed(end="1999-12-31", end_reason="lost")),
        ("check_digit", "residents", "id_number", 6, _wrong_check_digit),
    ]
    planted: list[Fault] = []
    for at, (kind, name, filled, number, change) in enumerate(plans):
        path = folder / f"{name}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            columns = list(reader.fieldnames or ())
            rows = [
                row
                for _, row in zip(range(3000), reader, strict=False)
                if row[filled] and "refused" not in row.values()
            ]
        if not rows:
            continue
        rows = rows[at * 7 :: 11][:number]
        with path.open("a", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            for serial, row in enumerate(rows):
                identity = row["id"] if kind == "repeated_id" else f"Z{at:02}{serial:03}"
                writer.writerow(change(row) | {"id": identity})
                planted.append(Fault(kind, name, identity, kind != "check_digit"))
    return planted
