"""Figures of inspections and mending at a day, of every unit as the tree stands then."""

from collections import defaultdict
from datetime import date
from fractions import Fraction

from gongwei.concepts.sources import PROJECT_RULES
from gongwei.definition.fingerprint import fingerprint
from gongwei.indicators.family import Entry, Family
from gongwei.indicators.figure import Figure, rate
from gongwei.ledgers.inspections.life import MENDED, STATES
from gongwei.ledgers.inspections.models import Inspection
from gongwei.ledgers.inspections.queries import FindingAt, findings, inspections
from gongwei.records import evaluable

COUNTS = {
    "done": ("督导次数", "次"), "units": ("督导单位数", "个"), "opinions": ("下达督导意见数", "份"), "findings": ("督导发现问题数", "个"),
    "rectified": ("问题已整改数(含已销号)", "个"), "verified": ("问题已销号数", "个"), "recurred": ("问题反弹数", "个"),
    "overdue": ("逾期未整改问题数(含往年发现的)", "个"),
}
"""All of the year up to the day but the last. `units`: facilities or units inspected, each once; `opinions`: inspections that
found something, each of which issues one notice."""
RATES = {"rectification": "督导问题整改率", "points": "督导得分率"}
"""Mended of what was found in the year; points got of those possible in the items looked at in the year."""

ByUnit = dict[str, Figure]
Own = dict[str, dict[str, Fraction]]


def counted_as(one: FindingAt) -> list[str]:
    """The counts that a finding of the year is part of, and its state, marked as such."""
    state = one.standing.state
    holds = {"findings": True, "rectified": state in MENDED, "verified": state == "verified", "recurred": one.earlier}
    return [f"state {state}", *(name for name, held in holds.items() if held)]


def own_counts(as_of: date) -> Own:
    """Count, state or part of a rate → unit → what the unit itself holds. Nothing at all while nobody has inspected anything."""
    if not Inspection.objects.filter(day__lte=as_of).exists():
        return {}
    names = (*COUNTS, *(f"state {state}" for state in STATES), "got", "possible")
    own: Own = {name: defaultdict(Fraction) for name in names}
    year = inspections(as_of, since=date(as_of.year, 1, 1))
    for one in year:
        own["done"][one.unit] += 1
        own["got"][one.unit] += Fraction(one.score.got)
        own["possible"][one.unit] += Fraction(one.score.possible)
    for unit, _place in {(one.unit, one.place) for one in year}:
        own["units"][unit] += 1
    found = findings(as_of)
    for one in found:
        if one.found.year == as_of.year:
            for name in counted_as(one):
                own[name][one.unit] += 1
        own["overdue"][one.unit] += bool(one.days_overdue)
    for unit, _inspection in {(one.unit, one.inspection) for one in found if one.found.year == as_of.year}:
        own["opinions"][unit] += 1
    return own


def inspection_figures(as_of: date) -> dict[str, ByUnit]:
    """`inspection.<count>` → unit → figure; 0 where nothing happened, no ids while nobody has inspected anything."""
    tree, own = evaluable.tree(as_of), own_counts(as_of)
    found = {}
    for name in COUNTS if own else ():
        id = f"inspection.{name}"
        values = ((unit, value or Fraction(0)) for unit, value in tree.risen(own[name]).items())
        found[id] = {unit: Figure(id, unit, as_of, value, None, value) for unit, value in values}
    return found


def rate_figures(as_of: date) -> dict[str, ByUnit]:
    """`inspection_rate.<rate>` → unit → figure in percent, none where nothing is divided by; outcomes of the mending:
    state → findings of the year."""
    tree, own = evaluable.tree(as_of), own_counts(as_of)
    if not own:
        return {}
    risen = {name: tree.risen(values) for name, values in own.items()}
    parts = {"rectification": ("rectified", "findings"), "points": ("got", "possible")}
    found: dict[str, ByUnit] = {}
    for name, (above, below) in parts.items():
        id = f"inspection_rate.{name}"
        found[id] = {}
        for unit in tree.units:
            got, of = risen[above][unit] or Fraction(0), risen[below][unit] or Fraction(0)
            outcomes = tuple((str(words), int(risen[f"state {state}"][unit] or 0), state in MENDED)
                             for state, words in STATES.items())
            found[id][unit] = Figure(id, unit, as_of, got, of, rate(got, of, 100), outcomes if name == "rectification" else ())
    return found


def count_entry(name: str) -> Entry | None:
    """A count's entry; None where there is none."""
    if name not in COUNTS:
        return None
    return Entry(f"inspection.{name}", *COUNTS[name], "", str(PROJECT_RULES), fingerprint(("inspection", name)))


def rate_entry(name: str) -> Entry | None:
    """A rate's entry; None where there is none."""
    if name not in RATES:
        return None
    return Entry(f"inspection_rate.{name}", RATES[name], "%", "", str(PROJECT_RULES), fingerprint(("inspection_rate", name)))


INSPECTION = Family("inspection", inspection_figures, count_entry, counts=True)
INSPECTION_RATE = Family("inspection_rate", rate_figures, rate_entry)
