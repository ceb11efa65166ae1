"""What a number is: a count, a rate, money, a length of time — or no quantity."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from gongwei.checker.language.mention import Mention, Nature, passage
from gongwei.checker.language.numeral import Bound
from gongwei.checker.language.spelling import normalised


def mentions(text: str) -> tuple[Mention, ...]:
    return passage(normalised(text), 0).mentions


@pytest.mark.parametrize(("text", "value", "unit"), [
    ("1,377人", 1377, "人"), ("5 806 352人", 5806352, "人"), ("１２３人", 123, "人"), ("１，３７７人", 1377, "人"), ("３ ５００人", 3500, "人"),
    ("3萬人", 30_000, "人"), ("12 人", 12, "人"), ("三百二十人", 320, "人"), ("十二项", 12, "项"), ("两级", 2, "级"),
    ("一千二百零五人次", 1205, "人次"), ("3128例次", 3128, "例次"), ("8126剂次", 8126, "剂次"), ("12345678901人", 12345678901, "人"),
    ("3万6千人", 36_000, "人"), ("2,000", 2000, ""), ("CIN2例", 2, "例"), ("新冠19例", 19, "例"), ("2019人", 2019, "人"),
])
def test_counts(text: str, value: int, unit: str) -> None:
    (mention,) = mentions(text)
    assert (mention.nature, mention.value, mention.unit, mention.number and mention.number.bound) == (
        Nature.COUNT, value, unit, Bound.STATED)


@pytest.mark.parametrize(("text", "value", "scale"), [
    ("12.5%", "12.5", 100), ("佔１２．５％", "12.5", 100), ("50 %", "50", 100), ("3‰", "3", 1000), ("45.86/10万", "45.86", 100_000), ("12例/10万", "12", 100_000),
    ("百分之八十", "80", 100), ("百分之十二点五", "12.5", 100), ("千分之三点五", "3.5", 1000), ("万分之1.2", "1.2", 10_000),
    ("十万分之12.5", "12.5", 100_000), ("七成,", "70", 100), ("七成五的人", "75", 100), ("完成率83.86", "83.86", 0),
])
def test_rates(text: str, value: str, scale: int) -> None:
    (mention,) = mentions(text)
    assert (mention.nature, mention.value, mention.scale) == (Nature.RATE, Fraction(value), scale)


def test_a_fraction_in_characters_is_a_rough_rate() -> None:
    (mention,) = mentions("三分之二")
    assert (mention.nature, mention.value, mention.number and mention.number.bound) == (Nature.RATE, Fraction(200, 3), Bound.ABOUT)


@pytest.mark.parametrize(("text", "value", "scale"), [
    ("每千人口床位5.83张", "5.83", 1000), ("每10万人12例", "12", 100_000), ("每万人口全科医生3.2名", "3.2", 10_000),
])
def test_so_many_for_every_so_many(text: str, value: str, scale: int) -> None:
    mention = mentions(text)[-1]
    assert (mention.nature, mention.value, mention.scale) == (Nature.RATE, Fraction(value), scale)


def test_every_ends_with_the_clause() -> None:
    assert mentions("每千人口床位5.83张,医生12名")[-1].nature is Nature.COUNT


@pytest.mark.parametrize(("text", "value", "unit"), [
    ("140元/人", 140, "元/人"), ("324.5万元", 3_245_000, "元"), ("1.2亿元", 120_000_000, "元"), ("5万元/年", 50_000, "元/年"),
    ("2亿3402.88万元", 234_028_800, "元"), ("12,345,678元", 12_345_678, "元"),
])
def test_money(text: str, value: int, unit: str) -> None:
    (mention,) = mentions(text)
    assert (mention.nature, mention.value, mention.unit) == (Nature.MONEY, value, unit)


@pytest.mark.parametrize(("text", "nature", "value"), [
    ("4.2个百分点", Nature.POINTS, "4.2"), ("3百分点", Nature.POINTS, "3"), ("2.5倍", Nature.MULTIPLE, "2.5"), ("1:1.15", Nature.ODDS, "1.15"),
    ("1.06：1", Nature.ODDS, "1.06"), ("60岁", Nature.AGE, "60"), ("6月龄", Nature.AGE, "6"), ("8个月", Nature.TIME, "8"), ("12天", Nature.TIME, "12"),
    ("10分钟", Nature.TIME, "10"), ("前五位", Nature.RANK, "5"), ("前3名", Nature.RANK, "3"),
])
def test_other_measures(text: str, nature: Nature, value: str) -> None:
    (mention,) = mentions(text)
    assert (mention.nature, mention.value) == (nature, Fraction(value))


@pytest.mark.parametrize(("text", "bound"), [
    ("近300人", Bound.BELOW), ("不足50人", Bound.BELOW), ("约2000人", Bound.ABOUT), ("300人左右", Bound.ABOUT), ("超过300人", Bound.ABOVE),
    ("300人以上", Bound.ABOVE), ("≥60%", Bound.ABOVE), ("＞60％", Bound.ABOVE), ("不超过5例", Bound.UP_TO), ("<5%", Bound.UP_TO), ("5例以内", Bound.UP_TO),
    ("143余万元", Bound.OVER), ("五十余名", Bound.OVER), ("30多个", Bound.OVER), ("附近300人", Bound.STATED), ("最近300人", Bound.STATED),
])
def test_bounds(text: str, bound: Bound) -> None:
    (mention,) = mentions(text)
    assert mention.number and mention.number.bound is bound


@pytest.mark.parametrize("text", [
    "2019年", "2019年度", "2019年3月", "2019年3月5日", "2019-03-05", "2019/3/5", "2019.3.5", "3月5日", "3月5号", "10月份", "1-9月", "1至9月",
    "2018-2020年", "2018年至2020年", "二〇一九年三月五日", "二零二一年", "１９99年",
])
def test_dates_are_no_quantities(text: str) -> None:
    assert {mention.nature for mention in mentions(text)} == {Nature.DATE}


@pytest.mark.parametrize("text", [
    "13812345678", "0731-8822345", "511325199001011234", "〔2019〕12号", "(2019) 7号", "H7N9病例", "2型糖尿病", "12320热线", "3·18", "“3.18”",
    "8:30", "12:30:15", "第3位", "第十二名", "2.1.3", "GB15982", "3×4", "20xx年", "12345678901234567890人", "每千", "90%-95%", "12～15人",
])
def test_names_codes_and_ranges_are_no_quantities(text: str) -> None:
    assert {mention.nature for mention in mentions(text)} == {Nature.OTHER}


@pytest.mark.parametrize("text", ["一般", "统一", "唯一", "一是", "十分", "百日咳", "三聚氰胺", "上千人", "数百人", "几十人", "万余人", "第一", "五五开", ""])
def test_characters_that_only_look_like_numbers(text: str) -> None:
    assert not [mention for mention in mentions(text) if mention.number]


@pytest.mark.parametrize("text", ["1.任务", "2、随访", "(一)目标", "（十二）目标", "  3．建档", "第三章总结"])
def test_numbering_is_no_quantity(text: str) -> None:
    assert not [mention for mention in mentions(text) if mention.number]


def test_a_decimal_at_the_start_of_a_line_is_no_numbering() -> None:
    assert mentions("1.5倍")[0].value == Fraction("1.5")


@pytest.mark.parametrize(("text", "unit"), [("xx%", "%"), ("×××人", "人"), ("?58人", "人"), ("？3.2%", "%"), ("**例", "例")])
def test_masked_numbers_are_missing(text: str, unit: str) -> None:
    (mention,) = mentions(text)
    assert (mention.nature, mention.number, mention.unit) == (Nature.MASKED, None, unit)


@pytest.mark.parametrize("text", ["35-64岁", "0～6岁", "7岁以下"])
def test_ages_stay_with_the_name(text: str) -> None:
    age, count = mentions(f"全镇{text}妇女1203人")
    assert age.nature is Nature.AGE
    assert (count.value, count.label.startswith(f"全镇{normalised(text)}")) == (1203, True)


def test_the_last_unit_is_that_of_all() -> None:
    assert [mention.unit for mention in mentions("上门126、140、98户次")] == ["户次"] * 3


def test_sentences_segments_and_clauses() -> None:
    places = [(m.sentence, m.segment, m.clause) for m in mentions("筛查12人,异常3人;随访5人。转诊1,377人、治愈2人")]
    assert places == [(0, 0, 0), (0, 0, 1), (0, 1, 2), (1, 2, 3), (1, 2, 4)]


def test_labels_reach_back_to_the_comma_or_the_mention_before() -> None:
    assert [mention.label for mention in mentions("本月筛查12人,异常3人占25%")] == ["本月筛查", "异常", "占"]


FRAGMENTS = some.sampled_from(
    ["1", "23", "4.5", "1,377", "%", "‰", "人", "例", "万", "亿", "元", "余", "多", "(", ")", "、", ",", "。", ":", "/", "10万", "-", "年", "月", "日", "第", "每",
     "千", "xx", "?", "岁", "约", "近", "成", "分之", "三", "十", "零", " ", "\t", "占", "率", "A", "前", "倍", "百分点", "，", "１", "％"])


@given(some.lists(FRAGMENTS, max_size=30).map("".join), some.integers(0, 1000))
def test_mentions_stand_where_they_say(text: str, start: int) -> None:
    line = normalised(text)
    found = passage(line, start).mentions
    assert len(line) == len(text)
    end = start
    for mention in found:
        assert end <= mention.start < mention.end <= start + len(line)
        assert line[mention.start - start: mention.end - start] == mention.text
        end = mention.end


@given(some.text(max_size=60))
def test_common_spelling_keeps_every_position(text: str) -> None:
    assert len(normalised(text)) == len(text)
    assert normalised(normalised(text)) == normalised(text)
