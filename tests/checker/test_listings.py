"""Lists: as many things as the text says it lists."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongwei.checker.claim import Claim, Kind, Severity, Verdict
from gongwei.checker.language.mention import Passage, passage
from gongwei.checker.language.spelling import normalised
from gongwei.checker.rules.listings import lengths, listings

NAMES = ("东河镇", "西岭镇", "南坝镇", "北桥镇", "中塘镇", "上坪镇", "下洼镇", "石门镇", "青木镇", "白沙镇", "黄泥镇", "龙泉镇")
NUMERALS = "零一二三四五六七八九"


def found(text: str) -> list[Claim]:
    common, start, passages = normalised(text), 0, list[Passage]()
    for line in common.split("\n"):
        passages.append(passage(line, start))
        start += len(line) + 1
    return list(listings(passages, common))


def verdicts(text: str) -> set[tuple[str, Severity | None]]:
    return {(claim.verdict.value, claim.severity) for claim in found(text)}


CONSISTENT, HARD, SOFT = ("consistent", None), ("inconsistent", Severity.HARD), ("inconsistent", Severity.SOFT)


@pytest.mark.parametrize("text", [
    "妇联、民政、卫健三条线同时发动。",
    "今年公开产后访视、儿童体检和老年人体检三个项目的进度。",
    "经费列入市县两级预算。",
    "县、乡镇（街道）、村三级网络已经建成。",
    "省、市、县、乡四级联动。",
    "甲乙两类传染病继续下降。",
    "丙类发病居前三位的是手足口病、流感和腹泻病。",
    "死因前3位依次为肿瘤（120例）、心脏病（98例）、脑血管病（77例），占死亡的六成。",
    "本月抓三项工作：建档、随访，体检、签约，培训、考核。",
    "实施妇幼健康、慢病管理等五大工程。",
    "印发《方案》《细则》两个文件。",
    "为孕妇免费查“三病”（艾滋病、梅毒和乙肝）。",
    "会议提出三点要求。一是摸清底数。二是补齐短板。三是按时上报。",
    "查出三个方面的问题：一是档案不实；二是随访脱期；\n三是体检缺项。",
    "东、西两片的规范管理率分别为71.2%、69.8%。",
    "三项完成率分别为81%、77.5%和90%。",
    "上述3个镇分别为东河镇、西岭镇和南坝镇。",
    "四害防制：蚊、蝇、鼠、蟑四害密度达标。",
])
def test_lists_that_are_as_long_as_they_say(text: str) -> None:
    assert CONSISTENT in verdicts(text)
    assert not {HARD, SOFT} & verdicts(text)


@pytest.mark.parametrize("text", [
    "本月开展三项筛查：产前筛查、听力筛查、先心病筛查、代谢病筛查。",
    "乙类发病前5位为乙肝、梅毒、肺结核、痢疾，占乙类的八成。",
    "上述3个镇分别为东河镇、西岭镇、南坝镇和北桥镇。",
    "抽查了2个镇（东河镇、西岭镇、南坝镇）。",
    "对高血压、糖尿病、肺结核四类患者签约随访。",
    "会议提出四点要求。一是摸清底数。二是补齐短板。三是按时上报。",
    "存在问题：一是档案不实；二是随访脱期；四是体检缺项。",
    "存在问题：一是档案不实；二是随访脱期；二是体检缺项。",
    "一、组织\n内容\n二、做法\n内容\n四、成效\n内容",
    "一、抓好三项重点工作\n（一）建档\n内容\n（二）随访\n内容\n二、打算\n内容",
    "三项完成率分别为81%、77.5%、90%、66%。",
])
def test_lists_that_are_not(text: str) -> None:
    assert HARD in verdicts(text)


@pytest.mark.parametrize("text", [
    "全市12个乡镇（街道、管理区）全部开诊。",
    "参加的有5个县（市、区）。",
    "在东湖、西湖设立三个接种点。",
    "东河镇、西岭镇3个村的村医到位。",
    "高血压、糖尿病患者每3个月随访1次。",
    "14类服务项目免费提供，包括建档、体检等。",
    "县医院、中医院等8家医院参加。",
    "乙类发病前三位为乙肝、梅毒、痢疾、肺结核（并列）。",
    "本院设12个科室，其中内科、外科为重点。",
    "在东、西两镇开展建档、随访、体检三项工作。",
    "和谐社区、平安社区两个称号。",
    "两个项目的完成率和合格率分别为80%、90%、85%、95%。",
    "三级医院牵头，二级医院参与。",
    "2019年、2020年发病率分别为12.1/10万、11.3/10万。",
    "主要做了三件事：一是建档，二是随访，最后是体检。",
    "分三步：首先摸底、登记，其次建档、随访，再次考核、兑现。",
    "一、组织\n1.成员\n2.分工\n二、做法\n1.宣传\n2.培训",
    "一是抓领导。一是镇长负责，二是院长包片。二是抓督查。",
    "有效期为三个月，涉及甲、乙、丙、丁。",
    "“两癌”筛查由妇联和卫健委负责，共有五家医院承担。",
    "省、市、县（市、区）三级共同出资。",
    "筛查出三高（高血压、高血脂、高血糖）人群。",
    "共5个组，每组3人：医生、护士、公卫人员各1人。",
    "3个村（居）的卫生室、计生室合并。",
    "全县13个乡镇的进度：任务数、完成数、完成率。",
    "为3家卫生院配备设备，包括彩超、心电图机、监护仪、胃镜。",
    "三个部门的职责：预算、拨款、监督、考核。",
    "进入前十名的有东河镇、西岭镇、南坝镇。",
    "为儿童查血常规、尿常规、乙肝五项。",
    "市第一、第三、第五医院参加。",
    "两个系统即将对接，建档、随访、体检同步。",
    "主要抓三项工作：一是建档，二是随访。同时做好体检。",
    "随访3次（第1、2、3季度各一次）。",
])
def test_what_is_left_alone(text: str) -> None:
    assert not {HARD, SOFT} & verdicts(text)


def test_what_lists_nothing_cannot_be_checked() -> None:
    [claim] = found("新生儿遗传病筛查（四项）列入预算。")
    assert (claim.type, claim.verdict, claim.stated) == (Kind.LISTING, Verdict.UNCHECKABLE, 4)


def test_several_places_at_once_fall_back_to_a_hint() -> None:
    assert verdicts("一、组织\n二、做法\n四、成效\n五、不足\n七、打算") == {SOFT}
    assert verdicts("前三位：肝炎（110例）、痢疾（23例）、麻疹（5例）、梅毒（5例）。") == {SOFT}


@pytest.mark.parametrize(("listed", "low", "high", "more"), [
    ("甲、乙、丙", 3, 3, False), ("甲、乙和丙", 2, 3, False), ("甲县、乙县等", 2, 2, True), ("卫生和计生、民政", 2, 3, False),
    ("“甲、乙”、丙", 2, 2, False), ("甲（东、西）、乙", 2, 2, False), ("《甲》《乙》", 2, 2, False), ("普及、参与、平和", 3, 3, False),
])
def test_lengths(listed: str, low: int, high: int, more: bool) -> None:
    length = lengths(normalised(listed))
    assert (length.low, length.high, length.open) == (low, high, more)


@given(st.lists(st.sampled_from(NAMES), min_size=3, max_size=9, unique=True), st.integers(2, 9), st.sampled_from([
    "这{n}个镇分别为{list}。", "排名前{n}位的依次是{list}。", "涉及{d}个镇：{list}。", "抽查{n}个镇（{list}）。",
]))
@settings(max_examples=150, deadline=None)
def test_a_list_holds_exactly_when_its_numeral_counts_it(names: list[str], number: int, template: str) -> None:
    text = template.format(n=NUMERALS[number], d=number, list="、".join(names))
    [claim] = found(text)
    assert (claim.verdict is Verdict.CONSISTENT) == (len(names) == number)
    assert claim.stated == number
    if claim.verdict is Verdict.INCONSISTENT:
        assert claim.expected == len(names)


@given(st.text(st.sampled_from("一二三四是、（）：。，\n3个项类县分别为等和前位“”甲乙1."), max_size=120))
@settings(max_examples=300, deadline=None)
def test_positions_are_exact(text: str) -> None:
    common = normalised(text)
    for claim in found(text):
        assert claim.quote == common[claim.start:claim.end] and claim.quote
        for number in claim.numbers:
            assert claim.start <= number.start < number.end <= claim.end or claim.subtype == "numbering"
            assert common[number.start:number.end] == number.text
