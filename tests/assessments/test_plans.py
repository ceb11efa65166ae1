"""The plan in the database: reasons and history, decomposing as previewed, tasks with their targets, what does not add up."""

import random
from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from gongwei.assessments.plans import actions, queries
from gongwei.assessments.plans.actions import TargetRow
from gongwei.assessments.plans.dividing import Decomposition, Division, Weights, decomposed
from gongwei.assessments.plans.models import Target, Task
from gongwei.assessments.plans.tasks import TaskRow
from gongwei.records import actions as records
from gongwei.records import evaluable
from gongwei.records.models import AuditEntry, Revision
from gongwei.records.rows import Loaded
from tests.records.county import COUNTY, LATER, OTHER, TOWNSHIP, UNITS, VILLAGE, WHO

AGAIN = {"actor": "王主任", "at": LATER}
TASK = TaskRow(2025, "1", "出生人口登记", COUNTY, "births", Decimal(40), "妇幼股", "赵", "钱", "按月核对", date(2025, 12, 31))
CURVE = "5;10;20;30;40;50;60;70;80;90;95;100"


@pytest.fixture(autouse=True)
def units(db):
    records.load_units(UNITS, **WHO)


def put(values: dict[str, int], item: str = "births") -> None:
    actions.load_targets([TargetRow(2025, unit, item, Decimal(value)) for unit, value in values.items()], **WHO)


def cut(weights: dict[str, int], **options) -> Decomposition:
    """The county's births divided."""
    tree, whole = evaluable.tree(date(2025, 7, 1)), queries.targets(2025)["births", COUNTY]
    return decomposed(tree, COUNTY, whole, Weights("人口", weights), year=2025, item="births", **options)


def test_the_history_tells_who_when_from_to_and_why():
    put({COUNTY: 40})
    actions.set_target(year=2025, unit=COUNTY, item="births", value=Decimal(44), reason="省里追加", **AGAIN)
    actions.set_target(year=2025, unit=COUNTY, item="births", value=Decimal(44), reason="重复一次", **AGAIN)
    first, second = queries.history(2025, COUNTY, "births")
    assert (first.actor, first.at, first.former, first.value, first.action) == (*WHO.values(), None, 40, "load_targets")
    assert (second.actor, second.at, second.former, second.value, second.reason) == (*AGAIN.values(), 40, 44, "省里追加")
    assert queries.history(2024, COUNTY, "births") == []


def test_a_former_value_whose_change_was_not_kept_is_told_without_a_writer():
    put({COUNTY: 40})
    put({COUNTY: 41})
    kept = Revision.objects.get()
    kept.content.pop("change_id")
    kept.save()
    first, second = queries.history(2025, COUNTY, "births")
    assert (first.at, first.actor, first.value, second.former, second.value) == (None, None, 40, 40, 41)


@pytest.mark.parametrize("seed", range(4))
def test_the_history_replays_to_what_stands(seed):
    choose, said = random.Random(seed), {}
    put({COUNTY: 40})
    for step in range(12):
        who = {"actor": f"第{step}人", "at": timezone.now()}
        if choose.random() < 0.5:
            unit, value = choose.choice([COUNTY, TOWNSHIP, VILLAGE]), Decimal(choose.randrange(50))
            actions.set_target(year=2025, unit=unit, item="births", value=value, **who)
            said.setdefault(unit, []).append(value)
        else:
            made = cut({TOWNSHIP: 1, VILLAGE: choose.randrange(1, 9), OTHER: 1}, level="village")
            actions.decompose_target(made, **who)
            for unit, part in made.parts.items():
                said.setdefault(unit, []).append(part)
    for (item, unit), value in queries.targets(2025).items():
        changes = queries.history(2025, unit, item)
        assert changes[-1].value == value and changes[0].former is None
        assert [change.former for change in changes[1:]] == [change.value for change in changes[:-1]]
        assert all(change.former != change.value for change in changes)
        wanted = [Decimal(40)] * (unit == COUNTY) + said.get(unit, [])
        assert [change.value for change in changes] == [
            value for number, value in enumerate(wanted) if not number or wanted[number - 1] != value]


@pytest.mark.parametrize(("wrong", "words"), [
    ({"unit": "999999999999"}, "没有代码为「999999999999」的单位"), ({"item": "nonsense"}, "没有指标、台账项目或工程类别「nonsense」"),
    ({"value": Decimal(-1)}, "目标不能小于 0"),
])  # fmt: skip
def test_a_target_that_cannot_be_meant_is_refused(wrong, words):
    with pytest.raises(records.Refused, match=words):
        actions.set_target(**({"year": 2025, "unit": COUNTY, "item": "births", "value": Decimal(1)} | wrong), **WHO)
    assert not Target.objects.exists()


