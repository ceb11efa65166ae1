"""What stands of a visit whatever the day: conditions that only its own entries and the birth date decide.

They are worked out once, when the snapshot is written, and kept as columns of the form's table; a condition finds its
column by its fingerprint, so a changed definition never meets an outdated one.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from gongwei.definition import expression as e
from gongwei.definition.calendar import AS_OF, LAST_QUARTER_START, QUARTERS
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


def beside(what: str, holds: str | None) -> str:
    """The column that says `until` when a visit is the latest, or that it `opens` a quarter (`tables.prepare_visits`): of
    all that were done, or of those of which the column `holds` is true."""
    return what if holds is None else holds.replace("holds", what)


def deciding(what: str, conditions: Sequence[Sequence[e.Expression]], columns: Collection[str]) -> str | None:
    """The column of the visits that alone decide whether there is any of each of some sets, if there is such a column.

    `conditions`: of each set (`known_already`). They must ask the same standing thing or none, and of the day nothing but
    bounds that the latest visit up to the as-of day keeps if any does (`until`), or the first of a quarter (`opens`).
    """
    standing = [[part.name for part in one if isinstance(part, e.VisitField)] for one in conditions]
    bounds = [part for one in conditions for part in one if not isinstance(part, e.VisitField)]
    if len(standing[0]) > 1 or any(one != standing[0] for one in standing) or not all(KEPT[what](one) for one in bounds):
        return None
    name = beside(what, *standing[0] or [None])
    return name if name in columns else None


def kept_by_the_latest(part: e.Expression) -> bool:
    """Whether the latest visit up to the as-of day meets a condition if any visit does."""
    match part:
        case e.Comparison(">=", e.VisitField("date"), bound):
            return not any(isinstance(node, e.VisitField) for node in e.walk(bound))
        case e.Comparison("<=", e.VisitField("date"), bound):
            return bound == AS_OF
    return False


def kept_by_the_first_of_a_quarter(part: e.Expression) -> bool:
    """Whether the first visit of some quarter meets a condition if any visit does."""
    match part:
        case e.Comparison(">=", e.VisitField("date"), bound):
            return bound in QUARTER_STARTS
        case e.Comparison("<=", e.VisitField("date"), e.Moment()):
            return True
    return False


KEPT = {"until": kept_by_the_latest, "opens": kept_by_the_first_of_a_quarter}
QUARTER_STARTS = (LAST_QUARTER_START, *(quarter.first for quarter in QUARTERS))


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
