"""Training of the year, of every unit as the tree stands on the day."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from fractions import Fraction

from gongwei.definition.fingerprint import fingerprint
from gongwei.indicators.family import Entry, Family
from gongwei.indicators.figure import Figure, rate
from gongwei.ledgers.training.credits import norms
from gongwei.ledgers.training.models import Attendance, Session
from gongwei.ledgers.training.queries import Transcript, transcripts
from gongwei.records import evaluable

SOURCE = "继续教育台账"
COUNTS = {"sessions": ("培训场次", "场"), "attendance": ("培训人次", "人次")}
SHARES: dict[str, tuple[str, str, Callable[[Transcript], bool]]] = {
    "coverage": ("继续教育覆盖率", "已参加", lambda one: one.sessions > 0),
    "norm_met": ("学分达标率", "已达标", lambda one: one.lacking == {}),
    "verified": ("学分审验合格率", "审验合格", lambda one: one.verified_lacking == {}),
}
"""Shares of the staff at work: name, the outcome that counts, and when it is reached."""


def training_figures(as_of: date) -> dict[str, dict[str, Figure]]:
    """`training.sessions` at the organising unit, `training.attendance` at the unit of those who came (of the year, to the day);
    `training.coverage`, `.norm_met`, `.verified` over the staff at work. Without staff, or a norm, no value;
    nothing at all while no session is known."""
    if not Session.objects.filter(date__lte=as_of).exists():
        return {}
    tree = evaluable.tree(as_of)
    year = {"date__gte": date(as_of.year, 1, 1), "date__lte": as_of}
    own = {
        "sessions": Counter(Session.objects.filter(**year).values_list("unit_id", flat=True)),
        "attendance": Counter(Attendance.objects.filter(**{f"session__{name}": day for name, day in year.items()})
                              .values_list("staff__unit_id", flat=True)),
    }
    found = {}
    for name, counts in own.items():
        id, sums = f"training.{name}", tree.risen(counts)
        found[id] = {unit: Figure(id, unit, as_of, Fraction(number or 0), None, Fraction(number or 0))
                     for unit, number in sums.items()}
    people = transcripts(as_of)
    below = tree.risen(Counter(one.unit for one in people))
    for name, (_title, outcome, reached) in SHARES.items():
        known = name == "coverage" or any(one.lacking is not None for one in people)
        above = tree.risen(Counter(one.unit for one in people if reached(one)))
        id = f"training.{name}"
        found[id] = {unit: share(id, unit, as_of, above[unit] or 0, below[unit] or 0, outcome, known) for unit in tree.units}
    return found


def share(id: str, unit: str, as_of: date, above: int, below: int, outcome: str, known: bool) -> Figure:
    """The figure of a share; without a value where nothing is known of it."""
    if not known:
        return Figure(id, unit, as_of, None, Fraction(below), None)
    outcomes = ((outcome, above, True), (f"未{outcome.removeprefix('已')}", below - above, False))
    return Figure(id, unit, as_of, Fraction(above), Fraction(below), rate(above, below, 100), outcomes)


def training_entry(name: str) -> Entry | None:
    """A figure's entry; None where there is none."""
    id = f"training.{name}"
    if name in COUNTS:
        return Entry(id, *COUNTS[name], "", SOURCE, fingerprint(("training", name)))
    if name in SHARES:
        return Entry(id, SHARES[name][0], "%", "", SOURCE, fingerprint(("training", name, str(norms()))))
    return None


TRAINING = Family("training", training_figures, training_entry)
