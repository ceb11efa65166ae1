"""Published scores as figures: `appraisal.<round>.total` and `appraisal.<round>.<item>`, points out of full points."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from gongwei.definition.fingerprint import fingerprint
from gongwei.indicators.family import Entry, Family
from gongwei.indicators.figure import Figure

from . import queries
from .declaring import TOTAL
from .models import Round
from .scheme import Item
from .states import LOCKED, PUBLISHED

MEASURE = "分"


def appraisal_figures(as_of: date) -> dict[str, dict[str, Figure]]:
    """The scores of all published rounds whose day is not after this one; what left the total has no value."""
    found = {}
    published = Round.objects.filter(as_of__lte=as_of, state__in=(PUBLISHED, LOCKED))
    for code in published.order_by("code").values_list("pk", flat=True):
        result = queries.result(code)
        found[f"appraisal.{code}.{TOTAL}"] = by_unit(f"appraisal.{code}.{TOTAL}", as_of, {
            one.unit: (one.score, result.scheme.total) for one in result.standings})
        for item in result.scheme.items:
            id = f"appraisal.{code}.{item.code}"
            scores = {unit: (lines[item.code].points, lines[item.code].full) for unit, lines in result.lines.items()}
            found[id] = by_unit(id, as_of, scores)
    return found


def by_unit(id: str, as_of: date, scores: Mapping[str, tuple[Decimal | None, Decimal | None]]) -> dict[str, Figure]:
    """Unit → points out of full points, as a figure whose value is the points."""
    return {unit: Figure(id, unit, as_of, *(None if one is None else Fraction(one) for one in (points, full, points)))
            for unit, (points, full) in scores.items()}


def appraisal_entry(name: str) -> Entry | None:
    """The entry of a score; None for a round or an item that nobody knows."""
    code, _, item = name.partition(".")
    held = Round.objects.filter(pk=code).first()
    if held is None:
        return None
    scheme = queries.kept_scheme(held.scheme)
    one = scheme.by_code.get(item)
    if item != TOTAL and not isinstance(one, Item):
        return None
    title = f"{held.name}总分" if item == TOTAL else f"{held.name}:{one.name}"
    return Entry(f"appraisal.{name}", title, MEASURE, "", scheme.name, fingerprint(("appraisal", held.fingerprint, item)))


APPRAISAL = Family("appraisal", appraisal_figures, appraisal_entry)
