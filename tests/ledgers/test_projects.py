"""Projects at a day."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongwei.indicators.figure import fixed
from gongwei.ledgers.projects import actions, queries
from gongwei.ledgers.projects.actions import ProjectRow
from gongwei.ledgers.projects.figures import project_figures
from gongwei.ledgers.projects.lateness import Planned, progress
from gongwei.ledgers.projects.models import Milestone
from gongwei.records import actions as records
from gongwei.records.models import Flag
from gongwei.records.rows import Loaded
from tests.pages import tables
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


# Plans, lateness, money


PAGE = tables("work/projects.md")


def day(said: str) -> date | None:
    return date.fromisoformat(said) if said else None


def test_the_village_clinics_of_the_page():
    reached = {row["节点"]: int(row["已完成"]) for row in PAGE[0]}
    (whole,) = PAGE[1]
    number = int(whole["工程数"])
    actions.load_projects([row for at in range(number) for row in clinic(
        at, VILLAGE, {name: DAY if at < count else None for name, count in reached.items()})], **WHO)
    figure = project_figures(DAY)["project.village_clinics"][COUNTY]
    assert fixed(figure.value, 2) == whole["进度 %"] and figure.denominator == number


def test_the_clinic_of_the_page():
    as_of, (said,) = date(2025, 10, 31), PAGE[3]
    milestones = [ProjectRow("P1", "village_clinics", VILLAGE, "卫生室", row["节点"], Decimal(row["权重"]), day(row["计划完成"]),
                             day(row["实际完成"]), Decimal(said["计划金额"])) for row in PAGE[2]]
    actions.load_projects(milestones, **WHO)
    for amount in ("100000", "20000.50"):
        actions.pay(project="P1", on=DAY, amount=Decimal(amount), purpose="工程款", **WHO)
    (found,) = queries.standings(as_of, {VILLAGE})
    assert [str(one.days_late(as_of)) for one in found.milestones] == [row["误期天数"] for row in PAGE[2]]
    assert [one.name for one in found.late] == [said["误期节点"]] and fixed(found.progress, 2) == said["进度 %"]
    shown = (fixed(Fraction(found.money.paid), 2), fixed(found.money.share, 2), fixed(Fraction(found.money.over), 2))
    assert shown == (said["已付"], said["已付 %"], said["超计划"])
    assert [row[2:4] for row in queries.late_milestones(as_of)] == [("卫生室", said["误期节点"])]
    assert queries.standings(as_of, {OTHER}) == [] == queries.standings(as_of, {VILLAGE}, "roads")


def test_former_plans_stay_with_the_reason():
    start = ProjectRow("P1", "village_clinics", VILLAGE, "卫生室", "开工", Decimal(1), date(2025, 3, 1))
    actions.load_projects([start], **WHO)
    one = {"project": "P1", "milestone": "开工"}
    actions.replan_milestone(**one, planned=date(2025, 5, 1), reason="雨季", **AGAIN)
    actions.load_projects([start._replace(planned=date(2025, 6, 1))], **AGAIN)
    actions.reach_milestone(**one, on=date(2025, 6, 9), **AGAIN)
    actions.note(project="P1", text="已交付", **AGAIN)
    told = [(event.kind, event.planned, event.done, event.reason) for event in queries.history("P1")]
    assert told == [
        ("milestone", date(2025, 3, 1), None, ""), ("milestone", date(2025, 5, 1), None, "雨季"),
        ("milestone", date(2025, 6, 1), None, "导入更正"), ("milestone", date(2025, 6, 1), date(2025, 6, 9), ""),
        ("note", None, None, "已交付"),
    ]
    assert queries.first_plans("P1") == {"开工": date(2025, 3, 1)}
    (now,) = queries.standings(DAY, {VILLAGE})
    assert (now.milestones[0].planned, now.milestones[0].done) == told[3][1:3], "the history ends in what is"
    for wrong in ({"reason": " "}, {"milestone": "无"}, {"project": "P9"}, {}):
        with pytest.raises(records.Refused):
            actions.replan_milestone(**({**one, "reason": "雨季"} | wrong), planned=DAY, **AGAIN)
    with pytest.raises(records.Refused):
        actions.note(project="P9", text="无", **AGAIN)


def test_money_paid_is_counted_flagged_and_cancelled():
    actions.load_projects(clinic(1, VILLAGE, {"开工": None}), **WHO)
    one = {"project": "P1", "on": DAY, "purpose": "首付款"}
    assert actions.pay(**one, amount=Decimal(60), **WHO) == 1
    assert queries.money("P1").share is None and queries.money("P1").over == 0, "nothing is planned yet"
    actions.set_budget(project="P1", budget=Decimal(100), **WHO)
    actions.load_projects(clinic(1, VILLAGE, {"开工": DAY}), **AGAIN)
    assert queries.money("P1").budget == 100, "a file without a budget leaves the known one"
    assert actions.pay(**one, amount=Decimal(40), **WHO) == 2 and not Flag.objects.exists()
    assert actions.pay(**one, amount=Decimal("0.01"), **WHO) == 3
    assert (Flag.objects.get().key, queries.money("P1").over) == ("P1|3", Decimal("0.01"))
    actions.cancel_payment(project="P1", serial=3, reason="重复", **AGAIN)
    assert not Flag.objects.exists() and queries.money("P1").paid == 100
    assert [(event.kind, event.actor) for event in queries.history("P1") if event.amount] == [
        *[("payment", WHO["actor"])] * 3, ("cancelled", AGAIN["actor"])], "who paid is told beside who cancelled"
    (before,) = queries.standings(date(2025, 6, 29), {VILLAGE})
    assert before.money.paid == 0, "paid on a later day"
    for wrong in ({"amount": Decimal(-5)}, {"amount": Decimal(0)}, {"amount": Decimal("1.005")}, {"purpose": ""},
                  {"project": "P9"}, {"on": date(2025, 7, 2)}):
        with pytest.raises(records.Refused):
            actions.pay(**({**one, "amount": Decimal(1)} | wrong), **WHO)
    for call, said in ((actions.set_budget, {"budget": Decimal(-1)}), (actions.cancel_payment, {"serial": 9, "reason": "错"}),
                       (actions.cancel_payment, {"serial": 1, "reason": ""})):
        with pytest.raises(records.Refused):
            call(project="P1", **said, **WHO)


MILESTONES = st.builds(Planned, st.text(max_size=3), st.integers(0, 9).map(Decimal), st.none() | st.dates(DAY, date(2026, 1, 1)),
                       st.none() | st.dates(DAY, date(2026, 1, 1)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(MILESTONES, max_size=8), st.dates(DAY, date(2026, 1, 1)), st.integers(0, 200))
def test_progress_never_falls_with_time_and_late_is_not_reached(milestones, as_of, days):
    later = as_of + timedelta(days=days)
    now, then = progress(milestones, as_of), progress(milestones, later)
    assert now is None if not sum(one.weight for one in milestones) else 0 <= now <= then <= 100
    for one in milestones:
        assert one.days_late(as_of) >= 0 and not (one.late(as_of) and one.reached(as_of))
        assert one.reached(later) or one.days_late(later) >= one.days_late(as_of)
