"""The files of the work around the services: training sessions, who attended, activities."""

from decimal import Decimal

from django.utils.translation import gettext as _

from gongwei.exchange.checking import Checked, Column
from gongwei.exchange.known import Known
from gongwei.exchange.plans import unflagged
from gongwei.exchange.tables import ID, Flags, Report, Table, unit_reference
from gongwei.exchange.values import Malformed, code, day, identifier, number, reference
from gongwei.ledgers.activities.actions import ActivityRow, load_activities
from gongwei.ledgers.training.actions import (
    BEYOND,
    PLACES,
    AttendanceRow,
    SessionRow,
    load_attendances,
    load_sessions,
)
from gongwei.ledgers.training.models import Session
from gongwei.records.models import Staff

CLASSES = {"I": ("Ⅰ", "Ⅰ类", "I类", "1类", "一类"), "II": ("Ⅱ", "Ⅱ类", "II类", "2类", "二类"), "in_house": ("单位自管", "院内", "自管")}
KINDS = {
    "lecture": ("讲座", "健康讲座", "知识讲座"), "consultation": ("咨询", "健康咨询", "义诊", "义诊咨询"),
    "campaign": ("宣传", "宣传活动", "主题宣传"), "drill": ("演练", "应急演练"), "meeting": ("会议",), "other": ("其他", "其它"),
}  # fmt: skip
MOST = 10**9
"""People or copies are fewer."""


def whole_number(entry: str) -> int:
    """A number of people or copies."""
    found = number(low=0)(entry)
    if found != int(found):
        raise Malformed(_("应为整数"))
    return int(below(MOST, found))


def points(entry: str) -> Decimal:
    """A score or credits."""
    return below(BEYOND, number(low=0, places=PLACES)(entry))


def below(beyond: int, found: Decimal) -> Decimal:
    """A number small enough to be kept."""
    if found >= beyond:
        raise Malformed(_("应小于 {beyond}").format(beyond=beyond))
    return found


def sessions_table(known: Known) -> Table:
    """sessions.csv: training."""

    def judge(checked: Checked, _unknown: Report) -> Flags:
        for row, (klass, credits) in enumerate(zip(checked["class"], checked["credits"], strict=True)):
            if credits is None and klass not in (None, "in_house"):
                checked.refuse(row, "credits", _("Ⅰ类、Ⅱ类培训必须写明学分"))
        return ()

    return Table(
        "sessions",
        (
            Column("id", ("培训编号", *ID), identifier(), required=True),
            Column("course", ("课程", "培训内容", "课程名称"), required=True),
            Column("class", ("学分类别", "类别"), code(CLASSES), required=True),
            unit_reference(known),
            Column("date", ("日期", "培训日期"), day, required=True),
            Column("place", ("地点", "培训地点"), empty=""),
            Column("credits", ("学分",), points),
            Column("pass_mark", ("合格分", "合格线"), points),
        ),
        ("id",), SessionRow, unflagged(load_sessions), judge=judge,
    )  # fmt: skip


def attendances_table() -> Table:
    """attendances.csv: who attended which session; sessions and staff stand in their own files or were imported before."""
    sessions, staff = (set(model.objects.values_list("pk", flat=True)) for model in (Session, Staff))
    return Table(
        "attendances",
        (
            Column("session", ("培训编号", "培训"), reference(sessions, _("培训")), required=True),
            Column("staff", ("工号", "人员", "人员编号"), reference(staff, _("人员")), required=True),
            Column("score", ("成绩", "得分"), points),
            Column("certificate", ("证书编号", "证书"), empty=""),
            Column("verified", ("审验日期", "审验"), day),
        ),
        ("session", "staff"), AttendanceRow, unflagged(load_attendances),
    )  # fmt: skip


def activities_table(known: Known) -> Table:
    """activities.csv: what was done for health education, in campaigns, drills and meetings."""
    return Table(
        "activities",
        (
            Column("id", ("活动编号", *ID), identifier(), required=True),
            unit_reference(known),
            Column("date", ("日期", "活动日期"), day, required=True),
            Column("kind", ("类型", "活动类型", "类别"), code(KINDS), required=True),
            Column("title", ("主题", "活动主题", "内容"), required=True),
            Column("place", ("地点", "活动地点"), empty=""),
            Column("health_day", ("健康主题日", "主题日"), empty=""),
            Column("reached", ("参加人数", "参加人次", "人数"), whole_number),
            Column("materials", ("发放资料", "资料份数"), whole_number),
        ),
        ("id",), ActivityRow, unflagged(load_activities),
    )  # fmt: skip
