"""Random people whose records lie on the boundaries, and a columnar engine that holds them."""

from datetime import date, timedelta

import duckdb
import ibis
from hypothesis import strategies as st

from gongwei.definition.indicator import END_REASONS
from gongwei.evaluation.columnar import Columnar
from gongwei.evaluation.person import Enrolment, Person, Residency, Visit
from gongwei.evaluation.standing import standing
from gongwei.evaluation.tables import prepare, prepared_schemas, raw_schemas, raw_tables
from gongwei.evaluation.units import Unit
from gongwei.programmes.registry import FORMS, INDICATORS, PROGRAMME_BY_ID, PROGRAMMES, SCHEDULES

UNITS = (
    Unit("10", "县", "county"), Unit("11", "甲乡", "township", "10"), Unit("12", "乙乡", "township", "10"),
    Unit("111", "甲一村", "village", "11"), Unit("112", "甲二村", "village", "11"), Unit("121", "乙一村", "village", "12"),
)
VILLAGES = ("111", "112", "121")
AS_OF_DAYS = (date(2025, 3, 31), date(2025, 6, 30), date(2025, 10, 31), date(2025, 12, 31), date(2024, 2, 29),
              date(2025, 2, 28), date(2025, 1, 1))
EDGES = tuple(
    day + timedelta(days=shift)
    for day in (date(2025, 1, 1), date(2025, 3, 31), date(2025, 6, 30), date(2025, 10, 1), date(2025, 10, 31),
                date(2024, 12, 31), date(2024, 10, 31), date(2024, 2, 29), date(2024, 1, 1), date(2023, 6, 30))
    for shift in (-1, 0, 1)
)
BIRTHS = (*(date(year, month, day) for year in (1959, 1960, 1990) for month, day in
            ((3, 31), (4, 1), (6, 30), (10, 31), (11, 1), (12, 31), (1, 1))), date(1960, 2, 29), date(1956, 2, 29))
IDS = ("v10", "v9", "Va", "va", "中", "v1", "é")

days = st.sampled_from(EDGES) | st.dates(date(2023, 1, 1), date(2026, 1, 31))
exam_values = {
    field: st.sampled_from([None, "正常"]) for field in ("assessment", "guidance", "self_care", "urine_protein",
                                                       "urine_sugar", "ecg", "ultrasound")
} | {
    field: st.sampled_from([None, 70.0]) for field in (
        "height", "weight", "waist", "sbp", "dbp", "haemoglobin", "white_cells", "platelets", "fasting_glucose", "alt",
        "ast", "bilirubin", "creatinine", "urea", "cholesterol", "triglycerides", "ldl", "hdl")
}
readings = {
    "sbp": st.sampled_from([None, 130.0, 139.0, 140.0, 149.0, 150.0, 180.0]),
    "dbp": st.sampled_from([None, 70.0, 89.0, 90.0, 110.0]),
    "complication": st.sampled_from([None, None, "无", "脑卒中"]),
}
VALUES = {
    "health_exam": exam_values,
    "hypertension_followup": readings,
    "diabetes_followup": {"fasting_glucose": st.sampled_from([None, 3.9, 6.9, 7.0, 16.7]), **readings},
    "screening": {
        "programme": st.sampled_from(["cervical_breast_cancer", "prenatal_screening"]),
        "kind": st.sampled_from(["screen", "diagnosis", "treatment", None]),
        "finding": st.sampled_from(["normal", "abnormal", "suspected", None]),
    },
    "tcm_constitution": {}, "mental_followup": {},
}


@st.composite
def exam(draw):
    """A health exam, complete but for at most two fields."""
    full = {name: draw(strategy.filter(lambda value: value is not None)) for name, strategy in exam_values.items()}
    gaps = draw(st.lists(st.sampled_from(sorted(full)), max_size=2, unique=True))
    why = {gap: draw(st.sampled_from(["refused", "unmeasured", None])) for gap in gaps}
    return ({name: value for name, value in full.items() if name not in gaps},
            {name: reason for name, reason in why.items() if reason})


