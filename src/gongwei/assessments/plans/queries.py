"""What units are to reach in a year."""

from decimal import Decimal

from gongwei.assessments.plans.models import Target


def targets(year: int) -> dict[tuple[str, str], Decimal]:
    """(item, unit) → target value of a year, in that order."""
    rows = Target.objects.filter(year=year).order_by("item", "unit_id")
    return {(item, unit): value for item, unit, value in rows.values_list("item", "unit_id", "value")}
