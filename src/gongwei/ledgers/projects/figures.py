"""Progress of project groups at a day, of every unit as the tree stands then."""

from collections import Counter, defaultdict
from datetime import date
from fractions import Fraction

from gongwei.concepts.sources import PROJECT_RULES
from gongwei.definition.fingerprint import fingerprint
from gongwei.indicators.family import Entry, Family
from gongwei.indicators.figure import Figure, rate
from gongwei.ledgers.projects.models import Milestone, Project
from gongwei.ledgers.projects.queries import milestone_order, project_groups
from gongwei.records import evaluable

NAMES = {"village_clinic": "村卫生室建设"}


def project_figures(as_of: date) -> dict[str, dict[str, Figure]]:
    """`project.<group>` → unit → progress in percent, over the projects of the unit's subtree.

    Numerator: the sum of the projects' weighted shares of milestones reached by the day; denominator: their number.
    Outcomes: milestone → projects that have reached it. A project whose milestones all weigh nothing is left out.
    """
    tree = evaluable.tree(as_of)
    reached: dict[str, dict[str, bool]] = defaultdict(dict)
    weights: dict[str, dict[str, Fraction]] = defaultdict(dict)
    for project, name, weight, done in Milestone.objects.values_list("project_id", "name", "weight", "done").iterator():
        reached[project][name], weights[project][name] = bool(done and done <= as_of), Fraction(weight)
    shares: dict[str, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    numbers: dict[str, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    milestones: dict[tuple[str, str], Counter] = defaultdict(Counter)
    for project, group, unit in Project.objects.values_list("code", "group", "unit_id").iterator():
        if whole := sum(weights[project].values()):
            shares[group][unit] += sum(weight for name, weight in weights[project].items() if reached[project][name]) / whole
            numbers[group][unit] += 1
            for above in tree.with_ancestors(unit):
                milestones[group, above].update(reached[project])
    order = milestone_order()
    figures = {}
    for group in shares:
        above, below, id = tree.risen(shares[group]), tree.risen(numbers[group]), f"project.{group}"
        figures[id] = {
            unit: Figure(id, unit, as_of, above[unit], below[unit], rate(above[unit], below[unit], 100),
                         tuple((name, int(milestones[group, unit][name]), True)
                               for name in sorted(milestones[group, unit], key=order.index)))
            for unit in tree.units
        }
    return figures


def project_entry(group: str) -> Entry | None:
    """The entry of a group's progress; None for a group of which there is no project."""
    if group not in project_groups():
        return None
    title = f"{NAMES.get(group, group)}进度"
    return Entry(f"project.{group}", title, "%", "", str(PROJECT_RULES), fingerprint(("project", group)))


PROJECT = Family("project", project_figures, project_entry)
