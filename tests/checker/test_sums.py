"""T2: parts and wholes, shares of all, price times number."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as some

from gongwei.checker import Verdict
from tests.checker.telling import CONSISTENT, HARD, inconsistent, one, outcome, told


@pytest.mark.parametrize(("text", "calculation"), [
    ("全县建成卫生室共312所,其中标准化198所、一般114所。", "198+114=312,与文中312所相符"),
    ("全县共有卫生室312所(标准化198所、一般114所)。", "198+114=312,与文中312所相符"),
    ("开展讲座45场、义诊28场、入户宣传316场,合计389场。", "45+28+316=389,与文中389场相符"),
    ("东片430户、西片233户、南片279户,共942户。", "430+233+279=942,与文中942户相符"),
    ("共报告传染病1284例,其中甲类1例、乙类512例、丙类771例。", "1+512+771=1284,与文中1284例相符"),
    ("体检学生3206人,男1702人,女1504人。", "1702+1504=3206,与文中3206人相符"),
    ("共接种疫苗2.31万剂,其中第一剂1.12万剂、第二剂1.19万剂。", "1.12万+1.19万=2.31万,与文中2.31万剂相符"),
    ("投入资金1.2亿元,其中省级4800万元、市级3500万元、县级3700万元。", "4800万+3500万+3700万=1.2亿,与文中1.2亿元相符"),
    ("全年接诊12.4万人次,其中门诊10.1万人次、急诊2.3万人次。", "10.1万+2.3万=12.4万,与文中12.4万人次相符"),
    ("今年接种8126剂次,其中第一剂4093剂次,第二剂4033剂次。", "4093+4033=8126,与文中8126剂次相符"),
    ("三年培训分别为210人、198人、233人,三年累计641人。", "210+198+233=641,与文中641人相符"),
    ("下拨经费120万元、配套经费80万元,总投入达200万元。", "120万+80万=200万,与文中200万元相符"),
    ("下拨经费120万元、配套经费80万元,合计200万元。", "120万+80万=200万,与文中200万元相符"),
    ("全市报告12,405例,其中城区5,205例、农村7,200例。", "5205+7200=12405,与文中12,405例相符"),
])
def test_parts_that_come_to_their_whole(text: str, calculation: str) -> None:
    claim = one(text, "sum")
    assert claim.verdict is Verdict.CONSISTENT and claim.message == calculation
    assert not inconsistent(text)


@pytest.mark.parametrize(("text", "calculation"), [
    ("全县共有卫生室312所(标准化208所、一般114所)。", "208+114=322,文中为312所"),
    ("开展讲座45场、义诊28场、入户宣传316场,合计398场。", "45+28+316=389,文中为398场"),
    ("三年培训分别为210人、198人、233人,三年累计651人。", "210+198+233=641,文中为651人"),
    ("东片430户、西片233户、南片279户,共924户。", "430+233+279=942,文中为924户"),
    ("共报告传染病1284例,其中甲类1例、乙类521例、丙类771例。", "1+521+771=1293,文中为1284例"),
    ("体检学生3206人,男1702人,女1514人。", "1702+1514=3216,文中为3206人"),
])
def test_parts_that_do_not(text: str, calculation: str) -> None:
    claim = one(text, "sum")
    assert (outcome(claim), claim.message) == (HARD, calculation)
    assert [number.role for number in claim.numbers] == ["whole", *["part"] * (len(claim.numbers) - 1)]


@pytest.mark.parametrize(("text", "expected"), [
    ("新发现感染者中异性传播占81.3%、同性传播占14.2%、其他占4.5%。", CONSISTENT),
    ("新发现感染者中异性传播占81.3%、同性传播占14.2%、其他占4.4%。", CONSISTENT),
    ("新发现感染者中异性传播占81.3%、同性传播占14.2%、其他占6.5%。", HARD),
    ("学历构成:本科占42.1%、大专占35.6%、中专及以下占22.3%。", CONSISTENT),
])
def test_shares_of_all(text: str, expected: str) -> None:
    assert outcome(one(text, "shares")) == expected


def test_shares_need_not_be_all() -> None:
    assert not told("主要为本科占42.1%、大专占35.6%、中专占12.3%。", "shares")


@pytest.mark.parametrize(("text", "expected", "calculation"), [
    ("按每人65元的标准补助3120人,共需资金20.28万元。", CONSISTENT, "65×3120=20.28万,与文中20.28万元相符"),
    ("按每人65元的标准补助3120人,共需资金22.08万元。", HARD, "65×3120=20.28万,文中为22.08万元"),
    ("补助标准140元/人,筛查2804人,合计39.256万元。", CONSISTENT, "140×2804=39.256万,与文中39.256万元相符"),
    ("补助标准140元/人,筛查2804人,合计39.526万元。", HARD, "140×2804=39.256万,文中为39.526万元"),
    ("补助标准140元/人,筛查2804人,合计39.26万元。", CONSISTENT, "140×2804=39.256万,与文中39.26万元相符"),
])
def test_price_times_number(text: str, expected: str, calculation: str) -> None:
    claim = one(text, "product-sum")
    assert (outcome(claim), claim.message) == (expected, calculation)


@pytest.mark.parametrize(("text", "expected", "message"), [
    ("全年筛查8620人,其中查出高危921人。", CONSISTENT, "部分921人不超过整体8620人"),
    ("全年筛查8620人,其中查出高危9210人。", HARD, "部分9210人大于整体8620人"),
    ("全镇应种642人,实种651人。", HARD, "部分651人大于整体642人"),
    ("召开会议12次,其中专题会议5次,培训36场。", CONSISTENT, "部分5次不超过整体12次"),
])
def test_a_part_is_not_larger_than_its_whole(text: str, expected: str, message: str) -> None:
    claim = one(text, "subset")
    assert (outcome(claim), claim.message) == (expected, message)


def test_members_of_a_list_are_parts_of_its_whole_not_of_each_other() -> None:
    assert [row[3] for row in told("全镇签约1462户,其中低保户312户、残疾人户207户等。", "subset")] == [
        "部分312户不超过整体1462户", "部分207户不超过整体1462户"]


@pytest.mark.parametrize("text", [  # parts that are not all, sums that are none
    "全镇签约1462户,其中低保户312户、残疾人户207户等。",
    "第一批320人,第二批280人,合计检出阳性12人。",
    "检查312人,其中宫颈癌120人、乳腺癌120人、卵巢癌等80人。",
    "全区有医院12家、社区卫生服务中心9家、村卫生室140家。",
    "举办培训班6期,培训312人,发放资料5000份。",
    "各级财政投入320万元,其中设备购置210万元、信息化80万元。",
    "共检查320人,异常包括高血压120人、糖尿病90人、血脂异常180人。",
    "投入经费12.6万元,印制资料3.2万份,张贴海报1260张。",
    "全县共有医院6家,床位1200张,医生340人,护士512人。",
    "女性1203人,男性980人,平均年龄46.2岁。",
    "全年接诊6120人次,住院812人次,转诊46人次。",
    "共出动312人次,检查场所92家,发放宣传单1200份。",
    "任务1200人,完成1320人,超额120人。",
    "投入资金约1.2亿元,其中省级近4800万元、市级3500余万元。",
    "现有患者1203人,本月新增12人,累计死亡36人。",
])
def test_what_does_not_have_to_add_up(text: str) -> None:
    assert not inconsistent(text)


NAMES = "东南西北中上下左"


def listed(parts: list[int]) -> str:
    return "、".join(f"{NAMES[index]}片{part}户" for index, part in enumerate(parts))


PARTS = some.lists(some.integers(20, 5000), min_size=3, max_size=8)


@given(PARTS, some.integers(-300, 300))
def test_any_list_with_its_sum(parts: list[int], off: int) -> None:
    total = sum(parts)
    for sentence in ("全镇共{total}户({parts})。", "{parts},合计{total}户。"):
        right = one(sentence.format(parts=listed(parts), total=total), "sum")
        assert right.verdict is Verdict.CONSISTENT and len(right.numbers) == len(parts) + 1
    some_of_them = {sum(parts[start:end]) for start in range(len(parts)) for end in range(start + 1, len(parts) + 1)}
    assume(total + off > 0 and total + off not in some_of_them and total + off not in parts)
    wrong = one(f"{listed(parts)},合计{total + off}户。", "sum")
    assert outcome(wrong) == HARD and (wrong.stated, wrong.expected) == (total + off, total)
    assert wrong.message.endswith(f"={total},文中为{total + off}户")


@given(some.lists(some.integers(100, 99_999), min_size=3, max_size=6))
def test_rounded_parts_may_miss_by_their_rounding(parts: list[int]) -> None:
    def rounded(value: int) -> str:
        return f"{round(value / 10_000, 2):.2f}万人"

    text = "全市共" + rounded(sum(parts)) + "(" + "、".join(f"{NAMES[i]}区{rounded(part)}" for i, part in enumerate(parts)) + ")。"
    assert not [row for row in told(text, "sum") if row[1] == HARD]
