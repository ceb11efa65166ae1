"""A tiny county that the tests write to: one county, one township, two villages, two people."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

from gongwei.records import actions, queries
from gongwei.records.rows import EnrolmentRow, FacilityRow, NameRow, ResidentRow, SpellRow, UnitRow, VisitRow

AT = datetime(2025, 7, 1, 1, 30, tzinfo=UTC)
LATER = datetime(2025, 7, 2, 1, 30, tzinfo=UTC)
WHO = {"actor": "李医生", "at": AT}
TODAY = date(2025, 7, 1)
COUNTY, TOWNSHIP, VILLAGE, OTHER = "431102000000", "431102100000", "431102100001", "431102100002"
FORM = "hypertension_followup"

UNITS = [
    UnitRow(VILLAGE, "东村", "village", TOWNSHIP),
    UnitRow(OTHER, "西村", "village", TOWNSHIP),
    UnitRow(TOWNSHIP, "河口镇", "township", COUNTY),
    UnitRow(COUNTY, "零陵区", "county"),
]


def resident(code: str, unit: str = VILLAGE, **changes: object) -> ResidentRow:
    """A woman born in 1950 who has lived in the unit since 2000."""
    names = NameRow("王秀英", "43110219500101002X", "汉族", "13900000000", "", "", "东村3号")
    spells = (SpellRow(unit, date(2000, 1, 1), None, "", "registered"),)
    row = ResidentRow(code, 2, date(1950, 1, 1), "H1", True, date(2015, 3, 1), True, "disabled", names, spells)
    return row._replace(**changes)


def populate() -> SimpleNamespace:
    """Write the county; primary keys of its two residents."""
    actions.load_units(UNITS, **WHO)
    actions.load_facilities([FacilityRow("F1", "东村卫生室", "village_clinic", VILLAGE)], **WHO)
    actions.load_residents([resident("A"), resident("B", OTHER)], **WHO)
    keys = queries.resident_keys()
    return SimpleNamespace(a=keys["A"], b=keys["B"])


def visit(id: str, person: int, day: date = date(2025, 3, 1), **changes: object) -> VisitRow:
    """A follow-up in the village clinic."""
    entered = datetime(2025, 3, 1, 2, 30, tzinfo=UTC)
    done = (day, VILLAGE, "F1", "李医生", "clinic", "done", False, entered, "李医生", "", '{"sbp":138}')
    row = VisitRow(id, person, *done)
    return row._replace(**changes)


def enrolment(code: str, person: int, **changes: object) -> EnrolmentRow:
    """In hypertension since 2020."""
    return EnrolmentRow(code, person, "hypertension", date(2020, 1, 1), unit=VILLAGE)._replace(**changes)
