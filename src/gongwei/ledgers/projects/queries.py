"""What projects there are, and which of their milestones are late."""

from datetime import date

from django.db.models import Min

from gongwei.ledgers.projects.models import Milestone, Project


def milestone_order() -> list[str]:
    """The names of milestones, the earliest planned first, then as they were entered."""
    first = Milestone.objects.values("name").annotate(day=Min("planned"), entered=Min("pk"))
    rows = sorted(first.values_list("name", "day", "entered"), key=lambda row: (row[1] or date.max, row[2]))
    return [name for name, _, _ in rows]


def project_groups() -> set[str]:
    """The groups of which there are projects."""
    return set(Project.objects.values_list("group", flat=True).distinct())


def late_milestones(as_of: date) -> list[tuple[str, str, str, str, date]]:
    """(group, unit, project, milestone, planned day) of those planned before the day and not reached by it."""
    rows = Milestone.objects.filter(planned__lt=as_of).order_by("planned", "project_id", "pk")
    fields = ("project__group", "project__unit_id", "project__name", "name", "planned", "done")
    return [tuple(row[:5]) for row in rows.values_list(*fields) if row[5] is None or row[5] > as_of]