def test_decomposing_writes_what_was_previewed_and_again_only_what_differs():
    put({COUNTY: 41})
    made = cut({TOWNSHIP: 1, VILLAGE: 2, OTHER: 1}, level="village")
    assert made.parts == {TOWNSHIP: 41, VILLAGE: 27, OTHER: 14}
    assert actions.decompose_target(made, reason="年初", **WHO) == Loaded(created=3)
    assert actions.decompose_target(made, **AGAIN) == Loaded(unchanged=3)
    entries = AuditEntry.objects.count()
    made = cut({TOWNSHIP: 1, VILLAGE: 1, OTHER: 1}, level="village")
    assert actions.decompose_target(made, **AGAIN) == Loaded(unchanged=1, revised=2)
    assert AuditEntry.objects.count() == entries + 1
    assert [change.reason for change in queries.history(2025, VILLAGE, "births")] == ["人口;年初", "人口"]
    assert queries.differences(2025, evaluable.tree(date(2025, 7, 1)), lambda item: True) == []


def test_a_target_changed_since_the_preview_is_not_decomposed():
    put({COUNTY: 41})
    made = cut({TOWNSHIP: 1})
    put({COUNTY: 42})
    with pytest.raises(records.Refused, match=f"{COUNTY} 的目标已不是 41"):
        actions.decompose_target(made, **AGAIN)
    off = Decomposition(2025, "births", "手工", False, (Division(COUNTY, Decimal(42), {TOWNSHIP: Decimal(40)}),))
    with pytest.raises(records.Refused, match="下级之和与其目标相差 2"):
        actions.decompose_target(off, **AGAIN)
    assert set(queries.targets(2025)) == {("births", COUNTY)}


def test_what_does_not_add_up_is_found():
    put({COUNTY: 40, TOWNSHIP: 40, VILLAGE: 30, OTHER: 10})
    put({COUNTY: 60, TOWNSHIP: 80}, "hypertension.control")
    put({COUNTY: 9}, "deaths")
    tree = evaluable.tree(date(2025, 7, 1))

    def found() -> list[tuple]:
        differences = queries.differences(2025, tree, lambda item: item != "hypertension.control")
        return [(one.item, one.unit, one.left, one.without) for one in differences]

    assert found() == []
    actions.set_target(year=2025, unit=VILLAGE, item="births", value=Decimal(28), **AGAIN)
    assert found() == [("births", TOWNSHIP, 2, ())]
    Target.objects.get(item="births", unit=OTHER).delete()
    assert found() == [("births", TOWNSHIP, 12, (OTHER,))]


def test_tasks_carry_their_targets_once():
    part = TASK._replace(code="10", unit=TOWNSHIP, value=Decimal(30), parent="1", curve=CURVE)
    rows = [TASK, part, TASK._replace(code="2", item="deaths")]
    assert actions.load_tasks(rows, **WHO) == Loaded(created=3)
    assert actions.load_tasks(rows, **AGAIN) == Loaded(unchanged=3)
    assert [row.code for row in queries.tasks(2025)] == ["1", "2", "10"]
    assert set(queries.tasks(2025)) == set(rows)
    assert queries.curves(2025) == {("births", TOWNSHIP): (5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 100)}
    actions.set_target(year=2025, unit=COUNTY, item="births", value=Decimal(44), **AGAIN)
    assert queries.tasks(2025)[0].value == 44
    assert actions.load_tasks([TASK, rows[1]._replace(title="另一个")], **AGAIN) == Loaded(revised=2)
    assert [change.value for change in queries.history(2025, COUNTY, "births")] == [40, 44, 40]
    assert Task.objects.count() == 3 and Revision.objects.filter(model="task").count() == 1


def test_tasks_may_change_places():
    rows = [TASK, TASK._replace(code="2", item="deaths")]
    actions.load_tasks(rows, **WHO)
    assert actions.load_tasks([rows[0]._replace(code="2"), rows[1]._replace(code="1")], **AGAIN) == Loaded(revised=2)
    assert [row.item for row in queries.tasks(2025)] == ["deaths", "births"]


@pytest.mark.parametrize(("rows", "words"), [
    ([TASK._replace(deadline=date(2026, 1, 1))], "完成时限 2026-01-01 不在 2025 年内"),
    ([TASK._replace(value=Decimal(-1))], "目标不能小于 0"),
    ([TASK._replace(parent="7")], "没有这个上级任务「7」"),
    ([TASK._replace(parent="2"), TASK._replace(code="2", item="deaths", parent="1")], "上级任务绕回了自己"),
    ([TASK._replace(parent="1")], "上级任务绕回了自己"),
    ([TASK._replace(deadline=date(2025, 6, 30)), TASK._replace(code="2", item="deaths", parent="1")],
     "「2」的完成时限 2025-12-31 晚于上级任务的 2025-06-30"),
    ([TASK, TASK._replace(code="2", item="tally.births")], "任务「1」已有"),
    ([TASK._replace(item="nonsense")], "没有指标、台账项目或工程类别「nonsense」"),
    ([TASK._replace(curve="1;2")], "12 个累计百分数"), ([TASK._replace(curve=CURVE.replace(";", " "))], "分号"),
])  # fmt: skip
def test_tasks_that_cannot_be_meant_are_refused(rows, words):
    with pytest.raises(records.Refused, match=words):
        actions.load_tasks(rows, **WHO)
    assert not Task.objects.exists() and not Target.objects.exists()


