"""Points: bounded, monotone, exact, explained; totals, vetoes, ranks."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gongwei.assessments.appraisal.rules import HIGHER, LOWER, Deduction, Linear, Manual, Steps, YesNo
from gongwei.assessments.appraisal.scheme import BY_HAND, LEAVE_OUT, ZERO, Grade, Item, Scheme, Veto
from gongwei.assessments.appraisal.scoring import (
    Line,
    Reading,
    applies,
    as_text,
    corrected,
    difference,
    explained,
    from_text,
    judged,
    opened,
    ranked,
    scored,
    standing,
)
from gongwei.assessments.appraisal.simulating import compared, gains

D = Decimal
few = settings(max_examples=40)
cents = st.integers(-20_000, 20_000).map(lambda number: D(number) / 100)
values = st.fractions(-200, 200, max_denominator=997)
fulls = st.integers(1, 3000).map(lambda number: D(number) / 100)


@st.composite
def steps(draw):
    better = draw(st.sampled_from([HIGHER, LOWER]))
    thresholds = sorted(draw(st.sets(cents, min_size=1, max_size=4)), reverse=better == HIGHER)
    points = sorted(draw(st.sets(fulls, min_size=len(thresholds), max_size=len(thresholds))), reverse=True)
    return Steps(tuple(zip(thresholds, points, strict=True)), better)


rules = st.one_of(
    st.tuples(cents, cents).filter(lambda two: two[0] != two[1]).map(lambda two: Linear(*two)), steps(),
    st.builds(Deduction, fulls, fulls), st.builds(YesNo, cents, st.sampled_from([HIGHER, LOWER]), st.just(False)),
    st.just(Manual()),
)


@given(rules, values, values, fulls)
def test_points_are_bounded_and_a_better_result_never_scores_less(rule, one, other, full):
    first, second = rule.points(one, Fraction(full)), rule.points(other, Fraction(full))
    assert 0 <= first <= full and 0 <= second <= full
    if one != other:
        assert (first <= second) or ((one < other) != (rule.better == HIGHER))
        item = Item("1", "", "条目", full, rule, "x.y")
        assert (scored(item, one, 2) <= scored(item, other, 2)) or ((one < other) != (rule.better == HIGHER))


@given(cents, cents, values, values, fulls)
def test_linear_is_continuous_and_exact_at_its_ends(target, floor, one, other, full):
    assume(target != floor)
    rule, full = Linear(target, floor), Fraction(full)
    steepness = full / abs(Fraction(target - floor))
    assert abs(rule.points(one, full) - rule.points(other, full)) <= steepness * abs(one - other)
    assert (rule.points(Fraction(target), full), rule.points(Fraction(floor), full)) == (full, 0)


def test_a_rate_explained_in_one_line():
    item = Item("5.2", "慢性病", "血压控制率", D(6), Linear(D(60), D(20)), "hypertension.control")
    line = opened(item, Reading(Fraction(83), Fraction(160), Fraction(8300, 160), "%"), 2)
    assert line.points == D("4.78")  # (51.875 − 20) ÷ 40 × 6 = 4.78125
    assert explained(item, line, 2) == (
        "83 ÷ 160 = 51.88%,目标 60,底线 20:(51.88 − 20) ÷ (60 − 20) × 6 → 4.78 分")
    full, nothing = (opened(item, Reading(None, None, Fraction(value), "%"), 2) for value in (60, 20))
    assert explained(item, full, 2) == "60%,目标 60,底线 20:达到目标,得满分 → 6 分"
    assert explained(item, nothing, 2) == "20%,目标 60,底线 20:未过底线,不得分 → 0 分"


@pytest.mark.parametrize(("rule", "value", "said"), [
    (Steps(((D(12), D(2)), (D(9), D("1.4")))), 10, "10次,不低于 9 一档得 1.4 分"),
    (Steps(((D(1), D(2)), (D(3), D(1))), LOWER), 4, "4次,未达到最低一档(不高于 3) → 0 分"),
    (Deduction(D("0.5")), 3, "3次,每例扣 0.5 分,3 例:2 − 0.5 × 3 → 0.5 分"),
    (Deduction(D("0.5"), D(10)), 12, "12次,每例扣 0.5 分,10 例以内不扣,12 例:2 − 0.5 × 2 → 1 分"),
    (YesNo(D(5), HIGHER, judged=False), 4, "4次,要求不低于 5:不符合 → 0 分"),
])  # fmt: skip
def test_the_other_rules_explained(rule, value, said):
    item = Item("1", "", "条目", D(2), rule, "tally.x")
    assert explained(item, opened(item, Reading(value=Fraction(value), measure="次"), 2), 2) == said


NOTHING = Reading(Fraction(0), Fraction(0), None, "%")


@pytest.mark.parametrize(("missing", "asked", "full", "points", "said"), [
    (LEAVE_OUT, False, None, None, "没有数值,按方案不参评,6 分退出总分"),
    (ZERO, False, 6, 0, "没有数值,按方案记 0 分"),
    (BY_HAND, True, 6, None, "没有数值,待评分"),
])
def test_no_value_is_never_silent(missing, asked, full, points, said):
    item = Item("1", "", "控制率", D(6), Linear(D(60), D(20)), "hypertension.control", missing)
    line = opened(item, NOTHING, 2)
    assert (line.asked, line.full, line.points, explained(item, line, 2)) == (asked, full, points, said)


def test_an_assessor_gives_points_where_the_figure_is_missing():
    item = Item("1", "", "控制率", D(6), Linear(D(60), D(20)), "hypertension.control", BY_HAND)
    line = judged(replace(opened(item, NOTHING, 2), self_entry=D(6)), item, D("4.5"), "查了台账", 2)
    assert (line.points, line.waits, difference(item, line, 2)) == (D("4.5"), False, D("-1.5"))
    assert explained(item, line, 2) == "满分 6,评 4.5 → 4.5 分(查了台账)"


def test_a_deduction_and_a_yes_by_an_assessor_and_a_correction():
    item = Item("1.3", "", "问题", D(4), Deduction(D(1)))
    line = judged(opened(item, None, 2), item, D(6), "六处", 2)
    assert (line.points, explained(item, line, 2)) == (0, "每例扣 1 分,6 例:4 − 1 × 6 → 0 分(六处)")
    line = corrected(line, item, D(2), "申诉 1:四处属实")
    assert (line.points, line.full) == (2, 4)
    assert explained(item, line, 2) == "原评:每例扣 1 分,6 例:4 − 1 × 6 → 0 分(六处);更正为 2 分(申诉 1:四处属实)"
    yes = Item("1.1", "", "方案", D(2), YesNo())
    assert explained(yes, judged(opened(yes, None, 2), yes, D(1), "", 2), 2) == "是,得满分 → 2 分"


def test_an_inauthentic_record_lowers_the_rate_and_is_told():
    item = Item("1", "", "控制率", D(10), Linear(D(100), D(0)), "hypertension.control")
    reading = Reading(Fraction(80), Fraction(100), Fraction(80), "%").corrected(Fraction(60), Fraction(100), "真实率 75%")
    assert reading.value == 60 and reading.recorded == (80, 100, 80)
    assert explained(item, opened(item, reading, 2), 2).startswith("真实率 75%;60 ÷ 100 = 60%,")
    counted = Reading(Fraction(80), Fraction(100), Fraction(80), "%").corrected(Fraction(60), Fraction(100), "按真实率折算,计 60")
    assert counted.told == "按真实率折算,计 60 ÷ 100 = 60%" and reading.told == reading.said == "60 ÷ 100 = 60%"
    count = Reading(Fraction(7), None, Fraction(7), "人次").corrected(Fraction(5), None, "")
    assert (count.value, Reading(Fraction(0), Fraction(9), Fraction(0)).corrected(Fraction(0), Fraction(9), "").value) == (5, 0)


exact = st.none() | st.fractions()


@few
@given(st.builds(Reading, exact, exact, exact, st.text(max_size=3), st.text(max_size=3),
                 st.lists(st.tuples(st.text(max_size=3), st.integers(0), st.booleans())).map(tuple),
                 st.none() | st.tuples(exact, exact, exact), st.text(max_size=3)))
def test_a_kept_figure_is_exactly_the_figure(reading):
    assert from_text(as_text(reading)) == reading and from_text(as_text(None)) is None


GRADES = (Grade("优秀", D(90)), Grade("良好", D(80)), Grade("合格", D(60)), Grade("不合格", D(0)))


@st.composite
def appraised(draw):
    """A scheme and one unit's lines, everything scored."""
    points = draw(st.lists(fulls, min_size=1, max_size=8))
    items = [Item(str(place), "", "条目", full, Linear(D(100), D(0)), "x", draw(st.sampled_from([LEAVE_OUT, ZERO])))
             for place, full in enumerate(points)]
    bonus = Item("B", "", "加分", D(3), Manual(), bonus=True)
    veto = Veto("V", "造假", "弄虚作假", cap=sum(points) * D("0.59").quantize(D("0.01")))
    scheme = Scheme("s", "方案", 2025, "township", sum(points), (*items, bonus), GRADES, (veto,), D(2))
    lines = {item.code: opened(item, Reading(value=draw(st.none() | st.fractions(-10, 120)), measure="%"), 2) for item in items}
    lines["B"] = judged(opened(bonus, None, 2), bonus, D(draw(st.integers(0, 3))), "", 2)
    lines["V"] = judged(opened(veto, None, 2), veto, D(draw(st.integers(0, 1))), "", 2)
    return scheme, lines


