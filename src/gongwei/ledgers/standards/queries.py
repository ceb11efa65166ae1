"""How a unit stands against a list of standards."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from fractions import Fraction

from gongwei.ledgers.standards.models import AssessmentProof, SelfAssessment
from gongwei.ledgers.standards.standard import MANUAL, StandardList, Standing, of_year


def standings(
    list: StandardList, unit: str, year: int, as_of: date, figure: Callable[[str, date], Fraction | None]
) -> tuple[Standing, ...]:
    """Every standard of a list for a unit and year. `figure`: an id and a day → the unit's value; asked for the last days
    of the year before and of the year, or for the day asked for where that is earlier; of a year not begun there is none."""
    rows = SelfAssessment.objects.filter(list=list.id, unit=unit, year__in=(year - 1, year))
    values = {(standard, of): Fraction(value) for standard, of, value in rows.values_list("standard", "year", "value")}
    proofs = Counter(AssessmentProof.objects.filter(assessment__in=rows.filter(year=year))
                     .values_list("assessment__standard", flat=True))
    days = {of: min(date(of, 12, 31), as_of) for of in (year - 1, year) if date(of, 1, 1) <= as_of}
    sources = {one.source for one in list.standards} - {MANUAL}
    figures = {(source, of): figure(source, day) for source in sources for of, day in days.items()}
    return of_year(list, year, values, proofs, figures)
