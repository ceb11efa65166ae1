"""Rounds on the tiny county: frozen figures, two levels of scores, appeals with history, and a lock that holds."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongwei.assessments.appraisal import actions, guards, queries
from gongwei.assessments.appraisal.actions import Entry
from gongwei.assessments.appraisal.declaring import read_scheme
from gongwei.assessments.appraisal.figures import APPRAISAL
from gongwei.assessments.appraisal.models import Appeal, Round, RoundStep, Score
from gongwei.assessments.appraisal.scoring import explained
from gongwei.assessments.appraisal.simulating import simulate
from gongwei.assessments.appraisal.states import APPEAL, LOCKED, ROUND, STATES, STEPS
from gongwei.assessments.figures import Figures
from gongwei.assessments.spot_checks import actions as spot_checks
from gongwei.assessments.spot_checks.sheet import Answer
from gongwei.ledgers.tallies import actions as tallies
from gongwei.records import actions as records
from gongwei.records import evaluable
from gongwei.records.actions import Refused
from gongwei.records.models import AuditEntry, Unit
from gongwei.records.rows import UnitRow
from tests.facts.conftest import DAY, opened, told  # noqa: F401
from tests.records.county import COUNTY, FORM, OTHER, TOWNSHIP, VILLAGE, visit

D = Decimal
TODAY = date(2025, 9, 1)
BY = {"actor": "考核办", "at": datetime(2025, 9, 1, 1, 30, tzinfo=UTC)}
OPEN = date(2025, 7, 1)
SCHEME = """\
id = "village"
name = "村级考核"
year = 2025
level = "village"
total = 100
appeal_days = 5
grades = [{ name = "优秀", from = 90 }, { name = "合格", from = 60 }, { name = "不合格", from = 0 }]

[[items]]
code = "1"
section = "慢病"
name = "血压控制率"
points = 60
figure = "hypertension.control"
rule = "linear"
target = 100
floor = 0
missing = "zero"

[[items]]
code = "2"
section = "慢病"
name = "血糖控制率"
points = 20
figure = "diabetes.control"
rule = "linear"
target = 60
floor = 0
missing = "leave_out"

[[items]]
code = "3"
section = "管理"
name = "档案质量"
points = 10
rule = "manual"

[[items]]
code = "4"
section = "管理"
name = "发现的问题"
points = 10
rule = "deduction"
each = 2.5