@few
@given(appraised())
def test_the_total_is_the_sum_of_the_printed_points(made):
    scheme, lines = made
    one = standing(scheme, "u", "河口镇", lines)
    printed = [line.points for code, line in lines.items() if code not in "BV" and line.points is not None]
    assert one.points == sum(printed) <= one.full <= scheme.total and one.bonus == min(lines["B"].points, 2)
    assert all(points.as_tuple().exponent >= -2 for points in printed)
    if not one.full:
        assert one.score is None
        return
    if one.full == scheme.total and not one.vetoes:
        assert one.score == one.points + one.bonus
    if one.vetoes:
        assert one.score <= scheme.vetoes[0].cap
    assert 0 <= one.score <= scheme.total + scheme.bonus_cap and one.grade == scheme.grade(one.score)


@few
@given(appraised(), st.data())
def test_a_better_result_never_lowers_the_total_of_what_is_counted(made, data):
    scheme, lines = made
    known = [item for item in scheme.items if item.figure and lines[item.code].reading.value is not None]
    assume(known)
    item = data.draw(st.sampled_from(known))
    better = Reading(value=lines[item.code].reading.value + data.draw(st.fractions(0, 50)), measure="%")
    after = standing(scheme, "u", "", lines | {item.code: opened(item, better, 2)})
    assert after.score >= standing(scheme, "u", "", lines).score