def test_a_task_is_judged_beside_those_that_stand():
    actions.load_tasks([TASK, TASK._replace(code="2", item="deaths", parent="1")], **WHO)
    with pytest.raises(records.Refused, match=r"任务「1」.*晚于上级任务的 2025-06-30"):
        actions.load_tasks([TASK._replace(deadline=date(2025, 6, 30))], **AGAIN)
    with pytest.raises(records.Refused, match="任务「1」已有"):
        actions.load_tasks([TASK._replace(code="3")], **AGAIN)


def test_two_names_of_one_item_are_one_target():
    actions.set_target(year=2025, unit=COUNTY, item="tally.births", value=Decimal(40), **WHO)
    actions.set_target(year=2025, unit=COUNTY, item="births", value=Decimal(41), **AGAIN)
    actions.load_tasks([TASK._replace(item="tally.births", value=Decimal(42))], **AGAIN)
    assert queries.targets(2025) == {("births", COUNTY): 42}
    actions.load_targets([TargetRow(2025, VILLAGE, "tally.births", Decimal(9))], **WHO)
    actions.set_target(year=2025, unit=VILLAGE, item="births", value=Decimal(8), **AGAIN)
    assert queries.targets(2025)["tally.births", VILLAGE] == 8 and len(queries.targets(2025)) == 2


@pytest.mark.parametrize(("item", "most"), [("hypertension.control", 100), ("births", None)])
def test_a_rate_is_not_above_all(item, most):
    actions.set_target(year=2025, unit=COUNTY, item=item, value=Decimal(100), **WHO)
    if most is None:
        actions.set_target(year=2025, unit=COUNTY, item=item, value=Decimal(760), **WHO)
        return
    with pytest.raises(records.Refused, match="不能大于 100,输入为 760"):
        actions.set_target(year=2025, unit=COUNTY, item=item, value=Decimal(760), **WHO)
    with pytest.raises(records.Refused, match="不能大于 100"):
        actions.load_tasks([TASK._replace(item=item, value=Decimal(760))], **WHO)


def test_the_target_that_a_task_leaves_is_withdrawn():
    actions.load_tasks([TASK, TASK._replace(code="2", item="deaths")], **WHO)
    actions.load_tasks([TASK._replace(item="live_births")], **AGAIN)
    assert set(queries.targets(2025)) == {("live_births", COUNTY), ("deaths", COUNTY)}
    assert [(one.former, one.value) for one in queries.history(2025, COUNTY, "births")] == [(None, 40), (40, None)]
    actions.load_tasks([TASK._replace(item="deaths"), TASK._replace(code="2", item="live_births")], **AGAIN)
    assert set(queries.targets(2025)) == {("live_births", COUNTY), ("deaths", COUNTY)}, "they changed places"
    actions.set_target(year=2025, unit=COUNTY, item="births", value=Decimal(50), **AGAIN)
    assert [one.value for one in queries.history(2025, COUNTY, "births")] == [40, None, 50]


def test_tasks_and_targets_are_removed_with_a_reason():
    actions.load_tasks([TASK, TASK._replace(code="2", unit=TOWNSHIP, parent="1")], **WHO)
    put({VILLAGE: 9})
    why = {"year": 2025, "reason": "不再考核", **AGAIN}
    for call, said, words in (
        (actions.remove_task, {"code": "1"}, "任务「2」在它之下"), (actions.remove_task, {"code": "9"}, "没有任务「9」"),
        (actions.remove_task, {"code": "2", "reason": " "}, "写明原因"),
        (actions.remove_target, {"unit": COUNTY, "item": "births"}, "--task 1"),
        (actions.remove_target, {"unit": OTHER, "item": "births"}, "没有「births」的目标"),
    ):
        with pytest.raises(records.Refused, match=words):
            call(**why | said)
    actions.remove_target(unit=VILLAGE, item="births", **why)
    actions.remove_task(code="2", **why)
    actions.remove_task(code="1", **why)
    assert not Target.objects.exists() and not Task.objects.exists()
    assert [(one.value, one.reason) for one in queries.history(2025, VILLAGE, "births")] == [(9, ""), (None, "不再考核")]
    assert Revision.objects.filter(model="task").count() == 2
    assert actions.load_tasks([TASK], **AGAIN) == Loaded(created=1)
