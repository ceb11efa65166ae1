"""The bulletin: places, ties, units without a value, the distance to the target, as an officer would read it."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongwei.reports import bulletin, ranked
from gongwei.reports.lines import line_of
from gongwei.reports.material import Material, NothingToTell
from gongwei.reports.numbers import shown
from tests.reports.books import COUNTY, JUNE, JUNE_BEFORE, TOWNSHIPS, Figures, Kind, Programme, Reported, Target, county
from tests.reports.papers import ISSUED, cells, told

NAMES = [*(town.name for town in TOWNSHIPS), "全县"]
GIVEN = st.lists(st.none() | st.tuples(st.integers(0, 6), st.integers(1, 6)).map(lambda pair: (min(pair), max(pair))),
                 min_size=2, max_size=8)


def book(results, before=(), target: int | None = None) -> Figures:
    """A rate x.y of the first townships: (above, below) each, None for no figure; the county's is their sum."""
    towns = TOWNSHIPS[: len(results)]
    counts = {("x.y", town.code, JUNE): result for town, result in zip(towns, results, strict=True) if result}
    counts |= {("x.y", town.code, JUNE_BEFORE): result for town, result in zip(towns, before, strict=False) if result}
    if known := [result for result in results if result]:
        counts["x.y", COUNTY.code, JUNE] = tuple(map(sum, zip(*known, strict=True)))
    goals = {("x.y", unit.code): Target("x.y", "某率", Fraction(target), "%") for unit in (COUNTY, *towns)} if target else {}
    return Figures((COUNTY, *towns), {"x.y": Kind("某率")}, (Programme("x", "某项工作", (Reported("x.y", "rate"),)),), counts, goals)


def ranking(of: Figures) -> ranked.Ranking:
    material = Material.of(of, COUNTY.code, JUNE)
    return ranked.ranking(material, line_of(of, COUNTY.code, JUNE, "x.y"), JUNE_BEFORE)


def drafted(of: Figures, **said):
    return bulletin.draft(of, COUNTY.code, JUNE, issued=ISSUED, **said)


def test_the_table_as_it_is_published():
    (table,) = drafted(book([(70, 100), (45, 50), None, (80, 100)], [(60, 100)], 75)).tables
    assert [column.title for column in table.columns] == [
        "名次", "单位", "分子（人）", "分母（人）", "率（%）", "较上年同期（个百分点）", "与目标相比（个百分点）"]
    assert cells(table) == [
        ["1", "直溪镇", "45", "50", "90.00", "—", "+15.00"],
        ["2", "令公桥镇", "80", "100", "80.00", "—", "+5.00"],
        ["3", "城关镇", "70", "100", "70.00", "+10.00", "-5.00"],
        ["—", "骨石乡", "—", "—", "—", "—", "—"],
        ["—", "全县", "195", "250", "78.00", "—", "+3.00"],
    ]


def test_the_text_names_both_ends_and_who_is_silent():
    text = told(drafted(book([(70, 100), (45, 50), None, (80, 100)], target=75)))
    assert ("参加排名的3个乡镇（街道）中，居前的是直溪镇（90.00%），居后的是城关镇（70.00%），最高与最低相差20.00个百分点。"
            "达到目标的2个，未达到的1个。骨石乡1个单位无数据，未参加排名。") in text
    assert "排名居后的单位要对照差距逐项分析原因，制定整改措施并抓好落实：城关镇（某率）。" in text
    assert "未报送数据的单位要尽快补报：骨石乡（某率）。" in text


def test_units_with_one_value_share_a_place():
    of = book([(4, 5), (8, 10), (1, 2), (9, 10), (1, 2), (0, 1)])
    assert [(row.unit.name, row.place) for row in ranking(of).rows] == [
        ("令公桥镇", 1), ("城关镇", 2), ("直溪镇", 2), ("骨石乡", 4), ("复兴乡", 4), ("白水镇", 6)]
    assert "居前的是令公桥镇（90.00%）、城关镇（80.00%）、直溪镇（80.00%），居后的是白水镇（0.00%）、复兴乡（50.00%）、骨石乡（50.00%）" in told(
        drafted(of))


