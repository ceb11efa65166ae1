"""The checker as a whole: positions, spellings, unrelated text, hostile text, time."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from gongwei.checker import Claim, Kind, Severity, Verdict, check
from gongwei.checker.language.spelling import normalised
from tests.checker import test_changes, test_ratios
from tests.checker.telling import HARD, inconsistent, outcome, told

REPORT = """\
某县2023年基本公共卫生服务工作小结
一、居民健康档案。全县常住人口46.20万人,建立电子档案42.13万份,建档率91.19%。
二、慢病管理。登记高血压患者30,124人,其中规范管理21,087人,规范管理率70.00%,比目标(60%)高10个百分点;登记2型糖尿病患者9012人,规范管理6129人,规范管理率68.01%。
三、儿童保健。活产3125人,新生儿访视3010人,访视率96.32%;新生儿死亡8人,死亡率2.56‰。
(一)预防接种。应种12460剂次,实种12190剂次,接种率97.83%。
(二)宣传。举办讲座45场、义诊28场、入户宣传316场,合计389场,发放资料3万余份。
四、经费。到位资金1.2亿元(中央4800万元、省级3500万元、县级3700万元)。报告病例312例,去年同期289例,同比增长7.96%。
联系电话:0731-8822345。xx镇未报。截至12月31日完成35-64岁妇女筛查?58人。
乡镇\t任务\t完成\t完成率
东河镇\t800\t643\t80.38%
西岭镇\t500\t412\t82.40%
合计\t1300\t1055\t81.15%
"""


def faithful(text: str, claims: list[Claim]) -> None:
    """Every position is that of the text as given."""
    for claim in claims:
        assert 0 <= claim.start < claim.end <= len(text)
        assert text[claim.start:claim.end] == claim.quote
        assert (claim.severity is not None) == (claim.verdict is Verdict.INCONSISTENT)
        assert claim.message and claim.record()["type"] == claim.type.value
        for number in claim.numbers:
            assert 0 <= number.start < number.end <= len(text)
            assert text[number.start:number.end] == number.text


def test_a_report_that_adds_up_is_clean() -> None:
    claims = check(REPORT)
    faithful(REPORT, claims)
    assert not inconsistent(REPORT)
    assert {Kind.RATIO, Kind.SUM, Kind.GROWTH, Kind.DIFFERENCE} <= {claim.type for claim in claims}
    assert [claim.start for claim in claims] == sorted(claim.start for claim in claims)


@pytest.mark.parametrize(("right", "wrong", "kind", "message"), [
    ("接种率97.83%", "接种率98.73%", Kind.RATIO, "12190÷12460=97.83%,文中为98.73%"),
    ("合计389场", "合计398场", Kind.SUM, "45+28+316=389,文中为398场"),
    ("同比增长7.96%", "同比增长9.76%", Kind.GROWTH, "(312-289)÷289=7.96%,文中为增长9.76%"),
    ("高10个百分点", "高20个百分点", Kind.DIFFERENCE, None),
    ("2.56‰", "2.65‰", Kind.RATIO, "8÷3125=2.56‰,文中为2.65‰"),
    ("643\t80.38%", "643\t83.08%", Kind.RATIO, None),
    ("12月31日", "11月31日", Kind.CALENDAR, None),
])
def test_one_figure_of_it_wrong_is_found(right: str, wrong: str, kind: Kind, message: str | None) -> None:
    text = REPORT.replace(right, wrong)
    assert text != REPORT
    found = [claim for claim in check(text) if claim.severity is Severity.HARD]
    assert {claim.type for claim in found} == {kind}
    assert message is None or [claim.message for claim in found] == [message]
    assert all(claim.start <= text.index(wrong) + len(wrong) and text.index(wrong) <= claim.end for claim in found)


RIGHT = [sentence.format(right) for sentence, right, *_ in (*test_ratios.WAYS, *test_changes.GROWTHS)]


@pytest.mark.parametrize("joint", ["", "\n"], ids=["paragraph", "paragraphs"])
def test_right_sentences_about_different_things_do_not_contradict_each_other(joint: str) -> None:
    chance = random.Random(3)
    for _ in range(120):
        text = joint.join(chance.sample(RIGHT, chance.randint(2, 4)))
        assert not [row for row in told(text) if row[1] == HARD], text


FULL = str.maketrans("0123456789%(),.:;/", "０１２３４５６７８９％（），．：；／")
TRADITIONAL = str.maketrans("占体检万亿为应实种发现应县镇册险筹资数亩户", "佔體檢萬億為應實種發現應縣鎮冊險籌資數畝戶")


def verdicts(text: str) -> list[tuple[Kind, str, str, int, int]]:
    return [(claim.type, claim.subtype, outcome(claim), claim.start, claim.end) for claim in check(text)]


@pytest.mark.parametrize("line", [line for line in REPORT.splitlines() if "," not in line or "30,124" not in line])
def test_spelling_makes_no_difference(line: str) -> None:
    assert verdicts(line.translate(TRADITIONAL)) == verdicts(line)
    assert verdicts(line.translate(FULL)) == verdicts(line)


def test_full_width_quotes_are_kept() -> None:
    text = "應種１２４６人，實種１２１９人，接種率９８．７３％。"
    (claim,) = [claim for claim in check(text) if claim.type is Kind.RATIO]
    faithful(text, [claim])
    assert (outcome(claim), claim.quote, claim.numbers[-1].text) == ("hard", text[:-1], "９８．７３％")


@pytest.mark.parametrize("before", ["本县位于省境东部。", "各科室、各乡镇卫生院:", "", "    ", "其中", "同比"])
def test_an_unrelated_paragraph_before_changes_nothing_but_positions(before: str) -> None:
    shift = len(before) + 1
    alone = [(claim.type, claim.subtype, outcome(claim), claim.start + shift, claim.end + shift, claim.message) for claim in check(REPORT)]
    assert [(claim.type, claim.subtype, outcome(claim), claim.start, claim.end, claim.message)
            for claim in check(f"{before}\n{REPORT}")] == alone


@pytest.mark.parametrize("text", ["", "\n", "\t", " ", "。", "占", "%", "1", "1%", "0%", "0/0", "(0/0)", "占0人的0%。", "应种0人,实种0人,接种率100%。", "-", "率率率",
                                  "\0", "\ud800", "共0人(0人、0人)。", "增长0%", "由0%提高到0%,提高0个百分点", "每千", "1:0", "分之", "零分之一", "\r\n1\r\n"])
def test_next_to_nothing(text: str) -> None:
    faithful(text, check(text))
    assert not inconsistent(text) or text == "应种0人,实种0人,接种率100%。"


FRAGMENTS = (
    "1", "23", "456", "78.9", "0", "1,377", "100", "2019", "二", "十", "万", "亿", "千", "%", "‰", "/10万", "个百分点", "倍", "人", "例", "所", "元", "万元", "对", "岁", "年",
    "月", "日", "(", ")", "（", "）", "、", "，", ",", "。", ";", "：", "\n", "\t", " ", "占", "的", "共", "其中", "合计", "其他", "任务", "完成", "完成率", "应种", "实种", "接种率", "目标",
    "达到", "均", "同比", "增长", "下降", "去年同期", "比上年", "由", "到", "提高", "分别为", "每千人口", "前三位", "依次为", "平均", "进度", "全部", "人均", "死亡率", "城市", "农村", "男", "女",
    "甲类", "乙类", "不合格", "合格率", "约", "近", "余", "多", "以上", "xx", "?", "第", "-", "~", "/", ".", "１", "％", "萬", "佔", "一是", "二是", "三项", "一、", "(一)", "H7N9", "分之", "成", "\r\n",
)
MIXED = some.lists(some.sampled_from(FRAGMENTS), max_size=60).map("".join)


@settings(max_examples=250)
@given(MIXED)
def test_any_mixture_of_numbers_and_words(text: str) -> None:
    faithful(text, check(text))
    assert check(text) == check(text)


@given(some.text(max_size=200))
def test_any_text(text: str) -> None:
    faithful(text, check(text))


@given(MIXED)
def test_full_width_mixtures_are_read_alike(text: str) -> None:
    text = text.replace(",", "、").replace("，", "、")  # whose width has a meaning between digits
    assert verdicts(normalised(text)) == verdicts(text)


def test_mutations_of_a_report() -> None:
    """Characters of a report left out, doubled, swapped, strewn in: never an error, never a wrong position."""
    chance = random.Random(20240317)
    for _ in range(60):
        characters = list(REPORT)
        for _ in range(chance.randint(1, 40)):
            place = chance.randrange(len(characters))
            match chance.randrange(4):
                case 0:
                    del characters[place]
                case 1:
                    characters.insert(place, characters[place])
                case 2:
                    other = chance.randrange(len(characters))
                    characters[place], characters[other] = characters[other], characters[place]
                case 3:
                    characters.insert(place, chance.choice(FRAGMENTS))
        text = "".join(characters)
        faithful(text, check(text))


def test_digits_changed_in_a_report_never_change_what_is_not_about_them() -> None:
    """One digit of the report changed: whatever is hard then stands in the sentence, the paragraph or the table of it, or tells that number."""
    chance = random.Random(7)
    digits = [place for place, character in enumerate(REPORT) if character.isdigit()]
    for place in chance.sample(digits, 80):
        text = REPORT[:place] + str((int(REPORT[place]) + chance.randint(1, 9)) % 10) + REPORT[place + 1:]
        for claim in check(text):
            if claim.severity is Severity.HARD:
                spans = [(number.start, number.end) for number in claim.numbers] + [(claim.start, claim.end)]
                assert any(start <= place < end for start, end in spans), (text[max(place - 12, 0): place + 12], told(text))


HOSTILE = {
    "digits": "8", "brackets": "(", "closing brackets": ")", "signs": "%", "rates": "1%", "commas": "1,", "a list": "1、", "a list of people": "17人、", "tabs": "\t", "lines": "\n",
    "shares": "占", "shares of": "占1", "tables": "1\t2\n", "spaces": " ", "characters": "一", "ten thousands": "万", "every": "每千", "letters": "A", "dashes": "1-", "colons": "1:", "nested": "(1",
    "unnested": "1)", "years": "2019年", "fractions": "万分之", "tenths": "三成", "names": "率1.2", "tasks": "完成任务", "targets": "目标12人", "sums": "合计12人,", "parts": "其中12人,", "growth": "增长1.2%,",
    "points": "高1.2个百分点,", "headings": "一是", "listings": "三项、", "and": "甲和", "milestones": "全部,12人,进度12%,", "averages": "人均12元,", "prices": "12元/人,", "lost": "?1.", "masked": "xx%",
    "sentences": "应种12人,实种10人,接种率83.33%。", "clauses": "应种12人,实种10人,接种率83.33%,", "years before": "去年同期123人,今年129人,增长4.88%,",
    "restated": "完成筛查3456人,", "couples": "1对(2人)", "orders": "12%高于", "classes": "男12人,女13人,", "deaths": "死亡率1.23%,死亡3人,", "emoji": "😀", "new lines": "1\r\n",
}
SIZE = 1000  # characters


def seconds(text: str) -> float:
    """Of the processor, not of the clock: the machine has others to serve."""
    started = time.process_time()
    check(text)
    return time.process_time() - started


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_time_is_linear_in_length(unit: str) -> None:
    """Four times as many take less than eight times as long; a chance disturbance is forgiven twice."""
    once = unit * (SIZE // len(unit))
    check(once)  # what is compiled and cached the first time
    assert any(seconds(once * 4) < 8 * max(seconds(once), 0.01) for _ in range(3))


def test_a_number_in_a_very_long_line() -> None:
    text = "第一行" + " " * 3000 + "人" + "1" + " " * 3000 + "人,占" + "的" * 3000 + "12%"
    faithful(text, check(text))
