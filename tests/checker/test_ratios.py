"""T1: rates against their counts. Each sentence twice: as it adds up, and with the rate wrong."""

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as some

from gongwei.checker import Kind, Verdict
from tests.checker.telling import (
    CONSISTENT,
    HARD,
    SOFT,
    UNCHECKABLE,
    cut,
    inconsistent,
    moved,
    one,
    outcome,
    rate,
    told,
)

WAYS = [  # sentence, right, wrong, calculation
    ("全年任务800人,完成643人,完成率{}。", "80.38%", "83.08%", "643÷800=80.38%"),
    ("目标2000人,完成2310人,完成任务的{}。", "115.5%", "151.5%", "2310÷2000=115.50%"),
    ("抽查档案240份,不合格18份,合格率{}。", "92.5%", "95.2%", "(240-18)÷240=92.50%"),
    ("体检2100人,其中甲病41人(1.95%),乙病62人(2.95%),丙病83人(3.95%),丁病104人({})。", "4.95%", "5.95%", "104÷2100=4.95%"),
    ("任务2000人,完成2310人,完成任务的{}。", "115.5%", "151.5%", "2310÷2000=115.50%"),
    ("本季度适龄儿童应种1246人,实种1219人,接种率{}。", "97.83%", "98.73%", "1219÷1246=97.83%"),
    ("登记高血压患者1530人,其中规范管理1124人,占登记患者的{}。", "73.46%", "76.43%", "1124÷1530=73.46%"),
    ("随访慢病患者2000人次,其中高血压1200人次,占{}。", "60%", "66%", "1200÷2000=60.00%"),
    ("查出阳性37人,占1482人的{}。", "2.50%", "2.90%", "37÷1482=2.50%"),
    ("查出阳性37例,占1482人的{}。", "2.5%", "5.2%", "37÷1482=2.50%"),
    ("1482名妇女中查出阳性37例,阳性率{}。", "2.50%", "2.05%", "37÷1482=2.50%"),
    ("早孕建册率{}(176/187)。", "94.12%", "95.12%", "176÷187=94.12%"),
    ("卫生室覆盖率{}(206/206)。", "100%", "97.1%", "206÷206=100.00%"),
    ("全镇65岁以上老年人2406人,体检1795人,体检率{}。", "74.61%", "76.41%", "1795÷2406=74.61%"),
    ("抽查50份,合格49份,合格率{}。", "98%", "89%", "49÷50=98.00%"),
    ("全市宫颈癌筛查21470人,完成全年任务(2.1万人)的{}。", "102.24%", "104.22%", "21470÷2.1万=102.24%"),
    ("常住人口52.31万,建立电子档案47.02万份,建档率{}。", "89.89%", "98.89%", "47.02万÷52.31万=89.89%"),
    ("辖区总人口483200人,报告发病126例,发病率{}。", "26.08/10万", "28.06/10万", "126÷483200=26.08/10万"),
    ("全县活产3125人,新生儿死亡8人,新生儿死亡率{}。", "2.56‰", "2.65‰", "8÷3125=2.56‰"),
    ("应查900人,已查630人,占{}。", "七成", "九成", "630÷900=70.00%"),
    ("应查900人,已查630人,占{}。", "百分之七十", "百分之九十", "630÷900=70.00%"),
    ("参加体检2100人,肥胖86人(4.10%),贫血131人(6.24%),近视702人({})。", "33.43%", "34.33%", "702÷2100=33.43%"),
    ("今年任务1500人,已检查1186人,占任务的79.07%,查出阳性31人,阳性率{}。", "2.61%", "2.16%", "31÷1186=2.61%"),
    ("完成随访412人、365人、298人,任务均为450人,完成率分别为91.56%、81.11%、{}。", "66.22%", "62.66%", "298÷450=66.22%"),
]


@pytest.mark.parametrize(("sentence", "right", "wrong", "calculation"), WAYS)
def test_ways_to_tell_a_rate(sentence: str, right: str, wrong: str, calculation: str) -> None:
    text = sentence.format(right)
    rates = [row for row in told(text, "T1") if f"{calculation.partition('=')[0]}=" in row[3]]
    assert [row[1] for row in rates] == [CONSISTENT], told(text)
    assert rates[0][3] == f"{calculation},与文中{right}相符"
    assert not inconsistent(text)

    assert [(row[0], row[1], row[3]) for row in inconsistent(sentence.format(wrong))] == [("T1", HARD, f"{calculation},文中为{wrong}")]