def test_where_all_are_equal_nobody_is_last():
    text = told(drafted(book([(4, 5), (8, 10), (80, 100)], target=90)))
    assert "参加排名的3个乡镇（街道）均为80.00%，不分先后。各单位均未达到目标。" in text
    assert "居后的单位" not in text


@pytest.mark.parametrize(("results", "said"), [([(1, 2)], "下级单位不足两个"), ([None, None], "均无数据")])
def test_nothing_to_rank(results, said):
    with pytest.raises(NothingToTell, match=said):
        drafted(book(results), indicators=["x.y"])


def test_who_is_alone_with_a_value_has_no_place_and_is_not_silent():
    (only, *others) = (found := ranking(book([(1, 2), None, None]))).rows
    assert (only.place, found.valued, found.silent) == (None, (only,), tuple(others))


@pytest.mark.parametrize(("having", "goal"), [
    ((COUNTY, *TOWNSHIPS), "序时进度"), ((COUNTY,), "时间进度"), ((), "时间进度"),
])
def test_each_unit_is_compared_with_its_own_pace(having, goal):
    item, curve = "screening.cervical_breast_cancer.done", tuple(map(Fraction, (0, 5, 10, 20, 35, 60, 65, 70, 80, 90, 95, 100)))
    of = replace(county(), curves={(item, unit.code): curve for unit in having})
    report = drafted(of, indicators=[item])
    (table,) = report.tables
    assert table.columns[-1].title == f"与{goal}相比（个百分点）" and f"达到{goal}要求的" in told(report)
    for unit, row in zip((*TOWNSHIPS, COUNTY), sorted(cells(table), key=lambda row: NAMES.index(row[1])), strict=True):
        due = Fraction(60) if unit in having else Fraction(181 * 100, 365)
        assert row[-1] == shown(of.completion(item, unit.code, JUNE).value - due, "个百分点", sign=True)


def test_a_rate_that_grows_is_compared_with_the_time():
    of, item = county(), "older_people.management"
    report = drafted(of, indicators=[item])
    (table,) = report.tables
    assert table.columns[-1].title == "目标完成率与时间进度相比（个百分点）" and "达到时间进度要求" in told(report)
    for unit, row in zip((*TOWNSHIPS, COUNTY), sorted(cells(table), key=lambda row: NAMES.index(row[1])), strict=True):
        done = of.fact(item, unit.code, JUNE).value / 70 * 100
        assert row[-1] == shown(done - Fraction(181 * 100, 365), "个百分点", sign=True)


def test_chosen_figures_in_the_order_asked_for():
    report = drafted(county(), indicators=["older_people.management", "health_record.use"])
    assert [part.heading for part in report.chapters[1].parts] == ["老年人健康管理率", "健康档案使用率"]
    (places, *_tables) = report.tables
    assert [column.title for column in places.columns] == ["单位", "老年人健康管理率", "健康档案使用率"]


def test_changes_are_measured_from_the_day_asked_for():
    may = date(2025, 5, 31)
    of = book([(70, 100), (80, 100)])
    of = replace(of, counts=of.counts | {("x.y", TOWNSHIPS[0].code, may): (65, 100)})
    (table,) = drafted(of, since=may).tables
    assert table.columns[5].title == "较5月31日（个百分点）"
    assert [row[5] for row in cells(table)] == ["—", "+5.00", "—"]


def test_a_bulletin_is_addressed_to_those_it_ranks():
    report = drafted(county())
    assert (report.to, report.signatory) == ("各乡镇卫生院、社区卫生服务中心", "清源县卫生健康局")
    assert drafted(county(), to="各有关单位").to == "各有关单位"


@settings(max_examples=60, deadline=None)
@given(GIVEN)
def test_places_are_what_counting_gives(results):
    if not any(results):
        return
    found = ranking(book(results))
    values = [row.fact.value for row in found.rows]
    known = [value for value in values if value is not None]
    assert values == sorted(known, reverse=True) + [None] * (len(values) - len(known))
    for row in found.rows:
        placed = row.fact.value is not None and len(known) > 1
        assert row.place == (1 + sum(value > row.fact.value for value in known) if placed else None)
    assert len(found.rows) == len(results) and len(found.valued) + len(found.silent) == len(results)
    assert {row.fact.value for row in found.first} <= set(known) and (not known or found.first[0].fact.value == max(known))
    assert not known or found.last[0].fact.value == min(known)
