"""What the documents of supervision, plan, appraisal, payment and the short papers say."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongwei.reports import appraisal, plan, rectification, sheet, summary
from gongwei.reports.content import words
from gongwei.reports.highlights import Matter, matters
from gongwei.reports.layout import PAGE
from gongwei.reports.lines import LAGGING
from gongwei.reports.material import Material, NothingToTell
from tests.pages import tables
from tests.reports.books import COUNTY, JUNE, TOWNSHIPS, Kind, county
from tests.reports.papers import (
    ISSUED,
    PAPERS,
    RESULTS,
    SERVED,
    TASKS,
    Task,
    allocation,
    cells,
    closing,
    notice,
    paid,
    planned,
    round_,
    told,
)  # fmt: skip


def test_a_plan_says_who_does_what_until_when():
    report = PAPERS["plan"]()
    text = told(report)
    assert "2025年全县共安排任务2项：“两癌”免费检查、老年人健康管理。" in text
    assert "目标：4800人。完成时限：2025年11月30日前。责任单位：县妇幼保健院，责任人：陈静，分管领导：赵副局长。" in text
    assert "目标：70%。完成时限：2025年12月31日前。责任单位：基层卫生股。" in text
    tasks, below = report.tables
    assert cells(tasks)[1] == ["2", "老年人健康管理", "70%", "基层卫生股", "—", "—", "—", "2025年12月31日"]
    assert cells(below)[-1] == ["全县", "4800", "70"] and cells(below)[0] == ["城关镇", "600", "70"]
    assert {fact.as_of for fact in report.facts()} == {date(2025, 12, 31)}


@pytest.mark.parametrize(("parts", "said"), [
    ({}, None), ({"城关镇": 500}, "“两癌”免费检查的目标尚有100人未分解到下级单位，要尽快落实。"),
    ({"城关镇": 700, "直溪镇": 650}, "“两癌”免费检查的目标超出总目标150人，要尽快核实。")])
def test_a_plan_tells_when_the_parts_are_not_the_whole(parts, said):
    text = told(plan.draft(planned(**parts), COUNTY.code, 2025, TASKS, as_of=JUNE, issued=ISSUED))
    assert said in text if said else "未分解" not in text and "超出" not in text


def test_a_plan_without_tasks_or_target():
    with pytest.raises(NothingToTell, match="没有2025年的任务"):
        plan.draft(planned(), TOWNSHIPS[0].code, 2025, TASKS, as_of=JUNE, issued=ISSUED)
    open_ = (Task("3", "档案使用", "health_record.use"),)
    assert "目标：尚未确定。" in told(plan.draft(planned(), COUNTY.code, 2025, open_, as_of=JUNE, issued=ISSUED))


def test_a_notice_tells_what_and_until_when():
    text = told(PAPERS["notice"]())
    assert "所查内容满分96分，得82分，发现问题3个，其中严重1个、较重1个、一般1个。" in text
    assert "最早一项于2025年3月17日前、最后一项于2025年3月31日前完成。其中1个为一年内再次发生的反弹问题，须重点整改。" in text
    one_day = told(rectification.notice(county(), notice(same_day=True), issued=ISSUED))
    assert "请对照上表逐项整改，于2025年3月31日前全部完成。" in one_day
    with pytest.raises(NothingToTell, match="没有发现问题"):
        rectification.notice(county(), replace(notice(), lines=()), issued=ISSUED)


def test_a_closing_list_adds_up():
    report = PAPERS["closing"]()
    assert "共发现问题4个。截至2025年6月30日，待整改2个、已整改待复核1个、已销号1个。超过整改时限仍未完成的1个。" in told(report)
    by_unit, every = report.tables
    *parts, whole = [[int(cell) for cell in row[1:]] for row in cells(by_unit)]
    assert [sum(column) for column in zip(*parts, strict=True)] == whole
    assert all(row[0] == sum(row[1:-1]) for row in [*parts, whole])
    assert [row[-1] for row in cells(every)] == ["已销号", "已整改待复核", "待整改（逾期）", "待整改（反弹）"]
    with pytest.raises(NothingToTell, match="没有督导发现的问题"):
        rectification.closing(county(), replace(closing(), lines=()), issued=ISSUED)


def test_an_appraisal_result_explains_every_deduction():
    report = PAPERS["appraisal"]()
    text = told(report)
    assert "参加考核的3个单位平均得分75.00分，得分最高的城关镇100.00分，最低的骨石乡59.00分；其中优秀1个、合格1个、不合格1个。" in text
    assert "因否决事项降低总分或等次的单位：骨石乡（编造记录）。" in text
    assert "高血压规范管理率：2个单位扣分，共扣60.00分。" in text and "请自公布之日起7天内提出申诉" in text
    totals, sections, deductions = report.tables
    assert cells(totals) == [["1", "城关镇", "100.00", "优秀"], ["2", "直溪镇", "66.00", "合格"], ["3", "骨石乡", "59.00", "不合格"]]
    assert cells(sections)[1] == ["直溪镇", "36.00", "30.00"]
    assert cells(deductions)[1] == ["直溪镇", "高血压规范管理率", "60", "30.00", "30.00",
                                    "65 ÷ 100 = 65%，目标 80，底线 50：(65 − 50) ÷ (80 − 50) × 60 → 30 分"]


def test_an_appraisal_is_issued_when_it_is_published():
    with pytest.raises(NothingToTell, match="尚未公布"):
        appraisal.draft(county(), COUNTY.code, round_(state="assessed"), issued=ISSUED)
    locked = told(appraisal.draft(county(), COUNTY.code, round_(state="locked"), issued=ISSUED))
    assert "已经锁定" in locked and "申诉并附" not in locked
    flawless = appraisal.draft(county(), COUNTY.code, round_([(40, 80, 100, False)] * 2), issued=ISSUED)
    assert "各单位均未扣分。" in told(flawless) and "得分最高的城关镇、直溪镇100.00分" in told(flawless)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 100), st.just(100), st.booleans()), min_size=1, max_size=5))
def test_points_and_deductions_make_the_full_points(results):
    report = appraisal.draft(county(), COUNTY.code, round_(results), issued=ISSUED)
    _totals, sections, deductions = report.tables
    lost = {name: Decimal(0) for name, *_ in cells(sections)}
    for name, _item, _full, _got, minus, _why in cells(deductions):
        if minus != "—":
            lost[name] += Decimal(minus)
    for name, *points in cells(sections):
        assert sum(map(Decimal, points)) + lost[name] == 100


def test_a_payment_adds_up_to_the_cent():
    report = paid()
    text = told(report)
    assert "各单位核定金额合计1,515,336.70元（大写：壹佰伍拾壹万伍仟叁佰叁拾陆元柒角整）" in text
    assert "本次结算-186,731.15元（大写：负壹拾捌万陆仟柒佰叁拾壹元壹角伍分）" in text
    assert "骨石乡已预拨金额超过核定金额，差额应予收回或在下次拨付中抵扣。" in text
    (table,) = report.tables
    assert cells(table)[1] == ["直溪镇", "7333", "75.00", "80.00", "700,301.50", "560,241.20", "140,060.30", "560,241.20",
                               "490,211.05", "70,030.15"]
    with pytest.raises(NothingToTell, match="尚未审定"):
        paid(state="draft")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 99_999), st.integers(0, 100)), min_size=1, max_size=6))
def test_the_printed_amounts_add_up(served):
    if not any(people for people, _score in served):
        return
    (table,) = paid(served).tables
    *rows, total = [[None if cell == "—" else Decimal(cell.replace(",", "")) for cell in row[1:]] for row in cells(table)]
    for column, whole in zip(zip(*rows, strict=True), total, strict=True):
        assert whole is None or sum(column) == whole
    assert Decimal(allocation(served).budget) / 100 == total[3] == total[4] + total[5]


def test_a_sheet_shows_what_lags_first_and_fits_its_page():
    book = county()
    material = Material.of(book, COUNTY.code, JUNE)
    lines, found = sheet.fitting(material.lines * 3, [Matter(("很长的问题" * 30,), ("步骤",), "是否")] * 3)
    assert sheet.height(lines, found) <= PAGE.block_height * sheet.POINTS_A_MM
    assert len(lines) >= sheet.LEAST_ROWS
    lagging = replace(book, counts=book.counts | {("older_people.management", COUNTY.code, JUNE): (1000, 12000)})
    first = cells(sheet.draft(lagging, COUNTY.code, JUNE, issued=ISSUED).tables[0])[0]
    assert (first[0], first[-1]) == ("老年人健康管理率", "滞后")
    assert {sheet.SIGNS[state] for state in LAGGING} == {"滞后", "未达标"}


def test_a_problem_asks_for_a_decision():
    first, second = matters(Material.of(county(), COUNTY.code, JUNE))
    assert words(first.problem).startswith("已逾期未完成的工程节点共2个")
    assert words(first.decision).startswith("是否约谈逾期工程的责任单位:督促骨石乡上坪村卫生室")
    assert words(second.decision) == "是否对高血压患者在管人数靠后的单位开展专项督导:城关镇、白水镇、骨石乡对照差距分析原因,限期改进。"


def test_a_summary_of_the_whole_year_looks_at_the_next():
    book, last = county(), date(2025, 12, 31)
    counts = {(item, unit, last if day == JUNE else day): given for (item, unit, day), given in book.counts.items()}
    counts |= {("tally.lectures", COUNTY.code, last): 120, ("tally.lectures", COUNTY.code, date(2024, 12, 31)): 100,
               ("inspection.overdue", COUNTY.code, last): 4}
    kinds = {"tally.lectures": Kind("健康讲座", "场"), "inspection.overdue": Kind("逾期未整改问题数", "个")}
    book = replace(book, counts=counts, kinds=book.kinds | kinds, ledgers=tuple(kinds))
    report = summary.draft(book, COUNTY.code, last, issued=date(2026, 1, 10))
    assert "".join(report.title) == "清源县卫生健康局2025年卫生健康重点工作总结"
    assert [chapter.heading for chapter in report.chapters] == ["目标任务完成情况", "主要工作开展情况", "存在的主要问题", "2026年工作打算"]
    text = told(report)
    assert "“两癌”免费检查未完成的2257人转入下一年度继续完成。" in text and "“两癌”免费检查距年度目标尚差2257人。" in text
    assert "督导检查发现的问题中，超过整改时限仍未完成整改的有4个。" in text
    done = next(table for table in report.tables if table.caption == "全县台账报送情况")
    assert cells(done) == [["健康讲座", "120场", "100场", "+20.00%"]]
    assert "时间进度" not in text and "现将全年工作总结如下" in text


def test_a_unit_of_which_nothing_is_known():
    empty = replace(county(), counts={}, goals={})
    for kind in (summary, sheet):
        with pytest.raises(NothingToTell, match="清源县截至2025-06-30没有可写的数据"):
            kind.draft(empty, COUNTY.code, JUNE, issued=ISSUED)


def test_the_page_tells_what_is_so():
    kinds, ranking, scores, money = tables("work/documents.md")
    from gongwei.site.cli.documents import report

    assert {re.search(r"report ([\w-]+)", row["命令"])[1] for row in kinds} == set(report.commands)
    assert cells(PAPERS["bulletin"]().tables[2])[:3] == [list(row.values())[:7] for row in ranking]
    assert cells(PAPERS["appraisal"]().tables[0]) == [[row[name] for name in ("名次", "单位", "得分", "等次")] for row in scores]
    assert [(int(row["服务人口"]), Decimal(row["考核得分"])) for row in money[:-1]] == list(SERVED)
    shown = [[row[0], row[1], row[2], row[3], row[4], row[7], row[8], row[9]] for row in cells(paid().tables[0])]
    assert shown == [list(row.values()) for row in money]
    assert len(scores) == len(RESULTS) and Fraction(money[-1]["核定金额"].replace(",", "")) * 100 == sum(one.amount for one in allocation().paid)
