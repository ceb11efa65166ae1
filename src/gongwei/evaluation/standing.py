"""What stands of a visit whatever the day: conditions that only its own entries and the birth date decide.

They are worked out once, when the snapshot is written, and kept as columns of the form's table; a condition finds its
column by its fingerprint, so a changed definition never meets an outdated one.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from gongwei.definition import expression as e
from gongwei.definition.calendar import AS_OF
from gongwei.definition.composing import every
from gongwei.definition.fingerprint import fingerprint

from .meaning import PERSON_LEVEL

Standing = Mapping[str, Mapping[str, e.Expression]]
"""Form → column → condition."""
STANDING_FIELDS = (e.PersonField("birth_date"),)


def standing(definitions: Iterable[object]) -> dict[str, dict[str, e.Expression]]:
    """Form → column → condition: what each of the definitions' sets of visits asks and no as-of day changes."""
    found: dict[str, dict[str, e.Expression]] = {}
    for visits in (node for definition in definitions for node in e.walk(definition) if isinstance(node, e.Visits)):
        for form in visits.forms:
            if form != "*" and (parts := standing_parts(visits.condition)):
                found.setdefault(form, {})[column_of(every(parts))] = every(parts)
    return found


def standing_parts(condition: e.Expression | None) -> list[e.Expression]:
    """The parts of a condition that no as-of day changes."""
    return [part for part in conjuncts(condition) if all(map(stands, e.walk(part)))]


def stands(node: object) -> bool:
    """Whether no as-of day changes what an expression's node says of a visit."""
    return node in STANDING_FIELDS if isinstance(node, PERSON_LEVEL) else not isinstance(node, e.Moment | e.ResidentAtAsOf)


def column_of(condition: e.Expression) -> str:
    """The name of a condition's column."""
    return f"holds_{fingerprint(condition)}"


def until_column(holds: str | None) -> str:
    """The column that says until when a visit is the latest: of all that were done, or of those of which `holds` is true."""
    return "until" if holds is None else holds.replace("holds_", "until_")


def only_latest_asked(conditions: Sequence[Sequence[e.Expression]], columns: Collection[str]) -> str | None:
    """The column by which a set's latest visit is known, if each of the conditions (`known_already`) lets only the latest
    one decide whether any does: they ask the same standing thing or none, a day not before something, the as-of day or
    before."""
    standing = [[part.name for part in one if isinstance(part, e.VisitField)] for one in conditions]
    days = [part for one in conditions for part in one if not isinstance(part, e.VisitField)]
    if len(standing[0]) > 1 or any(one != standing[0] for one in standing) or not all(map(leaves_the_latest, days)):
        return None
    name = until_column(*standing[0] or [None])
    return name if name in columns else None


def leaves_the_latest(part: e.Expression) -> bool:
    """Whether a condition on a visit's day, up to the as-of day, holds of the latest visit if it holds of any."""
    match part:
        case e.Comparison(">=", e.VisitField("date"), bound):
            return not any(isinstance(node, e.VisitField) for node in e.walk(bound))
        case e.Comparison("<=", e.VisitField("date"), bound):
            return bound == AS_OF
    return False


def known_already(condition: e.Expression | None, columns: Collection[str]) -> list[e.Expression]:
    """The parts of a condition; those that stand are replaced by their column where there is one."""
    held = standing_parts(condition)
    name = column_of(every(held))
    if not held or name not in columns:
        return list(conjuncts(condition))
    return [e.VisitField(name), *(part for part in conjuncts(condition) if part not in held)]


def conjuncts(condition: e.Expression | None) -> Iterable[e.Expression]:
    """The conditions that must all hold, flattened."""
    if isinstance(condition, e.Every):
        for part in condition.parts:
            yield from conjuncts(part)
    elif condition is not None and condition != e.TRUE:
        yield condition
