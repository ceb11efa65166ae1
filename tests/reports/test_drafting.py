"""What a report says, case by case, as an officer would read it."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from gongwei.assessments.progress.pace import Growth
from gongwei.reports.content import Chart, Number, Paragraph, Report, Table, words
from gongwei.reports.derivation import Derived
from gongwei.reports.progress import draft
from tests.reports.books import (
    COUNTY,
    JULY,
    JUNE,
    JUNE_BEFORE,
    TOWNSHIPS,
    YONGZHOU,
    Figures,
    Kind,
    Programme,
    Reported,
    Target,
    Unit,
    county,
    yongzhou,
)

ISSUED = date(2025, 7, 5)


def report_of(book: Figures, unit: str = COUNTY.code, day: date = JUNE) -> Report:
    return draft(book, unit, day, issued=ISSUED)


def chapter(report: Report, heading: str) -> dict[str, list[str]]:
    """The paragraphs of a chapter by the headings of its parts."""
    (found,) = [c for c in report.chapters if c.heading == heading]
    return {part.heading: [words(b.text) for b in part.blocks if isinstance(b, Paragraph)] for part in found.parts}


def blocks(report: Report, kind: type) -> list:
    return [b for c in report.chapters for part in c.parts for b in part.blocks if isinstance(b, kind)]


def everything(report: Report) -> str:
    return "\n".join(words(paragraph.text) for paragraph in blocks(report, Paragraph))


def one(role="rate", children=0, targets=(), counts=None, kind=None, level="county", day=JUNE, **reported) -> Figures:
    """A book of a single figure x.y of one unit, with so many child units."""
    here = Unit("990101", "清源县", level)
    towns = TOWNSHIPS[:children]
    return Figures(
        (here, *towns),
        {"x.y": kind or Kind("某率")},
        (Programme("x", "某项工作", (Reported("x.y", role, **reported),)),),
        {("x.y", code, when): given for (code, when), given in (counts or {}).items()},
        {("x.y", code): Target("x.y", "某项任务", Fraction(value), measure) for code, value, measure in targets},
    )


def test_yongzhou_as_published():
    report = report_of(yongzhou(), YONGZHOU.code, JULY)
    told = chapter(report, "重点工作进展情况")
    assert told["农村及城镇低保适龄妇女“两癌”免费检查"] == [
        "2019年全市农村及城镇低保适龄妇女“两癌”免费检查任务数为98200人，截至7月31日共完成82353人，完成率83.86%，"
        "快于时间进度（58.08%）25.78个百分点。"
    ]
    assert told["孕产妇免费产前筛查"][0].endswith(
        "完成率68.05%，快于时间进度（58.08%）9.97个百分点。产前筛查异常人群4493人，其中接受产前干预诊断3275人，干预率72.89%。"
    )
    assert told["基本消除村卫生室“空白村”"] == [
        "消除村卫生室“空白村”共167个，截至7月31日，已动工165个、主体完工141个、装修98个、村医配备167个，建设进度85.48%。"
    ]
    assert told["二甲公立医院全覆盖"] == [
        "二甲公立医院创建项目截至7月31日已完成申报、专家组初评、专家组复评，建设进度100.00%。"
    ]
    steps = chapter(report, "下一步工作")["对标目标任务，倒排工作进度"]
    assert steps[0] == "农村及城镇低保适龄妇女“两癌”免费检查12月31日前还需完成15847人，月均不少于3170人。"
    assert report.signatory == "永州市卫生健康委员会"
    assert "".join(report.title) == "关于2019年1—7月卫生健康重点工作进展情况的汇报"
    assert "因无上年同期可比数据，本次汇报不作同期比较。" in everything(report)
    assert everything(report).count("上年同期") == 1  # said once, not with every figure


def test_both_bases_of_standard_care_are_named():
    (told,) = chapter(report_of(county()), "重点工作进展情况")["高血压患者健康管理"]
    assert "按进度口径，应规范管理的高血压患者7465人，其中规范管理5513人，规范管理率（进度口径）73.85%" in told
    assert "按年度口径，年内管理的高血压患者7812人，其中达到全年规范管理要求292人，规范管理率（年度口径）3.74%" in told
    assert "年终结算前仅供参考" in told


def test_the_annual_basis_blames_nobody_before_the_year_is_over():
    report = report_of(county())
    assert not any("年度口径" in text for texts in chapter(report, "存在的问题").values() for text in texts)
    assert "待年终评价1项（高血压患者规范管理率（年度口径））" in everything(report)


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ((870, 1000), "较上年同期提高1.00个百分点"),
        ((890, 1000), "较上年同期下降1.00个百分点"),
        ((88, 100), "与上年同期持平"),
        ((8800001, 10000000), "与上年同期基本持平"),
        (None, None),
    ],
)
def test_a_rate_against_the_year_before(before, said):
    counts = {("990101", JUNE): (880, 1000), ("990101", JUNE_BEFORE): before}
    text = everything(report_of(one(counts=counts)))
    assert said is None or said in text
    assert "增长" not in text


@pytest.mark.parametrize(
    ("before", "said"),
    [(100, "较上年同期增长10.00%"), (120, "较上年同期下降8.33%"), (110, "与上年同期持平"), (0, "上年同期为0人")],
)
def test_a_count_against_the_year_before(before, said):
    counts = {("990101", JUNE): 110, ("990101", JUNE_BEFORE): before}
    assert said in everything(report_of(one("count", counts=counts, kind=Kind("在管人数", "人"))))


def test_a_missing_year_before_is_said_where_others_have_one():
    book = county()
    report = report_of(book.without(("hypertension.control", COUNTY.code, JUNE_BEFORE)))
    assert (
        "血压控制率63.58%，高于年度目标值（60%）3.58个百分点，并列全市4个县（市、区）第2位，上年同期无可比数据。"
        in everything(report)
    )


def test_the_same_day_of_the_year_before_a_leap_day():
    day = date(2024, 2, 29)
    counts = {("990101", day): (88, 100), ("990101", date(2023, 2, 28)): (80, 100)}
    assert "较上年同期提高8.00个百分点" in everything(report_of(one(counts=counts), day=day))


def test_unknown_is_never_zero():
    book = one("count", counts={}, kind=Kind("某项任务", "人"), targets=[("990101", 500, "人")])
    report = report_of(book)
    assert "2025年全县某项任务任务数为500人，截至6月30日的完成情况未报送，暂无数据。" in everything(report)
    assert "某项任务暂无数据，本期未作评价。" in everything(report)
    assert "督促有关单位尽快补报某项任务数据" in everything(report)
    (table,) = blocks(report, Table)
    assert [words(cell) for cell in table.rows[0]] == ["某项任务", "500人", "—", "—"]


def test_an_empty_denominator_has_no_rate():
    book = county()
    nobody = {("screening.cervical_breast_cancer.followed", COUNTY.code, JUNE): {"已干预*": 0, "未干预": 0}}
    report = report_of(replace(book, counts=book.counts | nobody))
    (told,) = chapter(report, "重点工作进展情况")["“两癌”免费检查"]
    assert told.endswith("。目前无筛查结果异常或可疑者，不计算异常干预率。")


def test_a_programme_that_is_not_run_is_not_told():
    here = ("990101", JUNE)
    book = one("count", counts={here: 7}, kind=Kind("健康讲座", "场"))
    idle = Programme("idle", "高血压患者健康管理", (Reported("a.managed", "count"), Reported("a.control", "rate")))
    book = replace(
        book,
        listed=(*book.listed, idle),
        kinds={**book.kinds, "a.managed": Kind("在管人数", "人"), "a.control": Kind("控制率")},
        counts={**book.counts, ("a.managed", *here): 0, ("a.control", *here): {"达标*": 0, "未达标": 0}},
    )
    assert list(chapter(report_of(book), "重点工作进展情况")) == ["某项工作"]
    wanted = {("a.managed", "990101"): Target("a.managed", "在管人数", Fraction(9), "人")}
    assert list(chapter(report_of(replace(book, goals=wanted)), "重点工作进展情况")) == [
        "某项工作",
        "高血压患者健康管理",
    ]


def test_without_targets():
    report = report_of(one(counts={("990101", JUNE): (88, 100)}))
    assert "本年度尚未下达量化目标，以下按实际完成情况汇报。" in everything(report)
    assert "某率88.00%（88/100）" in everything(report)


def test_nothing_at_all():
    report = report_of(one(counts={}))
    assert everything(report) == "本期暂无可汇报的数据。"


def test_one_child_has_no_rank_and_is_not_the_weakest():
    town = TOWNSHIPS[0].code
    report = report_of(one(children=1, counts={("990101", JUNE): (8, 10), (town, JUNE): (8, 10)}))
    table = blocks(report, Table)[1]
    assert [column.title for column in table.columns] == ["单位", "分母（人）", "分子（人）", "率（%）"]
    assert [[words(cell) for cell in row] for row in table.rows] == [
        ["城关镇", "10", "8", "80.00"],
        ["全县", "10", "8", "80.00"],
    ]
    assert not blocks(report, Chart)
    assert "位" not in everything(report).replace("单位", "")


def test_children_share_ranks_and_the_silent_have_none():
    a, b, c = (town.code for town in TOWNSHIPS[:3])
    counts = {("990101", JUNE): (22, 30), (a, JUNE): (8, 10), (b, JUNE): (8, 10), (c, JUNE): (6, 10)}
    report = report_of(one(children=4, counts=counts))
    table = blocks(report, Table)[1]
    assert [words(row[-1]) for row in table.rows] == ["1", "1", "3", "—", "—"]
    assert [words(cell) for cell in table.rows[3]] == ["令公桥镇", "—", "—", "—", "—"]
    assert "某率有1个单位无数据（令公桥镇），未参加排名。" in everything(report)
    assert "某率较低的为骨石乡（60.00%），最高的城关镇（80.00%）与最低的骨石乡相差20.00个百分点。" in everything(report)


def test_rank_among_counties_names_those_without_data():
    book = county()
    report = report_of(book.without(("older_people.management", "990104", JUNE)))
    assert "全市3个有数据的县（市、区）第" in chapter(report, "重点工作进展情况")["老年人健康管理"][0]


@pytest.mark.parametrize(
    ("done", "day", "said"),
    [
        (300, JUNE, "快于时间进度（49.59%）10.41个百分点"),
        (200, JUNE, "慢于时间进度（49.59%）9.59个百分点"),
        (520, JUNE, "已提前完成全年任务"),
        (520, date(2025, 12, 31), "已完成全年任务"),
        (480, date(2025, 12, 31), "距全年任务尚差20人"),
    ],
)
def test_a_task_against_the_time(done, day, said):
    book = one("count", counts={("990101", day): done}, kind=Kind("某项任务", "人"), targets=[("990101", 500, "人")])
    assert said in everything(report_of(book, day=day))


def test_what_is_held_is_not_compared_with_the_time():
    book = one(
        "count",
        counts={("990101", JUNE): 480},
        kind=Kind("在管人数", "人", growth=Growth.STANDS),
        targets=[("990101", 500, "人")],
    )
    assert "时间进度" not in everything(report_of(book))
    assert "距年度目标尚差20人" in everything(report_of(book))
    assert "某项任务12月31日前还需增加20人。" in everything(report_of(book))


CURVE = tuple(map(Fraction, (0, 5, 10, 20, 35, 60, 65, 70, 80, 90, 100, 100)))


@pytest.mark.parametrize(
    ("done", "day", "said", "formula"),
    [
        (275, JUNE, "慢于序时进度（60.00%）5.00个百分点", "按月进度,6月末累计应完成60.00%"),
        (275, date(2025, 6, 12), "快于序时进度（45.00%）10.00个百分点", "按月进度,35%+(60%-35%)×12天÷30天=45.00%"),
        (480, date(2025, 11, 30), "距全年任务尚差20人", None),
    ],
)
@pytest.mark.parametrize("growth", [Growth.GROWS, Growth.STANDS])
def test_a_task_with_a_monthly_curve_is_compared_with_it(done, day, said, formula, growth):
    kind = Kind("某项任务", "人", growth=growth)
    book = one("count", counts={("990101", day): done}, kind=kind, targets=[("990101", 500, "人")])
    report = report_of(replace(book, curves={("x.y", "990101"): CURVE}), day=day)
    assert said.replace("全年任务", "年度目标" if growth is Growth.STANDS else "全年任务") in everything(report)
    assert [entry.formula for entry in report.entries() if entry.name == "序时进度"] == ([formula] if formula else [])
    assert "时间进度（" not in everything(report).replace("序时进度", "")


@pytest.mark.parametrize(("role", "measure"), [("count", "人"), ("rate", "%")])
def test_a_target_of_nothing_is_reached_by_what_is_known(role, measure):
    book = one(role, counts={("990101", JUNE): 3}, kind=Kind("某项任务", measure), targets=[("990101", 0, measure)])
    text = everything(report_of(book))
    assert "有年度目标的共1项，已达到年度目标。" in text
    assert "暂无数据" not in text and "补报" not in text
    assert "暂无完成数据。" in everything(report_of(replace(book, counts={})))


def test_when_the_year_is_over_nobody_is_behind_the_time():
    day = date(2025, 12, 31)
    book = one("count", counts={("990101", day): 480}, kind=Kind("某项任务", "人"), targets=[("990101", 500, "人")])
    text = everything(report_of(book, day=day))
    assert "低于目标值" in text and "时间进度" not in text


def test_a_rate_that_grows_over_the_year_is_compared_with_the_time():
    (told,) = chapter(report_of(county()), "重点工作进展情况")["老年人健康管理"]
    assert "完成年度目标值（70%）的81.47%，快于时间进度（49.59%）31.88个百分点" in told
    assert "老年人" not in "".join(chapter(report_of(county()), "存在的问题")["服务缺口原因较为集中"])
    steps = chapter(report_of(county()), "下一步工作")["对标目标任务，倒排工作进度"]
    assert steps[0] == "老年人健康管理率要在12月31日前达到70%，按现有对象计算，已接受健康管理的还需增加1577人。"
    assert 6930 + 1577 >= 0.7 * 12152 > 6930 + 1576


def test_gaps_by_reason_and_their_remedies():
    report = report_of(county())
    (gaps,) = [t for t in chapter(report, "存在的问题")["服务缺口原因较为集中"] if t.startswith("高血压")]
    assert gaps == (
        "高血压患者规范管理率（进度口径）：尚有1952人未达到要求，其中应访季度未访978人，占50.10%；"
        "未体检974人，占49.90%。"
    )
    remedies = chapter(report, "下一步工作")["对照缺口名单，逐人补齐服务"]
    assert (
        "高血压患者规范管理率（进度口径）：应访季度未访的978人，逐人补做面对面随访；未体检的974人，分批组织健康体检。"
        in remedies
    )


def test_overdue_milestones():
    report = report_of(county())
    assert (
        "已逾期未完成的工程节点共2个，包括骨石乡上坪村卫生室（装修，计划2025年5月31日）、青峰乡水口村卫生室"
        "（主体完工，计划2025年4月30日）。" in everything(report)
    )


def test_a_target_that_no_programme_mentions_is_told():
    book = county()
    goal = Target("tally.lectures", "健康知识讲座", Fraction(400), "场")
    book = replace(
        book,
        kinds={**book.kinds, "tally.lectures": Kind("健康知识讲座", "场")},
        goals={**book.goals, ("tally.lectures", COUNTY.code): goal},
        counts={**book.counts, ("tally.lectures", COUNTY.code, JUNE): 230},
    )
    assert chapter(report_of(book), "重点工作进展情况")["其他目标任务"] == [
        "2025年全县健康知识讲座任务数为400场，截至6月30日共完成230场，完成率57.50%，快于时间进度（49.59%）7.91个百分点，"
        "上年同期无可比数据。"
    ]


@pytest.mark.parametrize(
    ("day", "title"),
    [
        (date(2025, 1, 31), "2025年1月"),
        (date(2024, 2, 29), "2024年1—2月"),
        (date(2025, 12, 31), "2025年"),
        (date(2025, 7, 15), "2025年1月1日至7月15日"),
    ],
)
def test_titles(day, title):
    report = report_of(one(counts={("990101", day): (1, 2)}), day=day)
    assert report.title[0] == f"关于{title}"


def test_a_village_reports_without_tables_of_units():
    village = Unit("990101101001", "上坪村", "village")
    book = Figures(
        (village,),
        {"x.y": Kind("某率")},
        (Programme("x", "某项工作", (Reported("x.y", "rate"),)),),
        {("x.y", village.code, JUNE): (8, 10)},
    )
    report = report_of(book, village.code)
    assert report.signatory == "上坪村卫生室"
    assert len(blocks(report, Table)) == 1


@pytest.mark.parametrize("book", [county(), yongzhou()], ids=["county", "yongzhou"])
def test_every_entry_leads_to_facts(book):
    unit, day = (YONGZHOU.code, JULY) if book.units == (YONGZHOU,) else (COUNTY.code, JUNE)
    report = report_of(book, unit, day)
    entries = {entry.id: entry for entry in report.entries()}
    assert entries
    for entry in entries.values():
        if isinstance(entry, Derived):
            assert {source.id for source in entry.of} <= set(entries)
            assert entry.of or entry.name == "时间进度"
    numbers = [part for paragraph in blocks(report, Paragraph) for part in paragraph.text if isinstance(part, Number)]
    assert numbers and all(number.entry.id in entries for number in numbers)


def test_the_same_gap_is_told_once():
    people = {"已管理*": 6, "未体检": 4}
    here = ("990101", JUNE)
    figures = (Reported("x.management", "rate"), Reported("x.coverage", "rate"))
    book = Figures(
        (COUNTY,), {"x.management": Kind("管理率"), "x.coverage": Kind("管理率(统计口径)")},
        (Programme("x", "某项工作", figures),), {("x.management", *here): people, ("x.coverage", *here): people},
    )  # fmt: skip
    assert everything(report_of(book)).count("未体检") == 2  # one problem, one step


def test_who_has_no_project_lacks_no_figure():
    book = county()
    none = {("project.village_clinic", TOWNSHIPS[0].code, JUNE): {"projects": 0, "stages": {"动工": 0}}}
    text = everything(report_of(replace(book, counts=book.counts | none)))
    assert "无数据" not in text and "补报" not in text


def test_projects_are_not_compared_with_the_year_before():
    (told,) = chapter(report_of(county()), "重点工作进展情况")["村卫生室建设"]
    assert told.startswith("村卫生室标准化建设项目共24个，截至6月30日，动工24个")
    assert "上年同期" not in told
