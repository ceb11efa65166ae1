"""The files about areas, programmes and plans: what each column is called, how it is read, what refuses or flags a
row."""

import json
import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from gongwei.definition.form import Field
from gongwei.exchange import units
from gongwei.exchange.checking import Checked, Column
from gongwei.exchange.known import Known, settle
from gongwei.exchange.values import (
    Malformed,
    code,
    day,
    identifier,
    moment,
    number,
    read_field,
    reference,
    without_entry,
    year,
)
from gongwei.programmes.registry import PROGRAMME_BY_ID
from gongwei.records import answers
from gongwei.records.actions import (
    load_cases,
    load_enrolments,
    load_facilities,
    load_population,
    load_staff,
    load_units,
)
from gongwei.records.rows import CaseRow, EnrolmentRow, FacilityRow, FlagRow, Loaded, PopulationRow, StaffRow, UnitRow

UNIT = ("机构", "辖区", "机构代码", "机构编码", "辖区代码", "所属机构", "所属辖区", "单位", "管理机构", "行政区划")
ID = ("编号", "编码", "ID", "标识")
RESIDENT = ("居民", "居民编号", "居民ID", "档案编号", "健康档案编号", "个人编号")
START = ("开始", "开始日期", "起始日期")
END = ("结束", "结束日期", "终止日期")
END_REASON = ("结束原因", "终止原因")
NAME = ("名称", "机构名称", "辖区名称")

LEVELS = {
    "province": ("省", "省级", "自治区", "直辖市"), "city": ("市", "市级", "地市", "州"),
    "county": ("县", "县(区)", "县级", "区"),
    "township": ("乡镇", "乡镇(街道)", "街道", "乡", "镇"), "village": ("村", "村(社区)", "社区"),
}  # fmt: skip
LEFT = {"died": ("死亡",), "moved_away": ("迁出", "搬走", "搬离")}
ENDED = LEFT | {
    "transferred": ("转出", "转诊", "转介"), "misdiagnosed": ("误诊", "排除诊断"), "completed": ("完成", "结案"),
    "lost": ("失访",), "refused": ("拒绝",), "other": ("其他", "其它"),
}  # fmt: skip
PROGRAMME_WORDS = {
    "health_record": ("健康档案",), "older_people": ("老年人",), "child": ("儿童", "0-6岁儿童"),
    "maternal": ("孕产妇",),
    "hypertension": ("高血压",), "diabetes": ("糖尿病", "2型糖尿病"), "mental": ("严重精神障碍", "精神障碍"),
    "cervical_breast_cancer": ("两癌", "两癌筛查", "两癌检查"), "prenatal_screening": ("产前筛查",),
    "tuberculosis": ("肺结核",), "copd": ("慢阻肺",), "contract": ("签约", "家庭医生签约"), "tcm": ("中医药",),
}  # fmt: skip
GROUPS = {
    "all": ("常住人口", "总人口", "全部"), "65+": ("65岁及以上", "老年人"), "0-6": ("0-6岁", "0~6岁", "0~6岁儿童"),
    "women35-64": ("35-64岁妇女", "35~64岁妇女"), "live_births": ("活产", "活产数"),
}  # fmt: skip

CLASSES = {"A": ("甲", "甲类"), "B": ("乙", "乙类"), "C": ("丙", "丙类")}
SHANGHAI = ZoneInfo("Asia/Shanghai")

SURROGATE = re.compile(r"[\ud800-\udfff]")

PROGRAMMES_CALLED = {id: (pack.name, *PROGRAMME_WORDS.get(id, ())) for id, pack in PROGRAMME_BY_ID.items()}
programme = code(PROGRAMMES_CALLED)
Flags = Iterable[FlagRow]
Report = Callable[[str], None]
"""Told of something in a file that nobody knows."""


@dataclass(frozen=True)
class Table:
    """A file of an import. `row` takes the values of all columns in order; `judge` refuses further rows and gives
    the flags.
    `after` is told of each batch once it is written.

    `whole`: read in one piece, since its rows refer to each other.
    """

    file: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    row: Callable[..., tuple]
    load: Callable[..., Loaded]
    spans: tuple[tuple[str, str], ...] = ()
    judge: Callable[[Checked, Report], Flags] = lambda checked, unknown: ()
    after: Callable[[Checked], None] = lambda checked: None
    whole: bool = False


