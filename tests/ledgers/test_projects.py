"""Projects at a day."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongwei.ledgers.projects import actions
from gongwei.ledgers.projects.actions import ProjectRow
from gongwei.ledgers.projects.figures import project_figures
from gongwei.ledgers.projects.models import Milestone
from gongwei.records import actions as records
from gongwei.records.rows import Loaded
from tests.records.county import COUNTY, LATER, OTHER, TOWNSHIP, UNITS, VILLAGE, WHO

AGAIN = {"actor": "王主任", "at": LATER}
DAY = date(2025, 6, 30)


@pytest.fixture(autouse=True)
def units(db):
    records.load_units(UNITS, **WHO)


def clinic(number: int, unit: str, done: dict[str, date | None], weight: str = "1") -> list[ProjectRow]:
    return [
        ProjectRow(f"P{number}", "village_clinics", unit, f"卫生室{number}", name, Decimal(weight), None, day)
        for name, day in done.items()
    ]


def test_the_published_village_clinics():
    """167 clinics: started 165, main structure 141, fitted out 98, doctor assigned 167: 85.48 %."""
    reached = {"开工": 165, "主体完工": 141, "装修": 98, "配备村医": 167}
    projects = [
        row
        for number in range(167)
        for row in clinic(number, VILLAGE, {name: DAY if number < count else None for name, count in reached.items()})
    ]
    actions.load_projects(projects, **WHO)
    figure = project_figures(DAY)["project.village_clinics"][COUNTY]
    assert figure.value == Fraction(165 + 141 + 98 + 167, 4 * 167) * 100
    assert round(figure.value, 2) == Fraction(8548, 100) and figure.denominator == 167
    assert figure.outcomes == tuple((name, count, True) for name, count in reached.items())
    assert project_figures(date(2025, 6, 29))["project.village_clinics"][COUNTY].value == 0


def test_projects_are_weighted_within_and_equal_among_themselves():
    first = clinic(1, VILLAGE, {"开工": DAY}, "3") + clinic(1, VILLAGE, {"竣工": None}, "1")
    second = clinic(2, OTHER, {"开工": None})
    weightless = clinic(3, OTHER, {"开工": DAY}, "0")
    actions.load_projects(first + second + weightless, **WHO)
    found = project_figures(DAY)["project.village_clinics"]
    assert {unit: figure.value for unit, figure in found.items()} == {
        VILLAGE: 75, OTHER: 0, TOWNSHIP: Fraction(75, 2), COUNTY: Fraction(75, 2),
    }  # fmt: skip
    assert project_figures(DAY).keys() == {"project.village_clinics"}


def test_loading_projects_twice_and_reaching_a_milestone():
    rows = clinic(1, VILLAGE, {"开工": DAY, "竣工": None})
    assert actions.load_projects(rows, **WHO) == Loaded(created=2)
    assert actions.load_projects(rows, **AGAIN) == Loaded(unchanged=2)
    assert actions.reach_milestone(project="P1", milestone="竣工", on=DAY, **AGAIN).revised == 1
    assert Milestone.objects.get(name="竣工").done == DAY
    with pytest.raises(records.Refused):
        actions.reach_milestone(project="P1", milestone="无此节点", on=DAY, **AGAIN)


def test_a_milestone_is_read_where_nobody_else_writes():
    actions.load_projects(clinic(1, VILLAGE, {"竣工": None}), **WHO)
    with CaptureQueriesContext(connection) as asked:
        actions.reach_milestone(project="P1", milestone="竣工", on=DAY, **AGAIN)
    assert asked[0]["sql"].startswith("SAVEPOINT")
