"""What a payment is worked out from: people served, quantities and quality from the figures, scores, the work of providers."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count

from gongwei.assessments.appraisal.work_points import provider_ids
from gongwei.assessments.figures import Figures
from gongwei.definition.message import Message
from gongwei.evaluation.units import UnitTree, official_figures
from gongwei.indicators.evaluator import UnknownIndicator
from gongwei.records import evaluable
from gongwei.records.models import Staff, Visit

from .allocating import Basis, Quantity, Unpayable
from .scheme import PaymentScheme, Service


def bases(
    scheme: PaymentScheme, figures: Figures, as_of: date, scores: Mapping[str, Decimal], under: str | None = None
) -> tuple[Basis, ...]:
    """The basis of each unit of the scheme's level (below `under`), by code. Unpayable for a figure that nobody knows, has no
    value where a quantity is needed, or no unit of the level."""
    tree = figures.tree(as_of)
    scope = tree.units if under is None else tree.subtree(under)
    units = [tree.units[code] for code in sorted(scope) if tree.units[code].level == scheme.level]
    if not units:
        raise Unpayable(Message("没有{level}级单位", level=scheme.level))
    people = {}
    if scheme.per_capita:
        own = {unit: value for (unit, year, group), value in evaluable.official_figures().items()
               if (year, group) == (as_of.year, scheme.per_capita.population)}
        people = official_figures(tree, own)
    ids = {id for service in scheme.services for id in (service.figure, service.quality) if id}
    figures.evaluator.prepare(ids, as_of)
    return tuple(
        Basis(unit.code, unit.name, people.get(unit.code),
              tuple(quantity(service, figures, unit.code, as_of) for service in scheme.services), scores.get(unit.code))
        for unit in units
    )


def quantity(service: Service, figures: Figures, unit: str, as_of: date) -> Quantity:
    """A service as counted at a unit; nobody to whom quality could be given makes a rate of 0 only where nothing was done."""
    count = value(figures, service.figure, unit, as_of)
    if count is None:
        raise Unpayable(Message("「{name}」在 {unit} 没有数", name=service.name, unit=unit))
    rate = None if service.quality is None else value(figures, service.quality, unit, as_of)
    if service.quality and rate is None:
        if count:
            raise Unpayable(Message("「{name}」的质量指标在 {unit} 没有数", name=service.name, unit=unit))
        rate = Fraction(0)
    return Quantity(service.code, service.name, count, service.price, None if rate is None else min(rate, Fraction(100)))


def value(figures: Figures, id: str, unit: str, as_of: date) -> Fraction | None:
    """A figure's value."""
    try:
        figure = figures.figure(id, unit, as_of)
    except UnknownIndicator:
        raise Unpayable(Message("没有指标「{id}」", id=id)) from None
    return figure.value if figure else None


def villages(tree: UnitTree, paid: Collection[str]) -> dict[str, str]:
    """Village as recorded → the paid unit in which its work counts. A dissolved village's work counts with its heir."""
    level = {unit.code: unit.level for unit in evaluable.units()}
    return {village: unit for village, unit in tree.ancestry(paid) if level[village] == "village"}


def work(scheme: PaymentScheme, villages: Mapping[str, str], as_of: date) -> dict[str, dict[tuple[str, str, str], int]]:
    """Unit → (provider, form, mode) → visits done from 1 January to the day at its villages. A provider whom `provider_ids`
    does not know stands as written."""
    if not scheme.village_prices:
        return {}
    ids = provider_ids(Staff.objects.values_list("pk", "name"))
    visits = Visit.objects.filter(date__range=(date(as_of.year, 1, 1), as_of), result="done", void=False).order_by()
    found: dict[str, dict[tuple[str, str, str], int]] = {}
    rows = visits.values_list("unit_id", "provider", "form", "mode").annotate(count=Count("pk"))
    for village, provider, form, mode, count in rows.iterator():
        if village in villages:
            own, key = found.setdefault(villages[village], {}), (ids.get(provider, provider), form, mode)
            own[key] = own.get(key, 0) + count
    return found
