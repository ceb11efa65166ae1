"""Reads an exchange folder row by row and says which rows are refused, as exchange.md has it."""

import csv
import io
import json
import re
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

MEASURES = {  # services.md §1 and §8: hard ranges, inclusive
    "height": (50, 250), "weight": (1, 300), "waist": (30, 200), "temperature": (34, 43), "pulse": (30, 220),
    "sbp": (50, 300), "dbp": (30, 200), "fasting_glucose": (1, 40), "hba1c": (3, 20),
}
LEVELS = {"province", "city", "county", "township", "village"}
SEXES = {"0", "1", "2", "9"}
FLAGS = {"", "0", "1"}
MODES = {"", "clinic", "home", "phone"}
ATTEMPTS = {"away", "refused", "not_found", "hospitalised", "wrong_number"}
RESULTS = {"", "done"} | ATTEMPTS
RESIDENCY_ENDS = {"", "died", "moved_away"}
ENROLMENT_ENDS = RESIDENCY_ENDS | {"transferred", "misdiagnosed", "completed", "lost", "refused", "other"}
SCREENINGS = {"cervical_breast_cancer", "prenatal_screening", "newborn_screening", "preconception", "dental_sealant",
              "fluoride", "stroke_risk", "lung_cancer_risk", "hpv_vaccine"}
PROGRAMMES = {"health_record", "older_people", "child", "maternal", "hypertension", "diabetes", "mental",
              "tuberculosis", "copd", "contract"} | SCREENINGS
FORMS = ("health_exam", "hypertension_followup", "diabetes_followup", "mental_followup", "copd_followup",
         "tb_first_visit", "tb_followup", "child_visit", "antenatal_visit", "postpartum_visit", "tcm_constitution",
         "tcm_child", "vaccination", "screening")

# File by file: key columns, columns that must be filled, dates, spans (end not before start), codes, references.
# References name the table whose keys they must be among; an empty reference is allowed unless it must be filled.
SHAPES = {
    "units": dict(key=("code",), filled=("code", "level"), dates=("valid_from", "valid_to"),
                  spans=(("valid_from", "valid_to"),), codes={"level": LEVELS},
                  references={"parent": "units", "successor": "units"}),
    "population": dict(key=("unit", "year", "group"), filled=("unit", "year", "group", "value"), numbers=("value",),
                       references={"unit": "units"}),
    "facilities": dict(key=("code",), filled=("code",), references={"unit": "units"}),
    "residents": dict(key=("id",), filled=("id", "birth_date"),
                      dates=("birth_date", "record_opened", "resident_since", "ended"), past=("birth_date",),
                      spans=(("resident_since", "ended"),),
                      codes={"sex": SEXES | {""}, "electronic": FLAGS, "head_of_household": FLAGS,
                             "end_reason": RESIDENCY_ENDS}, references={"unit": "units"}),
    "residencies": dict(key=("resident", "unit", "start"), filled=("resident", "unit"), dates=("start", "end"),
                        spans=(("start", "end"),), codes={"end_reason": RESIDENCY_ENDS},
                        references={"resident": "residents", "unit": "units"}),
    "enrolments": dict(key=("id",), filled=("id", "resident", "programme", "start"), dates=("start", "end"),
                       spans=(("start", "end"),), codes={"programme": PROGRAMMES, "end_reason": ENROLMENT_ENDS},
                       references={"resident": "residents", "unit": "units"}),
    "items": dict(key=("item",), filled=("item",), numbers=("min", "max"),
                  codes={"period": {"month", "quarter", "year"}, "kind": {"flow", "stock"}}),
    "targets": dict(key=("year", "unit", "item"), filled=("year", "unit", "item", "target"), numbers=("target",),
                    references={"unit": "units"}),
    "cases": dict(key=("id",), filled=("id",), moments=("onset", "discovered_at", "reported_at"),
                  references={"resident": "residents", "unit": "units"}),
    "tallies": dict(key=("unit", "period", "item"), filled=("unit", "period", "item", "value"), numbers=("value",),
                    references={"unit": "units"}),
    "projects": dict(key=("id", "milestone"), filled=("id",), dates=("planned", "done"), numbers=("weight",),
                     references={"unit": "units"}),
    "staff": dict(key=("id",), filled=("id",), dates=("employed", "left"), spans=(("employed", "left"),),
                  references={"unit": "units"}),
}
VISIT = dict(key=("id",), filled=("id", "resident", "date"), dates=("date",), past=("date",),
             codes={"mode": MODES, "result": RESULTS, "void": FLAGS},
             references={"resident": "residents", "unit": "units", "facility": "facilities", "enrolment": "enrolments"})


class Refused(ValueError):
    """This row is not taken."""


@dataclass
class Folder:
    """The rows taken, per table (`visits` holds every form's rows, each with its `form`), and those refused."""

    tables: dict[str, list[dict]] = field(default_factory=dict)
    rejected: dict[tuple[str, int], str] = field(default_factory=dict)


def to_date(text: str) -> date | None:
    """A date in any of the three spellings; None when empty."""
    text = text.strip()
    if not text:
        return None
    for pattern in (r"(\d{4})-(\d{2})-(\d{2})", r"(\d{4})/(\d{1,2})/(\d{1,2})", r"(\d{4})(\d{2})(\d{2})"):
        if match := re.fullmatch(pattern, text):
            try:
                return date(*map(int, match.groups()))
            except ValueError:
                break
    raise Refused(f"no date: {text}")


