"""The figures that a scheme asks for, of many units at once."""

from collections.abc import Collection, Mapping
from datetime import date

from django.utils.translation import gettext as _

from gongwei.assessments import catalogue
from gongwei.assessments.figures import Figures
from gongwei.assessments.spot_checks import queries as spot_checks
from gongwei.assessments.spot_checks.effect import Adjusted
from gongwei.assessments.spot_checks.reply import PUBLISHED
from gongwei.indicators.evaluator import UnknownIndicator
from gongwei.records.actions import Refused

from .scheme import Item, Scheme, Veto
from .scoring import Line, Reading, opened


def known(id: str) -> bool:
    """Whether there is a figure of this id; of a completion: whether what it completes exists."""
    family, _, name = id.partition(".")
    among = (name, f"tally.{name}", f"project.{name}") if family == "completion" else (id,)
    return any(map(_has_entry, among))


def _has_entry(id: str) -> bool:
    try:
        catalogue.entry(id)
    except UnknownIndicator:
        return False
    return True


def units_of(scheme: Scheme, figures: Figures, as_of: date, under: str | None = None) -> dict[str, str]:
    """Code → name of the units that a scheme appraises, of a unit and all below it, in order of codes."""
    tree = figures.tree(as_of)
    codes = tree.units if under is None else tree.subtree(under)
    return {code: tree.units[code].name for code in sorted(codes) if tree.units[code].level == scheme.level}


def readings(ids: Collection[str], figures: Figures, as_of: date, units: Collection[str]) -> dict[str, dict[str, Reading]]:
    """Id → unit → its figure. A figure that nobody reported, planned or set a target for is no value."""
    figures.evaluator.prepare(ids, as_of, units)
    found = {}
    for id in ids:
        try:
            rows = figures.figures(id, as_of, units)
        except UnknownIndicator:
            rows = {}
        entry = catalogue.entry(id)
        nothing = Reading(measure=entry.measure, definition=entry.definition)
        found[id] = {unit: Reading(row.numerator, row.denominator, row.value, entry.measure, entry.definition, row.outcomes)
                     if (row := rows.get(unit)) else nothing for unit in units}
    return found


def lines(scheme: Scheme, figures: Figures, as_of: date, units: Collection[str]) -> dict[str, dict[str, Line]]:
    """Unit → code → line of each item and veto as a round opens with it. Refused for a spot check that does not fit."""
    asked = dict.fromkeys(one.figure for one in scheme.by_code.values() if one.figure)
    recorded = readings(asked, figures, as_of, units)
    checked = {item.code: found_by_check(item, as_of) for item in scheme.items if item.check}
    return {unit: {code: opened(one, reading_of(one, recorded, checked, unit), scheme.decimals)
                   for code, one in scheme.by_code.items()} for unit in units}


def reading_of(what: Item | Veto, recorded: Mapping[str, Mapping[str, Reading]],
               checked: Mapping[str, Mapping[str, Adjusted]], unit: str) -> Reading | None:
    """The figure of a unit on which an item or veto stands; where a spot check asked there, after what it found."""
    if not what.figure:
        return None
    reading, found = recorded[what.figure][unit], checked.get(what.code, {}).get(unit)
    return reading.corrected(found.numerator, found.denominator, found.explanation) if found else reading


def found_by_check(item: Item, as_of: date) -> dict[str, Adjusted]:
    """Unit → the item's figure after its spot check. Refused unless the check is of this figure and day, and published."""
    try:
        held = spot_checks.check(item.check)
    except spot_checks.UnknownCheck:
        raise Refused(_("没有抽查「{check}」").format(check=item.check)) from None
    if (held.indicator, held.as_of) != (item.figure, as_of):
        raise Refused(_("抽查「{check}」查的是 {indicator} 截至 {day},与条目「{item}」不符").format(
            check=item.check, indicator=held.indicator, day=held.as_of, item=item.name))
    if spot_checks.state(item.check) != PUBLISHED:
        raise Refused(_("抽查「{check}」的结果还没有公布").format(check=item.check))
    return spot_checks.effect(item.check, item.authenticity)