def unit_reference(known: Known, name: str = "unit", required: bool = True) -> Column:
    """A column that names a unit."""
    return Column(name, UNIT, reference(known.units, _("机构/辖区"), division=True), required)


def units_table(known: Known) -> Table:
    """units.csv: read as a whole, since a parent may stand below its children."""
    return Table(
        "units",
        (
            Column("code", ("代码", *ID, "机构代码", "机构编码", "区划代码"), identifier(12), required=True),
            Column("name", NAME, empty=""),
            Column("level", ("级别", "层级"), code(LEVELS), required=True),
            Column("parent", ("上级", "上级代码", "上级机构", "上级机构代码"), identifier(12)),
            Column("kind", ("类型", "类别"), empty=""),
            Column("valid_from", ("启用", "启用日期"), day),
            Column("valid_to", ("停用", "停用日期"), day),
            Column("successor", ("继任", "并入", "合并后代码"), identifier(12)),
        ),
        ("code",), UnitRow, load_units, (("valid_from", "valid_to"),),
        lambda checked, _unknown: units.judge(checked, known.units),
        lambda checked: settle(known.units, checked, "code"), whole=True,
    )  # fmt: skip


def population_table(known: Known) -> Table:
    """population.csv: official figures."""
    groups = {word: group for group, words in GROUPS.items() for word in words}
    short = identifier()
    return Table(
        "population",
        (
            unit_reference(known),
            Column("year", ("年份", "年度", "年"), year, required=True),
            Column("group", ("人群", "人群分类"), lambda entry: short(groups.get(entry, entry)), required=True),
            Column("value", ("数值", "人数", "人口数"), number(low=0, places=4), required=True),
            Column("source", ("来源", "数据来源"), empty=""),
            Column("published", ("发布日期", "公布日期"), day),
        ),
        ("unit", "year", "group"), PopulationRow, load_population,
    )  # fmt: skip


def facilities_table(known: Known) -> Table:
    """facilities.csv: who gives the service."""
    return Table(
        "facilities",
        (
            Column("code", ("代码", *ID, "医疗机构代码", "机构代码"), identifier(), required=True),
            Column("name", ("名称", "医疗机构", "医疗机构名称", "机构名称"), empty=""),
            Column("kind", ("类型", "类别"), empty=""),
            unit_reference(known),
        ),
        ("code",), FacilityRow, load_facilities, after=lambda checked: settle(known.facilities, checked, "code"),
    )  # fmt: skip


def staff_table(known: Known) -> Table:
    """staff.csv: who works where."""
    return Table(
        "staff",
        (
            Column("id", ("工号", "人员编号", *ID), identifier(), required=True),
            unit_reference(known),
            Column("name", ("姓名", "名称"), empty=""),
            Column("role", ("岗位", "角色"), empty=""),
            Column("title", ("职称",), empty=""),
            Column("employed", ("入职", "入职日期"), day),
            Column("left", ("离职", "离职日期"), day),
        ),
        ("id",), StaffRow, load_staff, (("employed", "left"),),
    )  # fmt: skip


