"""What tallies there are, how far they are checked, and how they came to be what they are."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from django.utils.translation import gettext as _

from gongwei.ledgers.tallies.development import EARLIER
from gongwei.ledgers.tallies.items import TallyItem, shipped
from gongwei.ledgers.tallies.models import Item, Tally, TallyStep
from gongwei.ledgers.tallies.periods import ReportingPeriod, reporting_period
from gongwei.ledgers.tallies.workflow import WORKFLOW, state_after
from gongwei.records.actions.writing import parts
from gongwei.records.audit import day_of

ITEM_FIELDS = ("item", "name", "measure", "period", "kind", "min", "max", "reports", "due", "records")


class ReportKey(NamedTuple):
    """What names a report."""

    unit: str
    item: str
    period: str


@dataclass(frozen=True)
class Report:
    """A report as it stands. `submitted_on`: the day on which it was first sent up; `due`: by when it should have been."""

    key: ReportKey
    value: Decimal
    state: str
    submitted_on: date | None
    due: date | None

    @property
    def days_late(self) -> int | None:
        """Days between the due day and the first submission: 0 when in time, unknown while not submitted."""
        return max(0, (self.submitted_on - self.due).days) if self.submitted_on and self.due else None


@dataclass(frozen=True)
class Step:
    """One step of a report's history."""

    at: datetime
    actor: str
    step: str
    value: Decimal
    reason: str


def items() -> dict[str, TallyItem]:
    """All defined tallies by code: the shipped ones, and the county's own, which prevail."""
    return shipped() | {row[0]: TallyItem(*row) for row in Item.objects.order_by("item").values_list(*ITEM_FIELDS)}


def level_name(level: str) -> str:
    """A level as users call it."""
    return {"province": _("省"), "city": _("市"), "county": _("县"), "township": _("乡镇"), "village": _("村"),
            "": _("不限")}[level]


def held(reports: Iterable[ReportKey]) -> dict[ReportKey, Tally]:
    """The reports among these that there are, in order."""
    wanted, found = list(dict.fromkeys(reports)), {}
    for part in parts(sorted({key.unit for key in wanted})):
        found.update({ReportKey(one.unit_id, one.item, one.period): one for one in Tally.objects.filter(
            unit__in=part, item__in={key.item for key in wanted}, period__in={key.period for key in wanted})})
    return {key: found[key] for key in wanted if key in found}


def states(tallies: Iterable[int]) -> dict[int, str]:
    """The states of reports by primary key, replayed from their steps; of those that have any."""
    steps: dict[int, list[str]] = defaultdict(list)
    for part in parts(list(tallies)):
        for tally, step in TallyStep.objects.filter(tally__in=part).order_by("pk").values_list("tally_id", "step"):
            steps[tally].append(step)
    return {tally: state_after(taken) for tally, taken in steps.items()}


def reports(units: Collection[str], within: ReportingPeriod, item: str | None = None) -> list[Report]:
    """The reports of units whose period ends within another, by unit, item and period."""
    rows = Tally.objects.filter(period_end__gte=within.start, period_end__lte=within.end).order_by("unit", "item", "period_end")
    if item is not None:
        rows = rows.filter(item=item)
    wanted = set(units)
    rows = [row for row in rows if row.unit_id in wanted]
    known, submitted, stands = items(), first_submissions(row.pk for row in rows), states(row.pk for row in rows)
    return [
        Report(ReportKey(row.unit_id, row.item, row.period), row.value, stands.get(row.pk, WORKFLOW.start), submitted.get(row.pk),
               known[row.item].due_on(reporting_period(row.period)) if row.item in known else None)
        for row in rows
    ]


def first_submissions(tallies: Iterable[int]) -> dict[int, date]:
    """The day on which reports were first sent up, by primary key."""
    found: dict[int, date] = {}
    for part in parts(list(tallies)):
        steps = TallyStep.objects.filter(tally__in=part, step="submit").order_by("pk").values_list("tally_id", "change__at")
        for tally, at in steps:
            found.setdefault(tally, day_of(at))
    return found


def history(key: ReportKey) -> list[Step]:
    """All that happened to a report, in order; nothing for one that was never made."""
    steps = TallyStep.objects.filter(tally__unit=key.unit, tally__item=key.item, tally__period=key.period).order_by("pk")
    return [Step(*row) for row in steps.values_list("change__at", "change__actor", "step", "value", "reason")]


def earlier_values(item: str, period: ReportingPeriod, unit: str | None = None) -> dict[str, list[Fraction]]:
    """Unit → what it reported of an item for its last twelve earlier periods of that length, the latest first; of one or all."""
    rows = Tally.objects.filter(item=item, period_end__lt=period.start).order_by("-period_end")
    if unit is not None:
        rows = rows.filter(unit=unit)
    found: dict[str, list[Fraction]] = defaultdict(list)
    for where, text, value in rows.values_list("unit_id", "period", "value"):
        if len(found[where]) < EARLIER and reporting_period(text).length == period.length:
            found[where].append(Fraction(value))
    return found


def periods_of(items: Collection[str]) -> list[tuple[str, str, str]]:
    """(unit, item, period) of all reports of these items."""
    return list(Tally.objects.filter(item__in=items).values_list("unit_id", "item", "period"))


def reported(items: Collection[str], period: ReportingPeriod) -> Mapping[str, dict[str, Fraction]]:
    """item → unit → what it reported for exactly this period."""
    found: dict[str, dict[str, Fraction]] = defaultdict(dict)
    for item, unit, value in Tally.objects.filter(item__in=items, period=period.text).values_list("item", "unit_id", "value"):
        found[item][unit] = Fraction(value)
    return found
