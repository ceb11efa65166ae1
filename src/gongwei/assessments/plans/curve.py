"""The monthly curve of a task: how much of the year's target is to be reached by the end of each month."""

import re
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from gongwei.definition.message import Message as _

MONTHS = 12
SEPARATORS = re.compile(r"[\s;,\uff1b\uff0c、/]+")
PERCENTAGE = re.compile(r"\d{1,3}(\.\d{1,4})?", re.ASCII)


class NoCurve(ValueError):
    """A text that is no curve; the message is for the user."""


def read_curve(text: str) -> str:
    """Twelve cumulated percentages as written by people, in the form in which they are kept: `8;16;25;…;100`; empty for none.

    NoCurve when they are not twelve, one is no percentage, they fall, or do not end at 100.
    """
    entries = [entry.rstrip("%\uff05") for entry in SEPARATORS.split(text.strip()) if entry]
    if not entries:
        return ""
    if len(entries) != MONTHS:
        raise NoCurve(_("月进度应为 12 个累计百分数,实有 {count} 个", count=len(entries)))
    for month, entry in enumerate(entries, 1):
        if not PERCENTAGE.fullmatch(entry):
            raise NoCurve(_("月进度第 {month} 个不是百分数,应写作 25 或 33.3", month=month))
    values = [Decimal(entry) for entry in entries]
    for month, (before, value) in enumerate(pairwise(values), 2):
        if value < before:
            raise NoCurve(_("月进度为累计数,不能下降:{month} 月 {value} 低于上月 {before}", month=month, value=value, before=before))
    if values[-1] != 100:
        raise NoCurve(_("月进度应止于 100,12 月为 {value}", value=values[-1]))
    return ";".join(f"{value.normalize():f}" for value in values)


def cumulated(curve: str) -> tuple[Fraction, ...] | None:
    """The twelve percentages of a kept curve; None for an even year."""
    return tuple(map(Fraction, curve.split(";"))) if curve else None
