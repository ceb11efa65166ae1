"""The recorded services of a year, by who gave them."""

from datetime import date

from django.db.models import Count

from gongwei.records.models import Staff, Visit

from .work_points import Statement, Worker, WorkScheme, statements


def staff_statements(scheme: WorkScheme, as_of: date) -> list[Statement]:
    """Everyone's statement from the first day of the as-of day's year to that day: done visits that are not void, by event
    date."""
    first = date(as_of.year, 1, 1)
    visits = Visit.objects.filter(date__range=(first, as_of), result="done", void=False).order_by()
    rows = visits.values_list("provider", "form", "mode").annotate(count=Count("pk"))
    done = {(provider, form, mode): count for provider, form, mode, count in rows}
    fields = ("id", "name", "unit_id", "employed", "left", "role")
    workers = [Worker(*row) for row in Staff.objects.order_by("pk").values_list(*fields)]
    return statements(scheme, workers, done, first, as_of)