@pytest.mark.parametrize(("text", "calculation"), [
    ("早孕建册率2%(21/1000)。", "21÷1000=2.10%"),
    ("发病居前五位的病种为流感1326例、手足口病1092例、肺结核812例、乙肝765例、梅毒320例,占报告总数5012例的86.09%。",
     "(1326+1092+812+765+320)÷5012=86.09%"),
    ("体检3260人,检出癌前病变41人、宫颈癌3人,检出率1.35%。", "(41+3)÷3260=1.35%"),
    ("应种672人、实种667人、漏种5人,接种率99.26%。", "667÷672=99.26%"),
    ("培训乡村医生860人,考核合格率98.4%(846人)。", "846÷860=98.37%"),
    ("活产2100人,早产132人,早产发生率为6.3%。", "132÷2100=6.29%"),
    ("应查900人,已查600人,占三分之二。", "600÷900=66.67%"),
    ("管理高血压患者12034人,管理率71.2%,规范管理9120人,规范管理率75.79%。", "9120÷12034=75.79%"),
    ("目标人群1260人,实际筛查1102人,阳性42人,阳性率3.81%,召回率92.9%。", "42÷1102=3.81%"),
])
def test_rates_that_hold(text: str, calculation: str) -> None:
    claim = one(text, "T1")
    assert claim.verdict is Verdict.CONSISTENT and str(claim.message).startswith(f"{calculation},与文中")


def test_a_claim_in_full() -> None:
    text = "全县情况:登记患者484人,规范管理480人,规范管理率99.38%。其余略。"
    claim = one(text, "T1")
    assert (claim.type, claim.subtype, outcome(claim)) == (Kind.RATIO, "ratio", HARD)
    assert claim.message == "480÷484=99.17%,文中为99.38%"
    assert claim.quote == "登记患者484人,规范管理480人,规范管理率99.38%"
    assert [(number.role, number.text, number.value) for number in claim.numbers] == [
        ("numerator", "480人", 480), ("denominator", "484人", 484), ("rate", "99.38%", Fraction("99.38"))]
    assert (claim.stated, claim.expected, claim.tolerance) == (Fraction("99.38"), Fraction(48000, 484), Fraction("0.005"))


def test_a_rate_of_two_rates_in_one_sentence_takes_its_own_counts() -> None:
    text = "宫颈癌任务1200人,完成1098人,完成率91.50%;乳腺癌任务1300人,完成1235人,完成率95.00%。"
    assert [(row[1], row[3].partition(",")[0]) for row in told(text, "T1")] == [
        (CONSISTENT, "1098÷1200=91.50%"), (CONSISTENT, "1235÷1300=95.00%")]


@pytest.mark.parametrize("text", [
    "管理高血压患者12034人,规范管理9120人,规范管理率75.78%。",  # 75.786 cut off
    "查出阳性28人,占1482人的1.88%。",  # 1.889
    "早孕建册率89.73%(166/185)。",  # 89.7297 would be right: see below
])
def test_one_unit_of_the_last_place_is_soft_at_most(text: str) -> None:
    assert outcome(one(text, "T1")) in (SOFT, CONSISTENT)


def test_the_words_of_a_soft_one() -> None:
    (row,) = inconsistent("管理高血压患者12034人,规范管理9120人,规范管理率75.78%。")
    assert row[1:] == (SOFT, "管理高血压患者12034人,规范管理9120人,规范管理率75.78%", "9120÷12034=75.79%,文中为75.78%,末位差1(多为截尾或两次取整)")


@pytest.mark.parametrize(("text", "outcomes"), [
    ("全院职工203人,其中高级职称占12.32%。", [CONSISTENT]),  # 25
    ("全院职工203人,其中高级职称占12.21%。", [HARD]),  # between 24 and 25 people
])
def test_only_some_rates_come_from_whole_people(text: str, outcomes: list[str]) -> None:
    assert [row[1] for row in told(text, "implied-integer")] == outcomes


def test_a_missing_denominator_is_bounded_by_the_rate() -> None:
    (row,) = told("东河镇已筛查2060人,占下达任务的82.4%。", "T1")
    assert (row[1], row[3]) == (UNCHECKABLE, "文中没有分母;由2060人和82.4%推算,分母应在2499至2501之间")


