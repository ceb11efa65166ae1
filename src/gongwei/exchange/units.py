"""Units refer to units: a row stands only if all that it leads to does, and no way leads back to itself."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from gongwei.evaluation.units import LEVELS
from gongwei.exchange.checking import Checked
from gongwei.exchange.known import lost
from gongwei.exchange.values import quoted
from gongwei.records import queries
from gongwei.records.rows import FlagRow


def judge(checked: Checked, held: Iterable[str]) -> list[FlagRow]:
    """Refuse units whose parent or successor does not stand, again and again until nothing more falls; flag odd
    ones."""
    codes, parents, successors = checked["code"], checked["parent"], checked["successor"]
    recorded = queries.units_named()
    while True:
        kept = {codes[row]: row for row in range(len(codes)) if row not in checked.refused}
        standing = (set(held) - lost(checked, "code")) | kept.keys()
        named_now = {code: {parents[row], successors[row]} - {None} for code, row in kept.items()}
        before = len(checked.refused)
        for column in ("parent", "successor"):
            for row in kept.values():
                named = checked[column][row]
                if named is not None and named not in standing:
                    message = _("没有这个上级或继任机构{entry}:文件中没有或已被拒绝")
                    checked.refuse(row, column, message.format(entry=quoted(named, division=True)))
        circle = queries.circular(recorded | named_now)
        for code in circle & kept.keys():
            column = "successor" if successors[kept[code]] in circle else "parent"
            checked.refuse(kept[code], column, _("上级与继任关系绕回了自己"))
        if len(checked.refused) == before:
            return [flag for code in kept for flag in oddities(code, kept[code], checked, kept)]


def oddities(code: str, row: int, checked: Checked, kept: Mapping[str, int]) -> Iterable[FlagRow]:
    """What is unusual about a unit."""
    if len(code) != 12 or not code.isdigit():
        yield FlagRow(code, "code", "not_a_division_code", _("机构/辖区代码一般为 12 位数字"))
    parent = checked["parent"][row]
    if parent in kept and LEVELS.index(checked["level"][kept[parent]]) >= LEVELS.index(checked["level"][row]):
        yield FlagRow(code, "level", "not_below_parent", _("级别应低于上级"))