[[vetoes]]
code = "V"
name = "编造记录"
reason = "弄虚作假"
cap = 59
"""
ENTRIES = [Entry(unit, item, D(entry), comment) for unit in (VILLAGE, OTHER)
           for item, entry, comment in (("3", 8, "缺三份签字"), ("4", 1, "一处"), ("V", 0, ""))]


@pytest.fixture
def figures(told, db, django_db_use_migrations):  # noqa: F811
    if not django_db_use_migrations:
        guards.install(connection)
    return Figures(told[1])


@pytest.fixture
def round(figures):
    return actions.open_round(code="r1", scheme=read_scheme(queries.Kept("a", SCHEME)), figures=figures, as_of=DAY, **BY).pk


def step(name: str, on: date = OPEN, **more: str):
    return actions.take_step(round="r1", step=name, on=on, **more, **BY)


def assessed(entries=ENTRIES) -> None:
    step("submit", note="村里不自评")
    actions.enter_scores(round="r1", entries=entries, own=False, **BY)


def published() -> None:
    assessed()
    step("assess")
    step("publish")


@pytest.fixture
def locked(round) -> str:
    published()
    step("lock", OPEN + timedelta(days=6))
    return round


def test_a_round_freezes_the_scheme_and_the_figures(round, figures):
    held, result = queries.find(round), queries.result(round)
    assert (held.scheme, held.fingerprint) == (SCHEME, result.scheme.fingerprint)
    assert held.snapshot == figures.evaluator.manifest.id
    good, bad = (result.lines[unit]["1"] for unit in (VILLAGE, OTHER))
    assert (good.reading.numerator, good.reading.denominator, good.reading.value, good.points) == (1, 1, 100, 60)
    assert (bad.reading.numerator, bad.points) == (0, 0) and ("达标", 1, True) in good.reading.outcomes
    assert len(good.reading.definition) == 12
    assert result.lines[VILLAGE]["2"].full is None, "nobody has diabetes: the item leaves the total"
    assert result.standings[0].waiting == ("3", "4", "V") and result.standings[0].score is None


def test_the_same_round_again_is_the_same_and_another_one_is_refused(round, figures):
    scheme = read_scheme(queries.Kept("a", SCHEME))
    entries = AuditEntry.objects.count()
    assert actions.open_round(code=round, scheme=scheme, figures=figures, as_of=DAY, **BY).pk == round
    assert AuditEntry.objects.count() == entries
    other = read_scheme(queries.Kept("a", SCHEME.replace("target = 60", "target = 61")))
    for wrong in ({"scheme": other}, {"as_of": date(2025, 6, 29)}, {"under": VILLAGE}, {"code": "a.b"}):
        with pytest.raises(Refused):
            actions.open_round(**{"code": round, "scheme": scheme, "figures": figures, "as_of": DAY, **wrong}, **BY)
    actions.open_round(code="x", scheme=other, figures=figures, as_of=DAY, under=VILLAGE, **BY)
    assert queries.units("x") == {VILLAGE: "东村"}


@pytest.mark.parametrize(("former", "now", "words"), [
    ('level = "village"', 'level = "city"', "没有可考核的单位"),
    ('figure = "diabetes.control"', 'figure = "nothing.known"', "没有这些指标:nothing.known"),
    ('figure = "diabetes.control"', 'figure = "diabetes.control"\nauthenticity = { check = "C1", kind = "removed" }', "没有抽查「C1」"),
])
def test_a_round_that_cannot_be_opened(figures, former, now, words):
    with pytest.raises(Refused, match=words):
        actions.open_round(code="r1", scheme=read_scheme(queries.Kept("a", SCHEME.replace(former, now))), figures=figures,
                           as_of=DAY, **BY)
    assert not Round.objects.exists()


def test_what_a_spot_check_found_lowers_the_score(figures):
    """One of one under control in the village, and that record turns out not to be authentic."""
    text = SCHEME.replace("floor = 0", 'floor = 0\nauthenticity = { check = "C1", kind = "removed" }', 1)
    scheme = read_scheme(queries.Kept("a", text))
    opening = {"code": "r1", "scheme": scheme, "figures": figures, "as_of": DAY, **BY}
    spot_checks.draw(evaluator=figures.evaluator, code="C1", indicator="hypertension.control", unit=COUNTY, as_of=DAY, seed="7",
                     least=1, level="village", **BY)
    with pytest.raises(Refused, match="抽查「C1」的结果还没有公布"):
        actions.open_round(**opening)
    answers = [Answer(1, 1, OPEN, "张三", "not_authentic")]
    assert not spot_checks.record_calls(check="C1", answers=answers, **BY).refused
    spot_checks.publish(check="C1", on=OPEN, **BY)
    other = read_scheme(queries.Kept("a", text.replace("hypertension.control", "hypertension.standard_annual")))
    with pytest.raises(Refused, match=r"抽查「C1」查的是 hypertension\.control 截至 2025-06-30,与条目「血压控制率」不符"):
        actions.open_round(**opening | {"scheme": other})
    actions.open_round(**opening)
    lines = queries.lines("r1")
    checked, other = lines[VILLAGE]["1"], lines[OTHER]["1"]
    assert (checked.reading.recorded, checked.reading.numerator, checked.points) == ((1, 1, 100), 0, 0)
    said = explained(scheme.items[0], checked, 2)
    assert "不真实 1" in said and said.endswith("0 ÷ 1 = 0%,目标 100,底线 0:未过底线,不得分 → 0 分")
    assert other.reading.recorded == (0, 1, 0) and "无人作答" in other.reading.note, "nobody counts there, so nobody was drawn"


def test_two_levels_then_the_result(round):
    own = [Entry(VILLAGE, "3", D(10)), Entry(VILLAGE, "4", D(0)), Entry(VILLAGE, "V", D(0))]
    assert actions.enter_scores(round=round, entries=own, own=True, **BY).loaded.revised == 3
    with pytest.raises(Refused, match=r"还有 3 项未评分.*须写明说明"):
        step("submit")
    assessed()
    result = queries.result(round)
    assert result.lines[VILLAGE]["3"].self_entry == 10 and result.lines[VILLAGE]["3"].points == 8
    first, second = result.standings
    # 60 + 8 + (10 − 2.5) = 75.5 of 80 that count: 94.375
    assert (first.unit, first.points, first.full) == (VILLAGE, D("75.5"), 80)
    assert (first.score, first.grade, first.rank) == (D("94.38"), "优秀", 1)
    assert first.how == "各条目得分合计 75.5,应得 80,折算 75.5 ÷ 80 × 100 = 94.38 → 94.38 分"
    assert (second.score, second.grade, second.rank) == (D("19.38"), "不合格", 2)


def test_bad_entries_are_told_and_the_good_ones_kept(round):
    step("submit", note="不自评")
    wrong = [Entry("nowhere", "3", D(1)), Entry(VILLAGE, "1", D(1)), Entry(VILLAGE, "3", D(11)),
             Entry(VILLAGE, "3", D("8.123"), "x"), Entry(VILLAGE, "3", D(8)), Entry(VILLAGE, "4", D("0.5")), Entry(VILLAGE, "V", D(2)), Entry(VILLAGE, "V", D(1)),
             Entry(VILLAGE, "4", D("NaN")), Entry(VILLAGE, "3", D(9), "好"), Entry(VILLAGE, "3", D(9), "好")]
    loaded, refused = actions.enter_scores(round=round, entries=wrong, own=False, **BY)
    assert loaded.revised == 1 and [position for position, _why in refused] == [0, 1, 2, 3, 4, 5, 6, 7, 8, 10]
    assert [why for _position, why in refused][1:5] == [
        "「血压控制率」按数据评分,不由人评分", "「档案质量」应为 0 到 10 分", "「档案质量」最多 2 位小数", "「档案质量」未给满分(或给了加分、判为否决),须写明理由"]
    again = actions.enter_scores(round=round, entries=wrong[9:10], own=False, **BY)
    assert again.loaded.unchanged == 1
    with pytest.raises(Refused, match="还有 5 项未评分"):
        step("assess")


def test_scores_only_in_their_state_and_steps_only_in_order(round):
    with pytest.raises(Refused, match="自评中,此时不能评分"):
        actions.enter_scores(round=round, entries=ENTRIES, own=False, **BY)
    with pytest.raises(Refused, match="自评中,不能公布"):
        step("publish")
    with pytest.raises(Refused, match="没有考核轮次「r2」"):
        actions.take_step(round="r2", step="publish", on=OPEN, **BY)
    step("submit", OPEN, note="不自评")
    with pytest.raises(Refused, match="早于上一步"):
        step("send_back", DAY)
    assert actions.take_step(round=round, step="send_back", on=OPEN, **BY).state == "draft"


@pytest.mark.parametrize("as_of", [date(2024, 12, 31), TODAY + timedelta(1)])
def test_a_round_is_of_its_scheme_s_year_and_of_a_day_that_is_over(figures, as_of):
    with pytest.raises(Refused, match=r"2024-12-31 不在该年|2025-09-02 还没有到"):
        actions.open_round(code="r1", scheme=read_scheme(queries.Kept("a", SCHEME)), figures=figures, as_of=as_of, **BY)


def test_no_step_is_dated_ahead(round):
    """Else the days of appeal would be over as soon as somebody writes a late day."""
    published()
    with pytest.raises(Refused, match="2099-01-01 还没有到,今天是 2025-09-01"):
        step("lock", date(2099, 1, 1))
    filed = appeal(OPEN + timedelta(3))
    decision = {"appeal": filed.pk, "value": None, "note": "不属实", **BY}
    for day, words in ((OPEN + timedelta(2), "早于上一步的 2025-07-04"), (TODAY + timedelta(1), "还没有到")):
        with pytest.raises(Refused, match=words):
            actions.decide_appeal(on=day, **decision)
    with pytest.raises(Refused, match="应为 0 到 10 分"):
        actions.decide_appeal(on=TODAY, **decision | {"value": D("NaN")})
    assert actions.decide_appeal(on=OPEN + timedelta(3), **decision).state == "rejected"


def test_an_appeal_is_not_dated_ahead(round):
    assessed()
    step("assess", TODAY)
    step("publish", TODAY)
    with pytest.raises(Refused, match="2025-09-02 还没有到"):
        appeal(TODAY + timedelta(1))


def appeal(on: date = OPEN, item: str = "3", reason: str = "签字已补齐", **more: object) -> Appeal:
    return actions.file_appeal(round="r1", unit=OTHER, item=item, reason=reason, on=on, **more, **BY)


def test_an_upheld_appeal_corrects_the_score_and_keeps_the_former(round):
    published()
    filed = appeal(proof="签字.pdf", content=b"%PDF")
    assert len(filed.digest) == 64
    with pytest.raises(Refused, match="已有一件申诉待裁定"):
        appeal()
    with pytest.raises(Refused, match="与原来相同"):
        actions.decide_appeal(appeal=filed.pk, value=D(8), note="属实", on=OPEN, **BY)
    with pytest.raises(Refused, match="还有 1 件申诉未裁定"):
        step("lock", OPEN + timedelta(days=9))
    actions.decide_appeal(appeal=filed.pk, value=D("9.5"), note="两份已补", on=OPEN, **BY)
    line = queries.result(round).lines[OTHER]["3"]
    assert (line.points, line.entry, line.corrected) == (D("9.5"), 8, D("9.5"))
    assert [one.content["points"] for one in queries.former(round, OTHER, "3")] == [None, "8.0000"]
    with pytest.raises(Refused, match="已裁定"):
        actions.decide_appeal(appeal=filed.pk, value=None, note="再看", on=OPEN, **BY)
    rejected = actions.decide_appeal(appeal=appeal(item="2").pk, value=None, note="无患者", on=OPEN, **BY)
    assert rejected.state == "rejected" and queries.result(round).lines[OTHER]["2"].full is None


@pytest.mark.parametrize(("changes", "words"), [
    ({"on": OPEN + timedelta(days=6)}, "申诉期为 2025-07-01 至 2025-07-06"), ({"on": DAY}, "申诉期为"), ({"reason": " "}, "须写明理由"),
    ({"item": "9"}, "没有单位"),
])
def test_appeals_that_are_not_taken(round, changes, words):
    with pytest.raises(Refused, match="此时不能申诉"):
        appeal()
    published()
    with pytest.raises(Refused, match=words):
        appeal(**changes)


def test_no_lock_while_appeals_may_be_filed(round):
    published()
    with pytest.raises(Refused, match="申诉期到 2025-07-06 为止"):
        step("lock", OPEN + timedelta(days=5))
    assert step("lock", OPEN + timedelta(days=6)).state == LOCKED


def test_history_replays_to_the_state(round):
    published()
    actions.decide_appeal(appeal=appeal().pk, value=D(9), note="属实", on=OPEN, **BY)
    step("lock", OPEN + timedelta(days=6))
    assert ROUND.replayed(one.step for one in queries.steps(round)) == queries.find(round).state == LOCKED
    for one in Appeal.objects.all():
        assert APPEAL.replayed(one.appealstep_set.order_by("number").values_list("step", flat=True)) == one.state
    assert {*ROUND.states, *APPEAL.states} == STATES.keys() and ROUND.steps.keys() == STEPS.keys()


steps_taken = st.lists(st.sampled_from([*ROUND.steps, "score", "appeal"]), max_size=12)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps_taken)
def test_whatever_is_tried_the_steps_replay_to_the_state(round, tried):
    with transaction.atomic():
        for place, one in enumerate(tried):
            try:
                with transaction.atomic():
                    if one == "score":
                        actions.enter_scores(round=round, entries=ENTRIES, own=False, **BY)
                    elif one == "appeal":
                        appeal(OPEN + timedelta(days=place * 3))
                    else:
                        step(one, OPEN + timedelta(days=place * 3), note="继续")
            except Refused:
                pass
        assert ROUND.replayed(step.step for step in queries.steps(round)) == queries.find(round).state
        transaction.set_rollback(True)


TRIES = {
    "score": lambda: actions.enter_scores(round="r1", entries=ENTRIES, own=False, **BY),
    "self-score": lambda: actions.enter_scores(round="r1", entries=ENTRIES, own=True, **BY),
    "appeal": lambda: appeal(),
    **{name: lambda name=name: step(name, OPEN + timedelta(days=30), note="再来") for name in ROUND.steps},
    "open again": lambda: actions.open_round(code="r1", scheme=read_scheme(queries.Kept("a", SCHEME.replace("= 60", "= 61", 1))),
                                             figures=SimpleNamespace(tree=evaluable.tree), as_of=DAY, **BY),
    "points by hand": lambda: Score.objects.update(points=1),
    "delete scores": lambda: Score.objects.all().delete(),
    "a further score": lambda: Score.objects.create(round_id="r1", unit_id=TOWNSHIP, item="9", asked=False, full=1, points=1,
                                                    change=AuditEntry.objects.first()),
    "unlock by hand": lambda: Round.objects.update(state="draft"),
    "delete steps": lambda: RoundStep.objects.all().delete(),
    "SQL": lambda: connection.cursor().execute(f"UPDATE {Score._meta.db_table} SET comment = 'x'"),
    "a unit renamed": lambda: records.put_unit(UnitRow(VILLAGE, "新村", "village", TOWNSHIP), **BY),
    "a unit dissolved": lambda: records.put_unit(
        UnitRow(VILLAGE, "东村", "village", TOWNSHIP, "", None, date(2025, 6, 1), OTHER), **BY),
    "a visit more": lambda: records.load_visits(FORM, [visit("V9", 1, date(2025, 6, 1))], **BY),
    "a tally": lambda: tallies.report_tally(unit=VILLAGE, item="births", period="2025-04", value=D(2), **BY),
}  # fmt: skip


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(sorted(TRIES)), min_size=1, max_size=4))
def test_a_closed_round_never_changes(locked, tried):
    with transaction.atomic():
        before, rows = queries.result(locked), list(Score.objects.order_by("pk").values())
        for name in tried:
            try:
                with transaction.atomic():
                    TRIES[name]()
            except (Refused, DatabaseError):
                continue
            assert name.startswith("a unit") or name in ("a visit more", "a tally"), f"{name} was taken"
        assert queries.result(locked) == before and list(Score.objects.order_by("pk").values()) == rows
        transaction.set_rollback(True)


def test_the_database_itself_keeps_all_steps(round):
    step("submit", note="不自评")
    Score.objects.filter(item="3").update(comment="改得动:还没有锁定")
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        RoundStep.objects.update(note="改历史")
    step("send_back")


def test_the_database_itself_keeps_a_locked_round(locked):
    for name in ("points by hand", "delete scores", "a further score", "unlock by hand", "delete steps", "SQL"):
        with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
            TRIES[name]()


@pytest.mark.parametrize("changes", [{"points": D(61)}, {"points": D(-1)}, {"full": None}, {"corrected": D(1)}])
def test_the_database_holds_points_within_full(round, changes):
    with pytest.raises(DatabaseError), transaction.atomic():
        Score.objects.filter(item="1").update(**changes)


def test_published_scores_are_figures(round):
    assert APPRAISAL.figures(DAY) == {}
    published()
    assert APPRAISAL.figures(date(2025, 6, 29)) == {}
    found = APPRAISAL.figures(DAY)
    total, item, out = (found[f"appraisal.r1.{name}"][VILLAGE] for name in ("total", "3", "2"))
    assert (total.value, total.denominator) == (Fraction("94.38"), 100) and (item.numerator, item.denominator) == (8, 10)
    assert out.value is None
    assert (APPRAISAL.entry("r1.total").name, APPRAISAL.entry("r1.3").measure) == ("村级考核总分", "分")
    assert APPRAISAL.entry("r2.total") is APPRAISAL.entry("r1.V") is APPRAISAL.entry("r1.9") is None


def test_a_simulation_writes_nothing(figures):
    entries = AuditEntry.objects.count()
    found = simulate(read_scheme(queries.Kept("a", SCHEME)), figures, DAY)
    assert [(one.unit, one.points, one.full, one.score, one.rank) for one in found.standings] == [
        (VILLAGE, 60, 60, 100, 1), (OTHER, 0, 60, 0, 2)]
    assert AuditEntry.objects.count() == entries and not Round.objects.exists()
    assert Unit.objects.filter(level="village").count() == 2
