"""The words of official reports: what figures, units, days and ranks are called in a sentence."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from gongwei.definition.calendar import add_months
from gongwei.facts.fact import Fact

from .derivation import ends_month

if TYPE_CHECKING:
    from .book import Reported, Unit


@dataclass(frozen=True)
class Phrase:
    """How a rate is spoken of: 「{of}N人,其中{counted}M人,{rate}x%」.

    columns: short words for denominator and numerator in a table's head. `intro` opens the sentence.
    """

    of: str
    counted: str
    rate: str
    columns: tuple[str, str]
    measure: str = "人"
    intro: str = ""


ANNUAL_NOTE = "年度口径以全年服务要求衡量,年终结算前仅供参考"


def _standard(people: str) -> dict[str, Phrase]:
    """Standard care has two bases with two names, never one."""
    return {
        "standard_progress": Phrase(
            f"应规范管理的{people}", "规范管理", "规范管理率(进度口径)", ("应管理", "规范管理"), intro="按进度口径,"
        ),
        "standard_annual": Phrase(
            f"年内管理的{people}",
            "达到全年规范管理要求",
            "规范管理率(年度口径)",
            ("年内管理", "规范管理"),
            intro="按年度口径,",
        ),
    }


OLDER = "65岁及以上常住老年人"
PHRASES: dict[str, Phrase] = {
    "health_record.coverage": Phrase("常住人口", "已建立健康档案", "建档率", ("常住人口", "已建档")),
    "health_record.electronic": Phrase(
        "常住人口", "已建立电子健康档案", "电子健康档案建档率", ("常住人口", "电子建档")
    ),
    "health_record.use": Phrase("已建档居民", "一年内档案有动态记录", "健康档案使用率", ("已建档", "有动态")),
    "older_people.management": Phrase(OLDER, "已接受健康管理", "健康管理率", ("老年人", "已管理")),
    "older_people.coverage": Phrase(
        "统计口径65岁及以上常住人口", "已接受健康管理", "健康管理率(统计口径)", ("老年人", "已管理")
    ),
    "older_people.tcm": Phrase(OLDER, "已接受中医体质辨识", "中医药健康管理率", ("老年人", "已辨识")),
    "hypertension.control": Phrase(
        "纳入血压控制评价的高血压患者", "最近一次随访血压达标", "血压控制率", ("应评价", "达标")
    ),
    "diabetes.control": Phrase(
        "纳入血糖控制评价的2型糖尿病患者", "最近一次随访空腹血糖达标", "血糖控制率", ("应评价", "达标")
    ),
    **{f"hypertension.{key}": phrase for key, phrase in _standard("高血压患者").items()},
    **{f"diabetes.{key}": phrase for key, phrase in _standard("2型糖尿病患者").items()},
    **{f"mental.{key}": phrase for key, phrase in _standard("严重精神障碍患者").items()},
}
FOLLOWED = Phrase("筛查结果异常或可疑者", "已接受诊断或治疗", "异常干预率", ("异常", "已干预"))
BASES = {"progress": "进度口径", "annual": "年度口径", "strict": "严口径"}

REMEDIES = {
    "应访季度未访": "逐人补做面对面随访",
    "随访次数不足": "按季度补足面对面随访",
    "未体检": "分批组织健康体检",
    "体检不完整": "补齐体检缺项",
    "未随访": "尽快开展面对面随访",
    "未测": "在下次随访时补测补录",
    "未达标": "加强用药指导、及时复查,必要时转诊",
    "无动态记录": "逐份核实,及时更新档案",
    "未干预": "逐例追踪,督促接受诊断和治疗",
    "未辨识": "结合体检开展中医体质辨识",
}
REMEDY = "逐人核实、分类跟进"
"""What is done about the people of one reason of the gap (an outcome that does not count), and about any other."""

WHOLES = {
    "省": "全省",
    "市": "全市",
    "州": "全州",
    "盟": "全盟",
    "县": "全县",
    "区": "全区",
    "旗": "全旗",
    "镇": "全镇",
    "乡": "全乡",
    "村": "全村",
}
LEVELS = {
    "province": ("省(区、市)", "各省"),
    "city": ("市(州)", "各市州"),
    "county": ("县(市、区)", "各县区"),
    "township": ("乡镇(街道)", "各乡镇"),
    "village": ("村(社区)", "各村"),
}
SHORTER = {"健康管理在管人数": "在管人数", "检查筛查人数": "检查人数", "筛查筛查人数": "筛查人数"}
"""Names put together from a programme's and a figure's, as one says them."""
NUMERALS = "零一二三四五六七八九十"


def phrase_of(reported: "Reported", fact: Fact) -> Phrase | None:
    """How a rate is spoken of, or None: then by its own name alone. Words given with the figure go first."""
    if reported.of and reported.counted:
        words = (reported.of, reported.counted)
        return Phrase(*words, _with_basis(fact), words, reported.measure or "人")
    if fact.indicator.startswith("screening.") and fact.indicator.endswith(".followed"):
        return FOLLOWED
    return PHRASES.get(fact.indicator)


def _with_basis(fact: Fact) -> str:
    basis = BASES.get(fact.basis, "")
    return fact.name if not basis or basis in fact.name else f"{fact.name}({basis})"


def name_of(fact: Fact, role: str, target: str = "") -> str:
    """What a figure is called: as its target says, else by its own name with its basis; projects without 进度."""
    name = target or _with_basis(fact)
    for long, short in SHORTER.items():
        name = name.replace(long, short)
    return name.removesuffix("进度") if role == "project" else name


def whole(unit: "Unit | None") -> str:
    """全县, 全市, 全镇 …; 辖区 where the name tells nothing."""
    return WHOLES.get(unit.name[-1:], "辖区") if unit else "辖区"


def kind(unit: "Unit") -> str:
    """What several units of that level are called: 乡镇(街道)."""
    return LEVELS[unit.level][0]


def each(unit: "Unit") -> str:
    """各乡镇, 各县区."""
    return LEVELS[unit.level][1]


def recipients(unit: "Unit") -> str:
    """Whom a document to the units of that level is addressed to."""
    match unit.level:
        case "township":
            return "各乡镇卫生院、社区卫生服务中心"
        case "village":
            return "各村卫生室、社区卫生服务站"
    return f"{each(unit)}卫生健康主管部门"


def signatory(unit: "Unit") -> str:
    """Who signs for a unit unless told otherwise: its health authority, its facility."""
    match unit.level:
        case "province" | "city":
            return f"{unit.name}卫生健康委员会"
        case "county":
            return f"{unit.name}卫生健康局"
        case "township":
            return f"{unit.name}社区卫生服务中心" if unit.name.endswith("街道") else f"{unit.name}卫生院"
    return f"{unit.name}{'社区卫生服务站' if unit.name.endswith('社区') else '卫生室'}"


def day(when: date) -> str:
    return f"{when.month}月{when.day}日"


def full_day(when: date) -> str:
    return f"{when.year}年{day(when)}"


def year_before(when: date) -> date:
    """The same day of the year before; 28 February for a leap day."""
    return add_months(when, -12)


def period(as_of: date) -> str:
    """The year up to a day as titles say it: 2019年1—7月, 2019年1月, 2019年, 2019年1月1日至7月15日."""
    if not ends_month(as_of):
        return f"{as_of.year}年1月1日至{day(as_of)}"
    match as_of.month:
        case 1:
            return f"{as_of.year}年1月"
        case 12:
            return f"{as_of.year}年"
    return f"{as_of.year}年1—{as_of.month}月"


def numeral(number: int) -> str:
    """一 … 九十九, for headings."""
    tens, ones = divmod(number, 10)
    if not tens:
        return NUMERALS[ones]
    return ("" if tens == 1 else NUMERALS[tens]) + "十" + (NUMERALS[ones] if ones else "")
