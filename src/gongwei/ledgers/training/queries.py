"""Who earned which credits in a year, and who meets the norm."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from gongwei.ledgers.training.credits import Attended, Norm, earned, lacking, norm_of
from gongwei.ledgers.training.models import Attendance
from gongwei.records import evaluable
from gongwei.records.models import Staff


@dataclass(frozen=True)
class Transcript:
    """What a member of staff attended from 1 January to a day. `lacking`: class → credits still needed; None where no norm is
    in force. `verified_lacking`: the same when only verified credits count."""

    staff: str
    unit: str
    sessions: int
    earned: dict[str, Decimal]
    lacking: dict[str, Decimal] | None
    verified_lacking: dict[str, Decimal] | None


def employed(as_of: date) -> dict[str, str]:
    """Staff at work on a day → their unit."""
    rows = Staff.objects.order_by("pk").values_list("pk", "unit_id", "employed", "left")
    return {id: unit for id, unit, since, left in rows if (since is None or since <= as_of) and (left is None or left > as_of)}


def transcripts(as_of: date, units: Collection[str] | None = None) -> list[Transcript]:
    """Of everyone at work on the day (in these units, or one merged into them), by id; those who attended nothing too."""
    tree = evaluable.tree(as_of)
    attended: dict[str, list[Attended]] = defaultdict(list)
    rows = Attendance.objects.filter(session__date__gte=date(as_of.year, 1, 1), session__date__lte=as_of).order_by("pk")
    fields = ("staff_id", "session__klass", "session__credits", "session__pass_mark", "score", "verified")
    for staff, *one in rows.values_list(*fields).iterator():
        attended[staff].append(Attended(*one))
    norm = norm_of(as_of.year)
    return [
        transcript(id, unit, attended[id], as_of, norm)
        for id, unit in employed(as_of).items() if units is None or next(iter(tree.with_ancestors(unit)), None) in units
    ]


def transcript(staff: str, unit: str, attended: list[Attended], as_of: date, norm: Norm | None) -> Transcript:
    """One person's."""
    verified = [one for one in attended if one.verified and one.verified <= as_of]
    return Transcript(staff, unit, len(attended), earned(attended), lacking(attended, norm) if norm else None,
                      lacking(verified, norm) if norm else None)