@pytest.mark.parametrize("text", [  # numbers that stand near each other and have nothing to do with each other
    "辖区有学校12所,教师640人,出勤率97.5%。",
    "本月召开例会3次,培训212人,满意度96.5%。",
    "发放资料5000份,接待群众1200人次,知晓率达到89.2%。",
    "建档46210份,其中电子档案45108份;老年人体检3120人,体检率71.3%。",
    "全县65岁以上老年人31204人,高血压患者18230人,规范管理率68.4%。",
    "筛查妇女1862人,涉及8个乡镇,宣传覆盖率95.6%。",
    "全县有乡镇卫生院18家,床位612张,每千人口床位4.2张。",
    "2019年完成率81.2%,2020年完成率85.6%。",
    "检查单位312家,下达意见书46份,整改率100%。",
    "出动车辆36台次、人员128人次,检查场所92家,合格率98.9%。",
    "任务1200人。其他乡镇完成930人,全县完成率88.1%。",
    "35-64岁妇女筛查1203人,阳性率2.3%。",
    "根据国卫发〔2019〕12号文件,到2020年覆盖率达到95%以上。",
    "发现H7N9病例2例,CIN2病变12例,2型糖尿病患者312人,管理率66.2%。",
    "联系电话:0731-8822345,传真13812345678,共受理投诉312件,办结率98.7%。",
    "排名第3位的是石门镇,完成率91.2%,排名第12位的是白沙镇,完成率61.2%。",
    "全年共完成20xx例,完成率xx%。",
    "到7月底,筛查?58人,阳性率2.1%。",
    "应检单位46家,实检单位40家,从业人员512人,持证率99.2%。",
    "培训医生312人、护士412人,合格率分别为96.2%、97.1%。",
    "12家医院、18家卫生院、206个村卫生室全部接入,接入率100%。",
    "死亡3例,病死率1.2%,均为老年人。",
    "截至9月30日,东河镇完成62.1%,西岭镇完成58.3%。",
    "今年1-9月收入1260万元,支出1302万元,药品收入占比31.2%。",
    "完成312人,完成率达62.4%,超时序进度12.4个百分点。",
    "全区总人口52.3万人,建档率91.2%。",
    "(一)建档46份。(二)随访32人次。1.体检12人,体检率75.3%。",
    "家庭医生签约4.2万人,重点人群签约1.3万人,重点人群签约率71.2%。",
    "按活产数计算,甲筛查1991例,筛查率99.55%;乙筛查1500例,筛查率75.00%。",
    "签约服务包3类,价格分别为20元、50元、120元,签约率为36.5%。",
    "门诊均次费用68元,药占比32%,住院天数6.8天。",
])
def test_numbers_near_each_other_are_not_tied(text: str) -> None:
    assert not inconsistent(text)


@pytest.mark.parametrize("template", [
    "全年任务{whole}人,完成{part}人,完成率{rate}%。", "应种{whole}人,实种{part}人,接种率{rate}%。", "检出阳性{part}人,占{whole}人的{rate}%。",
    "登记患者{whole}人,其中规范管理{part}人,占登记患者的{rate}%。", "{whole}名儿童中查出贫血{part}名,贫血检出率{rate}%。", "早孕建册率{rate}%({part}/{whole})。",
    "抽查{whole}份,合格{part}份,合格率{rate}%。",
])
@settings(max_examples=40)
@given(data=some.data())
def test_any_numbers(template: str, data: some.DataObject) -> None:
    whole = data.draw(some.integers(1001, 9999), "whole")
    part = data.draw(some.integers(whole // 5, whole), "part")
    places = data.draw(some.integers(0, 2), "places")
    stated = rate(part, whole, places)
    right = one(template.format(whole=whole, part=part, rate=stated), "T1")
    assert right.verdict is Verdict.CONSISTENT and right.expected == Fraction(part * 100, whole)

    truncated = one(template.format(whole=whole, part=part, rate=cut(part, whole, 2)), "T1")
    assert outcome(truncated) in (CONSISTENT, SOFT)

    off = data.draw(some.integers(3, 200), "off") * data.draw(some.sampled_from([1, -1]), "way")
    stated = moved(rate(part, whole, 2), off) if 10_000 * part // whole + off > 0 else ""
    assume(stated and float(stated) <= 100)
    wrong = one(template.format(whole=whole, part=part, rate=stated), "T1")
    assert outcome(wrong) == HARD and wrong.expected == Fraction(part * 100, whole) and wrong.stated == Fraction(stated)


@given(some.integers(2000, 9_999), some.lists(some.integers(100, 1999), min_size=3, max_size=6, unique=True))
def test_a_row_of_rates_has_one_base(whole: int, parts: list[int]) -> None:
    told_parts = ",".join(f"{name}病{part}人({rate(part, whole, 2)}%)" for name, part in zip("甲乙丙丁戊己", parts, strict=False))
    rates = told(f"体检{whole}人,其中{told_parts}。", "T1")
    assert [row[3].partition(",")[0] for row in rates] == [f"{part}÷{whole}={rate(part, whole, 2)}%" for part in parts]
    assert {row[1] for row in rates} == {CONSISTENT}