@st.composite
def visits_of(draw, name: str):
    """One visit without its id."""
    form = draw(st.sampled_from(sorted(VALUES)))
    values, absent = draw(exam()) if form == "health_exam" else (
        {field: value for field, strategy in VALUES[form].items() if (value := draw(strategy)) is not None}, {})
    return Visit(
        name, form, draw(days), draw(st.sampled_from([None, *VILLAGES])),
        draw(st.sampled_from(["clinic", "home", "phone", None])),
        draw(st.sampled_from(["done", "done", "done", "away"])), values, absent,
    )


@st.composite
def persons(draw, resident: int = 1):
    """One person."""
    birth = draw(st.sampled_from(BIRTHS) | st.none())

    def spell(make, *arguments):
        start = draw(days)
        end = draw(st.none() | days.map(lambda day: max(day, start)))
        return make(*arguments, start, end)

    stays = [spell(Residency, draw(st.sampled_from(VILLAGES))) for _ in range(draw(st.integers(0, 2)))]
    home = Residency(draw(st.sampled_from(VILLAGES)), draw(st.none() | days))
    programmes = st.sampled_from(["hypertension", "diabetes", "hypertension", "maternal"])
    enrolments = []
    for number in range(draw(st.integers(0, 4))):
        one = spell(Enrolment, f"{draw(st.sampled_from(IDS))}{number}", draw(programmes))
        reason = draw(st.sampled_from([None, *END_REASONS])) if one.end else None
        enrolments.append(Enrolment(one.id, one.programme, one.start, one.end, reason))
    if len(enrolments) > 1 and draw(st.booleans()) and enrolments[0].end:
        first, follower = enrolments[0], enrolments[1]
        start = first.end + timedelta(days=draw(st.integers(0, 2)))
        enrolments[1] = Enrolment(follower.id, first.programme, start, None)
    names = draw(st.lists(st.sampled_from(IDS), unique=True, max_size=7))
    return Person(
        resident, birth, draw(st.sampled_from([1, 2])), draw(st.none() | days), draw(st.sampled_from([True, False, None])),
        frozenset(draw(st.sets(st.sampled_from(["disabled", "monitored"])))), (home, *stays), tuple(enrolments),
        tuple(draw(visits_of(f"{name}-{resident}")) for name in names),
    )


def populations(size: int):
    """Several people with different numbers."""
    return st.integers(1, size).flatmap(lambda n: st.tuples(*(persons(resident) for resident in range(1, n + 1))))


RAW = raw_schemas(FORMS.values(), PROGRAMMES)
STANDING = standing((*INDICATORS.values(), *SCHEDULES.values()))
PREPARED = prepared_schemas(FORMS.values(), PROGRAMMES, STANDING)
PREPARATIONS = {name: ibis.to_sql(table, dialect="duckdb") for name, table in prepare({
    name: ibis.table(ibis.Schema.from_pyarrow(schema), name=f"raw_{name}") for name, schema in RAW.items()},
    STANDING).items()}


class Population:
    """A columnar engine that can be filled again and again; what is compiled stays."""

    def __init__(self) -> None:
        self.connection = duckdb.connect(config={"threads": 1})
        self.engine = Columnar(self.connection, PREPARED, FORMS, PROGRAMME_BY_ID, UNITS)
        self.filled = dict.fromkeys(RAW, True)

    def hold(self, people) -> Columnar:
        """The engine over these people."""
        self.fill(people)
        self.engine.forget()
        return self.engine

    def fill(self, people) -> None:
        """Give the tables these people, unknown to the engine."""
        tables = raw_tables(people, RAW)
        for name, rows in tables.items():
            self.connection.register(f"raw_{name}", rows)
        for name, rows in tables.items():
            if rows.num_rows or self.filled[name]:
                self.connection.execute(f"CREATE OR REPLACE TABLE {name} AS {PREPARATIONS[name]}")
            self.filled[name] = bool(rows.num_rows)
