"""Tables as a bureau's writer draws them: totals, rates, shares and growth, and what they do not tie together."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongwei.checker.claim import Claim, Kind
from gongwei.checker.judging import figure
from gongwei.checker.language.mention import Passage, passage
from gongwei.checker.language.spelling import normalised
from gongwei.checker.tables.grid import grids
from gongwei.checker.tables.totals import prose, tables


def passages(text: str) -> list[Passage]:
    start, found = 0, []
    for line in normalised(text).split("\n"):
        found.append(passage(line, start))
        start += len(line) + 1
    return found


def claims(text: str) -> list[Claim]:
    return list(tables(passages(text), normalised(text)))


def drawn(*rows: str) -> str:
    """Rows with cells parted by spaces, as lines with tabs; `_` is an empty cell."""
    return "\n".join("\t".join("" if cell == "_" else cell for cell in row.split()) for row in rows)


def wrong(*rows: str) -> list[tuple[str, str, str]]:
    """Of a table drawn: what is said to be wrong, and how."""
    return [(claim.quote, claim.severity.value, claim.message) for claim in claims(drawn(*rows)) if claim.severity]


def tally(found: list[Claim]) -> dict[str, int]:
    verdicts = [claim.verdict.value for claim in found]
    return {verdict: verdicts.count(verdict) for verdict in sorted(set(verdicts))}


# a. Total rows

def test_a_total_row_that_misses_is_named_with_its_addition():
    assert wrong("乡镇 任务数 完成数", "城关镇 40 12", "河口乡 50 30", "石桥镇 10 8", "合计 100 51") == [
        ("51", "hard", "合计栏“完成数”:12+30+8=50,表中为51")]


def test_the_claim_links_the_total_and_its_parts():
    (claim,) = claims(drawn("乡镇 人数", "甲乡 1,200", "乙乡 800", "合计 2000"))
    assert claim.type is Kind.SUM and claim.verdict.value == "consistent" and claim.quote == "2000"
    assert [(number.role, number.text, number.value) for number in claim.numbers] == [
        ("whole", "2000", 2000), ("part", "1,200", 1200), ("part", "800", 800)]


@pytest.mark.parametrize("total", ["合 计", "合\u3000计", "总计", "合计(人)", "全县合计", "小计"])
def test_names_of_total_rows(total):
    text = f"乡镇\t任务\t完成\n甲乡\t40\t12\n乙乡\t50\t30\n{total}\t90\t43"
    assert [claim.quote for claim in claims(text) if claim.severity] == ["43"]


def test_subtotals_and_the_total_of_them():
    rows = ["片区 村 人数 户数", "城关 东村 10 3", "_ 西村 20 6", "_ 小计 30 9", "河口 南村 5 2", "_ 北村 6 2", "_ 小计 11 4", "总计 _ 41 13"]
    assert tally(claims(drawn(*rows))) == {"consistent": 6}
    assert [quote for quote, _, _ in wrong(*rows[:6], "_ 小计 12 4", "总计 _ 41 13")] == ["12"]  # 41 is the sum of the villages


def test_a_total_above_its_rows():
    rows = ["地区 应种 实种", "全县 300 270", "甲乡 100 90", "乙乡 120 101"]
    assert tally(claims(drawn(*rows, "丙乡 80 79"))) == {"consistent": 2}
    assert [quote for quote, _, _ in wrong(*rows, "丙乡 80 69")] == ["270"]


def test_a_region_that_is_no_total_of_the_rows_is_left_alone():
    assert claims(drawn("地区 发病数 死亡数", "全国 100000 300", "全省 5000 12", "甲县 312 1", "乙县 250 2")) == []


def test_rows_below_其中_are_no_further_parts():
    assert tally(claims(drawn("类别 机构数 床位数", "医院 12 3400", "其中:公立 5 2600", "基层 120 600", "合计 132 4000"))) == {"consistent": 2}


def test_the_same_people_counted_by_sex_and_by_age_are_not_added_up():
    assert wrong("项目 人数", "合计 1000", "男 480", "女 520", "65~74岁 600", "75岁以上 400") == []


@pytest.mark.parametrize("gap", ["-", "/", "—", "_", "xx", "未报"])
def test_a_gap_is_not_nothing(gap):
    found = claims(drawn("单位 一季度 二季度", "甲院 10 20", f"乙院 30 {gap}", "丙院 5 7", "合计 45 50"))
    assert tally(found) == {"consistent": 1, "uncheckable": 1}
    assert found[-1].message.endswith("有1格缺数,无法核对")


def test_what_does_not_add_up_in_any_column_covers_something_else():
    assert tally(claims(drawn("单位 门诊 住院 手术", "甲院 100 20 3", "乙院 90 30 5", "合计 400 91 17"))) == {"uncheckable": 3}


@pytest.mark.parametrize("head", ["平均住院日", "得分", "排名", "满意度", "综合评价", "每千人口医师数", "次均费用(元)", "合格率(%)"])
def test_what_does_not_add_up_by_nature(head):
    assert wrong(f"单位 人数 {head}", "甲院 10 8.5", "乙院 20 9.5", "丙院 30 7.2", "合计 60 8.4") == []


def test_money_in_万元_may_be_off_by_rounding():
    rows = ["项目 预算(万元)", "人员 120", "公用 31", "设备 50"]
    assert tally(claims(drawn(*rows, "合计 202"))) == {"consistent": 1}
    assert [severity for _, severity, _ in wrong(*rows, "合计 221")] == ["hard"]


def test_rows_left_out_are_a_gap():
    assert tally(claims(drawn("乡镇 人数", "甲乡 100", "乙乡 120", "…… _", "合计 250"))) == {"uncheckable": 1}


def test_masked_numbers_are_listed():
    (claim,) = claims(drawn("乡镇 人数", "甲乡 100", "乙乡 xx", "丙乡 30", "合计 250"))
    assert [(number.text, number.value) for number in claim.numbers][-1] == ("xx", None)


# b. Total columns

def test_a_total_column():
    rows = ["单位 男 女 合计", "甲院 12 30 42", "乙院 20 22 42", "丙院 7 8 15", "丁院 9 9 18"]
    assert tally(claims(drawn(*rows))) == {"consistent": 4}
    assert wrong(*rows[:4], "丁院 9 9 19") == [("19", "hard", "丁院的“合计”:9+9=18,表中为19")]


def test_a_total_column_with_a_part_left_out_in_many_rows():
    rows = ["单位 男 女 合计", "甲 12 30 42", "乙 20 22 42", "丙 7 8 15", "丁 19 9 28", "戊 11 5 20", "己 8 6 19"]
    assert wrong(*rows) == [] and tally(claims(drawn(*rows))) == {"consistent": 4, "uncheckable": 2}


def test_people_with_two_diseases_are_one_person():
    assert wrong("村 高血压 糖尿病 合计", "东村 20 10 28", "西村 30 15 42", "南村 25 12 35", "合计 75 37 105") == []


def test_a_total_column_of_a_group_under_merged_headers():
    header = ["单位 城镇 _ _ 农村 _ _", "_ 男 女 小计 男 女 小计"]
    rows = ["甲 1 2 3 4 5 9", "乙 7 5 12 6 6 12", "丙 4 9 13 2 8 10"]
    assert tally(claims(drawn(*header, *rows))) == {"consistent": 6}
    assert [quote for quote, _, _ in wrong(*header, *rows, "丁 8 8 16 9 9 20")] == ["20"]


# c. Rates

def test_rates_of_two_groups_under_merged_headers():
    header = ["乡镇 高血压 _ _ 糖尿病 _ _", "_ 任务数 完成数 完成率(%) 任务数 完成数 完成率(%)"]
    assert wrong(*header, "甲乡 1200 1010 84.17 300 250 83.33", "乙乡 800 640 80.00 200 - -", "丙乡 500 451 90.00 150 150 100.00") == [
        ("90.00", "hard", "丙乡的“高血压完成率(%)”:451÷500=90.20%,表中为90.00")]


def test_the_mean_of_the_rates_is_not_the_rate_of_all():
    found = wrong("乡镇 应种 实种 接种率", "甲乡 1000 990 99.00%", "乙乡 100 50 50.00%", "丙乡 200 190 95.00%", "合计 1300 1230 81.33%")
    assert found == [("81.33%", "hard", "合计的“接种率”:1230÷1300=94.62%,表中为81.33%,那是各行的平均数")]


def test_one_row_is_tied_by_its_headers_only():
    assert [quote for quote, _, _ in wrong("项目 任务数 完成数 完成率", "两癌筛查 1500 1410 95.00%")] == ["95.00%"]
    assert wrong("项目 人口 门诊 使用率", "甲院 1500 1410 95.00%") == []


def test_a_rate_capped_at_100_is_wrong():
    assert [severity for _, severity, _ in wrong("项目 目标数 完成数 完成率", "孕检 1500 1610 100%")] == ["hard"]


def test_cut_off_instead_of_rounded_is_soft():
    rows = ["乡镇 应查 实查 受检率(%)", "甲 300 290 96.67", "乙 400 351 87.75", "丙 700 481 68.71"]
    assert wrong(*rows) == []
    assert [(quote, severity) for quote, severity, _ in wrong(*rows, "丁 600 377 62.84")] == [("62.84", "soft")]


def test_incidence_for_100_000():
    rows = ["地区 人口 发病数 发病率(1/10万)", "甲县 500000 312 62.40", "乙县 400000 251 62.75"]
    assert [quote for quote, _, _ in wrong(*rows, "丙县 600000 401 68.83")] == ["68.83"]


def test_figures_one_under_the_other():
    rows = ["指标 甲县 乙县 丙县 合计", "任务数 100 200 400 700", "完成数 90 151 333 574"]
    assert wrong(*rows, "完成率(%) 90.00 75.50 83.25 82.00") == []
    assert [quote for quote, _, _ in wrong(*rows, "完成率(%) 90.00 75.50 83.25 82.92")] == ["82.92"]


def test_progress_is_a_mean_of_steps_unless_the_headers_say_of_what_it_is():
    steps = ["单位 项目数 动工 主体完工 村医配备 装修 进度(%)", "甲镇 1 1 1 1 1 100.00", "乙镇 3 3 2 2 1 66.67", "丙镇 2 2 1 1 0 50.00",
             "丁乡 1 1 1 1 0 75.00", "全县 7 7 5 5 2 67.86"]
    assert wrong(*steps) == []
    assert [quote for quote, _, _ in wrong("单位 任务数 完成数 进度(%)", "甲镇 300 200 66.67", "乙镇 400 350 87.50", "丙镇 160 90 65.25")] == [
        "65.25"]


PAID = ["单位 考核得分 拨付比例(%) 应拨基数(元) 按得分应得(元) 奖励(元) 核定金额(元)", "甲镇 87.12 90.99 264231.00 240425.79 0.00 240425.79",
        "乙镇 70.46 71.95 211167.00 151934.66 0.00 151934.66", "丙乡 90.73 95.12 550836.00 523955.20 207453.39 731408.59",
        "丁乡 87.58 91.52 355113.00 324999.42 0.00 324999.42"]


def test_the_share_paid_is_of_what_the_score_earns_not_of_what_is_granted_with_a_bonus():
    assert wrong(*PAID) == []
    assert [quote for quote, _, _ in wrong(*PAID[:-1], PAID[-1].replace("91.52", "95.12"))] == ["95.12"]


def test_a_row_of_dashes_is_no_header_of_the_points_below_it():
    scores = ["单位 条目 满分 得分 扣分 说明", "甲镇 建档率 3 2.95 0.05 _", "乙镇 产前筛查异常干预率 - - - 没有数值,不参评",
              "乙镇 儿童健康管理 6 5.50 0.50 _", "乙镇 档案使用率 4 2.50 1.50 _", "丙镇 传染病报告 5 4.50 0.50 _"]
    assert wrong(*scores) == [] and len(grids(passages(drawn(*scores)))) == 1


# d. Shares

def test_shares_make_100():
    rows = ["死因 例数 构成比(%)", "心脏病 120 40.00", "脑血管病 90 30.00", "恶性肿瘤 60 20.00"]
    assert tally(claims(drawn(*rows, "其他 30 10.00", "合计 300 100.00"))) == {"consistent": 7}
    assert [quote for quote, _, _ in wrong(*rows, "其他 30 11.00", "合计 300 100.00")] == ["100.00", "11.00"]


def test_shares_may_miss_100_by_rounding():
    thirds = "甲 33.3", "乙 33.3", "丙 33.3", "合计 100.0"
    assert tally(claims(drawn("类别 构成比(%)", *thirds))) == {"consistent": 1}
    assert [severity for _, severity, _ in wrong("类别 构成比(%)", "甲 33.3", "乙 33.3", "丙 33.1", "合计 100.0")] == ["soft"]


def test_the_first_few_causes_need_not_make_100():
    rows = ["死因 例数 构成比(%)", "心脏病 120 40.00", "脑血管病 90 30.00", "恶性肿瘤 60 20.00"]
    assert wrong(*rows) == [] and wrong(*rows, "全市 300 100.00") == []
    assert [quote for quote, _, _ in wrong("死因 构成比(%)", "心脏病 50.00", "脑血管病 30.00", "恶性肿瘤 22.00")] != []


def test_rates_of_their_own_bases_are_no_shares():
    assert wrong("单位 占比(%)", "甲 90.0", "乙 80.0", "丙 70.0", "合计 100.0") == []


# e. Growth and differences

def test_growth():
    rows = ["项目 2022年 2023年 增长(%)", "门诊人次 12000 13200 10.00", "住院人次 1500 1620 8.00", "出生人数 500 480 -4.00"]
    assert tally(claims(drawn(*rows))) == {"consistent": 3}
    assert wrong(*rows, "手术台次 300 360 25.00") == [("25.00", "hard", "手术台次的“增长(%)”:(360-300)÷300=20.00%,表中为25.00")]


def test_differences():
    rows = ["单位 本期 上期 增减数", "甲 120 100 20", "乙 80 95 -15", "丙 66 50 16", "丁 200 170 30"]
    assert tally(claims(drawn(*rows))) == {"consistent": 4}
    assert wrong(*rows, "戊 90 70 10") == [("10", "hard", "戊的“增减数”:90-70=20,表中为10")]


MIXED = ["项目 数量 上年同期 增减", "培训人次 1174人次 1095人次 +7.21%", "继续教育覆盖率 100.00% 99.06% +0.94个百分点",
         "学分达标率 70.91% 75.47% -4.56个百分点", "培训场次 42场 42场 0.00%", "审验合格率 45.45% 50.00% -4.55个百分点"]


@pytest.mark.parametrize("points", ["个百分点", ""])
def test_growth_of_counts_and_points_of_rates_in_one_column(points):
    rows = [row.replace("个百分点", points) for row in MIXED]
    assert wrong(*rows) == [] and tally(claims(drawn(*rows))) == {"consistent": 5}
    assert wrong(*rows, "讲座 120次 100次 +25.00%") == [("+25.00%", "hard", "讲座的“增减”:(120-100)÷100=20.00%,表中为+25.00%")]
    assert [quote for quote, _, _ in wrong(*rows, f"考试合格率 80.00% 75.00% +6.67{points}")] == [f"+6.67{points}"]


# f. Tables in a sentence

INLINE = "全县低保妇女600人,目标200人。\n各乡(低保/目标/宫颈/乳腺,完成率各行均为100.00%):甲300/100/100/100,乙200/60/60/65,丙100/40/40/40。"


def test_a_table_in_a_sentence():
    found = claims(INLINE)
    sums = [claim for claim in found if claim.type is Kind.SUM]
    assert [(claim.stated, claim.verdict.value) for claim in sums] == [(600, "consistent"), (200, "consistent")]
    assert sums[0].quote == "甲300/100/100/100,乙200/60/60/65,丙100/40/40/40"
    assert [claim.message for claim in found if claim.severity] == ["乙“乳腺”:65÷60=108.33%,文中称各行均为100.00%"]


def test_a_figure_of_the_same_name_need_not_be_the_sum():
    assert [claim.verdict.value for claim in claims(INLINE.replace("600人", "900人"))][:1] == ["uncheckable"]
    assert [claim.verdict.value for claim in claims(INLINE.replace("妇女600人", "妇女合计900人"))][:1] == ["inconsistent"]


# How tables are found

def test_other_ways_to_draw_a_table():
    piped = "| 乡镇 | 应种 | 实种 |\n|---|---|---|\n| 甲 | 10 | 9 |\n| 乙 | 20 | 18 |\n| 合计 | 30 | 28 |"
    spaced = "乡镇  应种  实种\n甲乡    10    9\n乙乡    20   18\n合  计  30   28"
    beside = drawn("乡镇 应种 实种 乡镇 应种 实种", "甲 10 9 丙 6 6", "乙 20 18 合计 36 34")
    for text in (piped, spaced, beside):
        assert [claim.quote for claim in claims(text) if claim.severity] == [text.rstrip("| ")[-2:]]


def test_rows_that_lost_empty_cells_are_not_read_by_column():
    assert [claim for claim in claims("单位\t甲\t乙\t丙\n一院\t1\t2\t3\n二院\t5\t6\n合计\t6\t8\t9") if claim.severity] == []


def test_no_tables():
    assert claims("申请人:张三  日期:2024  编号:3\n\n第一\t任务100人\n说明") == []


def test_sentences_in_cells_are_prose():
    text = drawn("序号 任务 完成情况", "1 建档 建档1200份,使用率80%", "2 签约 300")
    assert [one.text for one in prose(passages(f"前言。\n{text}\n后记。"))] == ["前言。", "建档1200份,使用率80%", "后记。"]
    for one in prose(passages(text)):
        assert text[one.start: one.start + len(one.text)] == one.text


def test_a_table_in_a_sentence_is_not_prose():
    assert [mention.text for one in prose(passages(INLINE)) for mention in one.mentions] == ["600人", "200人"]


# Properties

@dataclass
class Register:
    """Rows of men, women, both, aims, done and the rate; the last is their total."""

    rows: list[list[str]]

    @property
    def text(self) -> str:
        names = [f"第{chr(0x7532 + number)}村" for number in range(len(self.rows) - 1)]
        head = ["村", "男", "女", "合计", "任务数", "完成数", "完成率(%)"]
        return "\n".join("\t".join(row) for row in [head, *([name, *row] for name, row in zip([*names, "合计"], self.rows, strict=True))])

    def at(self, row: int, column: int) -> int:
        """Where a cell begins."""
        lines = self.text.split("\n")
        return sum(len(line) + 1 for line in lines[: row + 1]) + sum(len(cell) + 1 for cell in lines[row + 1].split("\t")[: column + 1])


@st.composite
def registers(draw) -> Register:
    count = st.integers(50, 2000)
    rows = []
    for aim, share in draw(st.lists(st.tuples(count, st.integers(200, 950)), min_size=6, max_size=12, unique=True)):
        men, women = draw(count), draw(count)
        rows.append([men, women, men + women, aim, aim * share // 1000 + 1])
    rows.append([sum(column) for column in zip(*rows, strict=True)])
    return Register([[*map(str, row), figure(Fraction(row[4] * 100, row[3]), 2)] for row in rows])


def told(register: Register) -> dict[int, set[str]]:
    """The claims by position, with the positions and verdict of each."""
    return {(claim.type, claim.subtype, claim.start, len(claim.numbers)): claim for claim in claims(register.text)}


@given(registers())
@settings(max_examples=25, deadline=None)
def test_a_table_made_of_counts_is_consistent(register):
    found = claims(register.text)
    rows = len(register.rows)
    assert tally(found) == {"consistent": 5 + rows + rows}
    for claim in found:
        assert claim.quote == register.text[claim.start:claim.end]
        assert all(register.text[number.start:number.end] == number.text for number in claim.numbers)


@given(registers(), st.data())
@settings(max_examples=40, deadline=None)
def test_a_changed_cell_makes_exactly_its_own_claims_wrong(register, data):
    row, column = data.draw(st.integers(0, len(register.rows) - 1)), data.draw(st.integers(0, 5))
    old = register.rows[row][column]
    changed = Register([list(cells) for cells in register.rows])
    new = figure(Fraction(old) * data.draw(st.sampled_from([Fraction(6, 5), Fraction(4, 5), Fraction(3, 2)])), 2 if column == 5 else 0)
    changed.rows[row][column] = new
    place = changed.at(row, column)
    found = claims(changed.text)
    for claim in found:
        assert (claim.verdict.value == "inconsistent") == any(number.start == place for number in claim.numbers), claim.message
    assert len(found) == len(claims(register.text))


@given(registers(), st.randoms(use_true_random=False), st.booleans())
@settings(max_examples=20, deadline=None)
def test_the_order_of_rows_does_not_matter(register, random, spoilt):
    if spoilt:
        register.rows[0][1] = str(int(register.rows[0][1]) * 2)
    body = register.rows[:-1]
    random.shuffle(body)
    shuffled = Register([*body, register.rows[-1]])

    def verdicts(one: Register) -> list[tuple]:
        return sorted((claim.subtype, claim.verdict.value, claim.stated, claim.expected) for claim in claims(one.text))

    assert verdicts(shuffled) == verdicts(register)


@given(st.lists(st.lists(st.sampled_from(
    ["合计", "小计", "全县", "其中:男", "率(%)", "任务数", "完成", "增长%", "构成比", "0", "12", "-3", "1,377", "83.86%", "xx", "-", "", "2023年", "1", "(", "9" * 30]
), min_size=1, max_size=6).map("\t".join), max_size=9).map("\n".join) | st.text("合计率%0123456789/|,.()- \t\n", max_size=120))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_and_positions_are_exact(text):
    for claim in claims(text):
        assert claim.quote == text[claim.start:claim.end]
        for number in claim.numbers:
            assert text[number.start:number.end] == number.text
    for one in prose(passages(text)):
        assert text[one.start: one.start + len(one.text)] == one.text


@pytest.mark.parametrize("text", [
    "\t" * 200_000, "1\t" * 100_000, "1\t2\n" * 30_000, "甲\t1\n小计\t1\n" * 5_000, "(" * 200_000 + "\t1\n合计\t1", "1  " * 60_000,
    "甲1/2,乙3/4,丙" * 10_000, "a/" * 100_000, "|" * 100_000, "合计\t5\n" * 10_000, ("1\t" * 60 + "\n") * 300,
], ids=lambda text: text[:8])
def test_hostile_tables_take_linear_time(text):
    starts = accumulate((len(line) + 1 for line in text.split("\n")), initial=0)
    read = [Passage(line, start, ()) for line, start in zip(text.split("\n"), starts, strict=False)]
    begun = process_time()
    found = sum(1 for _ in tables(read, text))
    assert process_time() - begun < 5 and found <= 5_000
