"""Activities of the year, of every unit as the tree stands on the day."""

from collections import Counter
from datetime import date
from fractions import Fraction

from gongwei.definition.fingerprint import fingerprint
from gongwei.indicators.family import Entry, Family
from gongwei.indicators.figure import Figure
from gongwei.ledgers.activities.models import Activity
from gongwei.records import evaluable

SOURCE = "活动台账"
NAMES = {"held": ("开展活动", "场"), "reached": ("活动参加人次", "人次"), "materials": ("活动发放资料", "份")}


def activity_figures(as_of: date) -> dict[str, dict[str, Figure]]:
    """`activity.held`, `.reached`, `.materials`: sums over the unit's subtree from 1 January to the day. Activities that do not
    say how many they reached are held but reach nobody that is known."""
    tree = evaluable.tree(as_of)
    own: dict[str, Counter] = {name: Counter() for name in NAMES}
    rows = Activity.objects.filter(date__gte=date(as_of.year, 1, 1), date__lte=as_of)
    for unit, reached, materials in rows.values_list("unit_id", "reached", "materials").iterator():
        for name, number in (("held", 1), ("reached", reached), ("materials", materials)):
            if number is not None:
                own[name][unit] += number
    return {
        f"activity.{name}": {
            unit: Figure(f"activity.{name}", unit, as_of, value, None, value)
            for unit, number in tree.risen(counts).items() for value in [None if number is None else Fraction(number)]
        }
        for name, counts in own.items()
    }


def activity_entry(name: str) -> Entry | None:
    """A figure's entry; None where there is none."""
    return Entry(f"activity.{name}", *NAMES[name], "", SOURCE, fingerprint(("activity", name))) if name in NAMES else None


ACTIVITY = Family("activity", activity_figures, activity_entry, counts=True)
