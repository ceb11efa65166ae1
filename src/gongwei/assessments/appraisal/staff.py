"""The recorded services of a year, by who gave them."""

from datetime import date, datetime

from django.db.models import Count

from gongwei.assessments.days import refuse_as_of
from gongwei.records import audit
from gongwei.records.models import Staff, Visit

from .work_points import Statement, Worker, WorkScheme, statements


def staff_statements(scheme: WorkScheme, as_of: date, at: datetime) -> list[Statement]:
    """Everyone's statement from the first day of the as-of day's year to that day: done visits that are not void, by event
    date. Refused for a day of another year than the scheme's, or still to come."""
    refuse_as_of(scheme.year, as_of, at)
    first = date(as_of.year, 1, 1)
    visits = Visit.objects.filter(date__range=(first, as_of), result="done", void=False).order_by()
    rows = visits.values_list("provider", "form", "mode").annotate(count=Count("pk"))
    done = {(provider, form, mode): count for provider, form, mode, count in rows}
    fields = ("id", "name", "unit_id", "employed", "left", "role")
    workers = [Worker(*row) for row in Staff.objects.order_by("pk").values_list(*fields)]
    return statements(scheme, workers, done, first, as_of)


def reveal(*, target: str, people: int, actor: str, at: datetime) -> None:
    """Keep that names of staff were asked for, with what (`target`: a scheme, a payment) and of how many."""
    with audit.one_writer():
        audit.record(actor=actor, at=at, action="reveal_staff", target=target, detail={"people": people})