def test_what_waits_keeps_the_total_open():
    item = Item("1", "", "条目", D(100), Manual())
    scheme = Scheme("s", "方案", 2025, "township", D(100), (item,), GRADES)
    one = standing(scheme, "u", "镇", {"1": opened(item, None, 2)})
    assert (one.score, one.rank, one.grade, one.waiting) == (None, None, "", ("1",))


def test_vetoes_cap_the_score_or_the_grade():
    item = Item("1", "", "条目", D(100), Manual())
    by_score = Veto("V1", "造假", "弄虚作假", cap=D(59))
    by_grade = Veto("V2", "管理率低", "未过半", "x", below=D(30), grade="合格", missing=ZERO)
    scheme = Scheme("s", "方案", 2025, "township", D(100), (item,), GRADES, (by_score, by_grade))

    def result(judgement: int, value: int | None):
        lines = {"1": judged(opened(item, None, 2), item, D(95), "", 2),
                 "V1": judged(opened(by_score, None, 2), by_score, D(judgement), "查实", 2),
                 "V2": opened(by_grade, Reading(value=None if value is None else Fraction(value), measure="%"), 2)}
        return standing(scheme, "u", "镇", lines), lines

    assert [(one.score, one.grade) for one, _ in (result(0, 30), result(0, 29), result(1, 30), result(0, None))] == [
        (95, "优秀"), (95, "合格"), (59, "不合格"), (95, "优秀")]
    one, lines = result(1, 29)
    assert one.vetoes == ("V1", "V2") and one.how.endswith("否决:造假;管理率低 → 59 分")
    assert explained(by_score, lines["V1"], 2) == "查实:否决,总分不超过 59 分(弄虚作假)"
    assert explained(by_grade, lines["V2"], 2) == "29%,低于 30 即否决:否决,等次不高于「合格」(未过半)"
    freed = corrected(lines["V1"], by_score, D(0), "证据不足")
    assert applies(by_score, freed) is False and explained(by_score, freed, 2) == "更正为不否决(证据不足)"


def stood(unit: str, score: str | None):
    return replace(standing(Scheme("s", "", 2025, "", D(1), (), GRADES), unit, unit, {}), score=score and D(score))


def test_equal_scores_share_a_rank():
    found = ranked([stood("d", None), stood("c", "90"), stood("b", "80"), stood("a", "90.00"), stood("e", "80.01")])
    assert [(one.unit, one.rank) for one in found] == [("a", 1), ("c", 1), ("e", 3), ("b", 4), ("d", None)]


def test_two_schemes_compared():
    before, after = [stood("a", "90"), stood("b", "80")], [stood("a", "70"), stood("b", "75"), stood("c", None)]
    changes = compared(ranked(before), ranked(after))
    assert [(one.unit, one.difference, one.climbed) for one in changes] == [("b", -5, 1), ("a", -20, -1), ("c", None, None)]


def test_one_percentage_point_more():
    item = Item("1", "", "控制率", D(8), Linear(D(60), D(20)), "hypertension.control")
    fewer = Item("2", "", "逾期", D(2), Deduction(D("0.5")), "inspection.overdue")
    scheme = Scheme("s", "", 2025, "township", D(10), (item, fewer), GRADES)
    lines = {"1": opened(item, Reading(Fraction(83), Fraction(160), Fraction(8300, 160), "%"), 2),
             "2": opened(fewer, Reading(Fraction(3), None, Fraction(3), "处"), 2)}
    found = gains(scheme, {"u": lines})
    assert [(gain.item, gain.points, gain.subjects) for gain in found] == [("2", D("0.50"), None), ("1", D("0.20"), 2)]


def test_a_line_that_is_left_out_waits_for_nobody():
    assert not Line("1").waits and Line("1", asked=True).waits and not Line("1", asked=True, entry=D(0)).waits
