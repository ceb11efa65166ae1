"""By what a target may be divided: official population, the people it is for, last year's result."""

from collections.abc import Collection
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _

from gongwei.assessments.figures import Figures
from gongwei.assessments.plans.dividing import NotDivisible, Weights
from gongwei.definition.calendar import Calendar
from gongwei.definition.indicator import Count
from gongwei.evaluation.units import official_figures
from gongwei.programmes.registry import PROGRAMME_BY_ID

RULES = ("population", "eligible", "last_year", "hand")
EVERYONE = "all"


def by_population(figures: Figures, year: int, as_of: date, group: str = EVERYONE) -> Weights:
    """The official figure of a group, of the latest year not after the plan's of which there is one; an upper unit without
    its own has the sum of those below it. The units as they stand on the day."""
    official = figures.evaluator.official
    years = [of for _unit, of, called in official if called == group and of <= year]
    if not years:
        groups = "、".join(sorted({called for _unit, of, called in official if of <= year})) or _("(无)")
        raise NotDivisible(_("没有 {year} 年及以前的人口数「{group}」;已有的人群:{groups}").format(
            year=year, group=group, groups=groups))
    own = {unit: value for (unit, of, called), value in official.items() if (of, called) == (max(years), group)}
    return Weights(_("{year} 年人口数({group})").format(year=max(years), group=group), official_figures(figures.tree(as_of), own))


def by_eligible(figures: Figures, item: str, as_of: date, of: str | None = None) -> Weights:
    """The people for whom the item's programme is, on the day; or the denominator of the indicator `of`.

    NotDivisible when neither is to be had. UnknownIndicator when nobody knows `of`.
    """
    if of:
        found = figures.figures(of, as_of)
        if all(figure.denominator is None for figure in found.values()):
            raise NotDivisible(_("「{of}」没有分母,不能作为分配依据").format(of=of))
        by = _("{day} {of} 的分母").format(day=as_of, of=of)
        return Weights(by, {unit: figure.denominator for unit, figure in found.items()})
    programme = PROGRAMME_BY_ID.get(programme_of(item, PROGRAMME_BY_ID))
    if programme is None:
        raise NotDivisible(_("「{item}」不属于哪个服务项目,没有应服务人数;可另定以哪个指标的分母为准,"
                             "或按人口、上年完成数分,或手工分").format(item=item))
    people = Count(id=f"{programme.id}.eligible", name=f"{programme.name}对象", source=programme.source, of=programme.eligible)
    counted = figures.evaluator.engine.at(Calendar(as_of), None).counts(people)
    by = _("{day} {programme}对象人数").format(day=as_of, programme=programme.name)
    return Weights(by, {unit: Fraction(sum(counts.values())) for unit, counts in counted.items()})


def programme_of(item: str, programmes: Collection[str]) -> str:
    """The programme in an indicator's id: `hypertension.managed`, `screening.prenatal_screening.done`."""
    return next((part for part in item.split(".")[:-1] if part in programmes), "")


def by_last_year(figures: Figures, item: str, year: int) -> Weights:
    """What each unit had reached on 31 December of the year before; None where nothing was reported."""
    end = date(year - 1, 12, 31)
    found = figures.figures(figures.figure_id(item), end)
    return Weights(_("{year} 年完成数").format(year=year - 1), {unit: figure.value for unit, figure in found.items()})


def by_hand() -> Weights:
    """Nothing: every part has to be given."""
    return Weights(_("手工给出的任务数"), {})