def to_moment(text: str) -> date | None:
    """The day of a time, or a plain date."""
    return datetime.fromisoformat(text).date() if "T" in text else to_date(text)


def to_number(text: str) -> Fraction | None:
    """An exact number; None when empty."""
    if not text.strip():
        return None
    try:
        return Fraction(text.strip())
    except (ValueError, ZeroDivisionError) as error:
        raise Refused(f"no number: {text}") from error


def read(path, import_day: date) -> Folder:
    """Read the folder as imported on `import_day`."""
    path = Path(path)
    raw = {}  # (table, file) -> [(line, row)]
    for table in SHAPES:
        raw[table, f"{table}.csv"] = _lines(path / f"{table}.csv")
    for form in FORMS:
        raw["visits", f"visits/{form}.csv"] = [(line, row | {"form": form})
                                               for line, row in _lines(path / "visits" / f"{form}.csv")]
    folder = Folder({table: [] for table, _ in raw})
    seen = {table: set() for table, _ in raw}
    for (table, file), lines in raw.items():
        shape = VISIT if table == "visits" else SHAPES[table]
        for line, row in lines:
            key = tuple(row.get(column, "") for column in shape["key"])
            try:
                if key in seen[table]:
                    raise Refused(f"repeats {key}")
                seen[table].add(key)
                if any(len(part) > 64 for part in key):
                    raise Refused("id longer than 64 characters")
                folder.tables[table].append(_taken(row, shape, import_day) | {"_file": file, "_line": line})
            except Refused as reason:
                folder.rejected[file, line] = str(reason)
    _keep_in_range(folder)
    _resolve(folder)
    return folder


def _lines(path: Path) -> list[tuple[int, dict]]:
    """The rows of a file with their line numbers; the header is line 1."""
    if not path.exists():
        return []
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030")
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return [(line, {name: (value or "").strip() for name, value in row.items() if name})
            for line, row in enumerate(rows, start=2)]


def _taken(row: dict, shape: dict, import_day: date) -> dict:
    """The row with its dates and numbers read; raises Refused."""
    for column in shape["filled"]:
        if not row.get(column):
            raise Refused(f"{column} is empty")
    for column, codes in shape.get("codes", {}).items():
        if row.get(column, "") not in codes:
            raise Refused(f"{column}: unknown code {row[column]}")
    row = dict(row)
    for column in shape.get("dates", ()):
        row[column] = to_date(row.get(column, ""))
    for column in shape.get("moments", ()):
        row[column] = to_moment(row.get(column, ""))
    for column in shape.get("numbers", ()):
        row[column] = to_number(row.get(column, ""))
    for column in shape.get("past", ()):
        if row[column] > import_day:
            raise Refused(f"{column} is in the future")
    for start, end in shape.get("spans", ()):
        if row[start] and row[end] and row[end] < row[start]:
            raise Refused(f"{end} before {start}")
    if shape is VISIT:
        _check_measures(row)
    if "attributes" in row:
        try:
            row["attributes"] = json.loads(row["attributes"] or "{}")
        except json.JSONDecodeError as error:
            raise Refused("attributes: no JSON") from error
    return row


def _check_measures(row: dict) -> None:
    for name, (low, high) in MEASURES.items():
        if name == "height" and row["form"] == "child_visit":
            continue
        value = measured(row, name)
        if value is not None and not low <= value <= high:
            raise Refused(f"{name} outside its hard range")
    sbp, dbp = measured(row, "sbp"), measured(row, "dbp")
    if sbp is not None and dbp is not None and dbp >= sbp:
        raise Refused("dbp not below sbp")


def measured(visit: dict, name: str) -> Fraction | None:
    """The reading of a field, or None when empty, refused or unmeasured."""
    text = visit.get(name, "")
    return None if text in ("", "refused", "unmeasured") else to_number(text)


def _keep_in_range(folder: Folder) -> None:
    """A tally outside its item's min … max is refused."""
    items = {row["item"]: row for row in folder.tables["items"]}
    for row in list(folder.tables["tallies"]):
        item = items.get(row["item"], {})
        low, high = item.get("min"), item.get("max")
        if (low is not None and row["value"] < low) or (high is not None and row["value"] > high):
            folder.tables["tallies"].remove(row)
            folder.rejected[row["_file"], row["_line"]] = "value outside its hard range"


def _resolve(folder: Folder) -> None:
    """Refuse rows whose references are unknown or refused, again and again until nothing more falls."""
    fallen = True
    while fallen:
        fallen = False
        known = {table: {row[SHAPES[table]["key"][0]] for row in folder.tables[table]}
                 for table in ("units", "facilities", "residents", "enrolments")}
        for table, rows in folder.tables.items():
            references = (VISIT if table == "visits" else SHAPES[table]).get("references", {})
            for row in list(rows):
                for column, target in references.items():
                    if row.get(column) and row[column] not in known[target]:
                        rows.remove(row)
                        folder.rejected[row["_file"], row["_line"]] = f"{column}: unknown {row[column]}"
                        fallen = True
                        break