def cases_table(known: Known, today: date) -> Table:
    """cases.csv: notifiable diseases. What happened after the day of the import refuses the row."""

    def come(entry: str) -> datetime:
        found = moment(entry)
        if found.astimezone(SHANGHAI).date() > today:
            raise Malformed(_("晚于导入日 {today}").format(today=today))
        return found

    def judge(checked: Checked, _unknown: Report) -> Flags:
        return [FlagRow(id, "onset", "no_day", _("发病、发现、报告时间都没有,不计入任何时期"))
                for id, *known_at in checked.rows("id", "onset", "discovered_at", "reported_at") if not any(known_at)]

    def row(*values: object) -> CaseRow:
        case = CaseRow(*values)
        known_at = case.discovered_at or case.reported_at
        return case._replace(day=case.onset or (known_at.astimezone(SHANGHAI).date() if known_at else None))

    return Table(
        "cases",
        (
            Column("id", ("病例编号", *ID), identifier(), required=True),
            Column("resident", RESIDENT, reference(known.residents, _("居民"))),
            unit_reference(known),
            Column("disease", ("病种", "疾病", "疾病名称"), identifier(), empty=""),
            Column("class", ("类别", "分类"), code(CLASSES), empty=""),
            Column("onset", ("发病日期", "发病时间"), lambda entry: come(entry).astimezone(SHANGHAI).date()),
            Column("discovered_at", ("发现时间", "诊断时间"), come),
            Column("reported_at", ("报告时间", "填卡时间"), come),
        ),
        ("id",), row, load_cases, judge=judge,
    )  # fmt: skip


def enrolments_table(known: Known, today: date) -> Table:
    """enrolments.csv; attributes that the programme does not declare are reported and kept."""
    read: dict[tuple[str, str], str | Malformed] = {}

    def judge(checked: Checked, unknown: Report) -> Flags:
        checked.values["attributes"] = list(checked["attributes"])
        for row, (pack, entry) in enumerate(zip(checked["programme"], checked["attributes"], strict=True)):
            if pack is None or entry is None:
                continue
            if (pack, entry) not in read:
                read[pack, entry] = attributes(pack, entry, unknown)
            found = read[pack, entry]
            if isinstance(found, Malformed):
                checked.refuse(row, "attributes", str(found))
            else:
                checked.values["attributes"][row] = found
        if len(read) > 100_000:
            read.clear()
        return [
            FlagRow(id, "start", "future", _("开始日期晚于导入日"))
            for id, start in checked.rows("id", "start")
            if start > today
        ]

    return Table(
        "enrolments",
        (
            Column("id", ID, identifier(), required=True),
            Column("resident", RESIDENT, reference(known.residents, _("居民")), required=True),
            Column("programme", ("项目", "服务项目", "管理项目"), programme, required=True),
            Column("start", (*START, "纳入日期", "建卡日期", "登记日期", "纳入管理日期"), day, required=True),
            Column("end", (*END, "结案日期"), day),
            Column("end_reason", (*END_REASON, "结案原因"), code(ENDED), empty=""),
            unit_reference(known, required=False),
            Column("attributes", ("属性", "附加信息"), empty="{}"),
        ),
        ("id",), EnrolmentRow, load_enrolments, (("start", "end"),), judge,
        lambda checked: settle(known.enrolments, checked, "id"),
    )  # fmt: skip


def attributes(pack: str, entry: str, unknown: Report) -> str | Malformed:
    """An enrolment's attributes as stored, or why they are refused. Those not declared are kept as they are."""
    try:
        said = json.loads(entry, parse_constant=finite, parse_float=finite)
    except (ValueError, RecursionError):
        return Malformed(_('应为 JSON 对象,如 {"lmp": "2025-01-01"}'))
    if not isinstance(said, dict):
        return Malformed(_('应为 JSON 对象,如 {"lmp": "2025-01-01"}'))
    fields: dict[str, Field] = {field.name: field for field in PROGRAMME_BY_ID[pack].attributes}
    values, absent = {}, {}
    for name, value in said.items():
        if name not in fields:
            unknown(f"attributes.{name}")
            values[name] = value
            continue
        if isinstance(value, dict | list | bool):
            return Malformed(_("{name}:应为文字或数字").format(name=name))
        reading = read_field(fields[name], str(value) if value is not None else None)
        if reading.problem:
            return Malformed(without_entry(reading.problem.message, str(value).strip()))
        if reading.absent:
            absent[name] = reading.absent
        values[name] = reading.value
    stored = answers.encode(values, absent)
    if "\\u0000" in stored or SURROGATE.search(stored):
        return Malformed(_("含有无法识别的字符"))
    return stored


def finite(said: str) -> float:
    """A number of JSON; NaN and what is infinite are none (ValueError)."""
    found = float(said)
    if not math.isfinite(found):
        raise ValueError(said)
    return found

