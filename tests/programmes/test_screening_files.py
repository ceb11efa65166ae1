"""A county declares its own screening in a file; mistakes are told with the file and the entry."""

from datetime import date

import pytest

from gongwei.definition.calendar import Calendar
from gongwei.evaluation.person import Enrolment, Person, Residency, Visit
from gongwei.evaluation.reference import Reference
from gongwei.programmes.registry import FORMS
from gongwei.programmes.screening import DeclarationError, read_screening, screenings

GOOD = """
id = "stroke_risk"
name = "脑卒中高危人群筛查"
cycle_months = 12
follow_up_days = 30
[target]
age = [40, 74]
in_words = "40至74岁居民"
[source]
title = "县方案"
published = 2025-01-01
"""


@pytest.fixture
def declared(tmp_path):
    def write(text: str):
        path = tmp_path / "stroke_risk.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_file_is_a_whole_programme(declared):
    (programme,) = screenings(declared(GOOD).parent)
    assert {one.id for one in programme.indicators} == {f"screening.stroke_risk.{what}" for what in ("followed", "done", "abnormal")}
    followed = programme.indicators[0]

    def outcome(*visits: Visit) -> list[str]:
        person = Person(1, date(1970, 1, 1), residencies=(Residency("v"),), visits=visits)
        return [placed.outcome for placed in Reference(person, Calendar(date(2025, 6, 30)), FORMS).place(followed)]

    def visit(id: str, day: date, kind: str, finding: str | None = None) -> Visit:
        return Visit(id, "screening", day, "v", "clinic", "done", {"programme": "stroke_risk", "kind": kind, "finding": finding})

    found = visit("a", date(2025, 3, 1), "screen", "suspected")
    assert outcome() == []
    assert outcome(found) == ["未干预"]
    assert outcome(found, visit("b", date(2025, 3, 1), "diagnosis")) == ["已干预"]
    assert outcome(found, visit("b", date(2025, 2, 28), "treatment")) == ["未干预"]


def test_once_in_a_pregnancy(declared):
    text = GOOD.replace("cycle_months = 12\n", "").replace("age = [40, 74]", 'sex = "female"\nenrolled_in = "maternal"\nweeks = [11, 13]')
    schedule = next(one for one in read_screening(declared(text)).programme().schedules if one.id.endswith(".screen"))
    pregnancy = Enrolment("p", "maternal", date(2025, 2, 1), attributes={"edd": date(2025, 10, 8)})
    person = Person(1, date(1995, 1, 1), 2, residencies=(Residency("v"),), enrolments=(pregnancy,))
    due = Reference(person, Calendar(date(2025, 2, 10)), FORMS).due(schedule)
    lmp = date(2025, 1, 1)
    assert ((due.opens - lmp).days, (due.by - lmp).days) == (11 * 7, 13 * 7 + 6)


@pytest.mark.parametrize(("before", "after", "told"), [
    ('id = "stroke_risk"', "", "「id」应有,且为文字"),
    ("cycle_months = 12", 'cycle_months = "一年"', "「cycle_months」应有,且为整数"),
    ("age = [40, 74]", "age = [74, 40]", "「target.age」应为由小到大的两个整数"),
    ("age = [40, 74]", 'sex = "女"', "「target.sex」应为 male 或 female"),
    ("age = [40, 74]", "weeks = [15, 20]", "「target.weeks」"),
    ("[source]", "[sources]", "「source」应有,且为一节"),
    ("published = 2025-01-01", "published = 2025-13-01", "line 11"),
])
def test_mistakes_are_told(declared, before, after, told):
    with pytest.raises(DeclarationError) as error:
        read_screening(declared(GOOD.replace(before, after)))
    assert str(error.value).startswith("stroke_risk.toml:") and told in str(error.value)
