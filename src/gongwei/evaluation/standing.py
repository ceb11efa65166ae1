"""What stands of a visit whatever the day: conditions that only its own entries and the birth date decide.

They are worked out once, when the snapshot is written, and kept as columns of the form's table; a condition finds its
column by its fingerprint, so a changed definition never meets an outdated one.
"""

from collections.abc import Collection, Iterable, Mapping

from gongwei.definition import expression as e
from gongwei.definition.fingerprint import fingerprint

from .meaning import PERSON_LEVEL

Standing = Mapping[str, Mapping[str, e.Expression]]
"""Form → column → condition."""
STANDING_FIELDS = (e.PersonField("birth_date"),)


def standing(definitions: Iterable[object]) -> dict[str, dict[str, e.Expression]]:
    """Form → column → condition: all that the definitions' sets of visits ask and no as-of day changes."""
    found: dict[str, dict[str, e.Expression]] = {}
    for visits in (node for definition in definitions for node in e.walk(definition) if isinstance(node, e.Visits)):
        for form in visits.forms:
            for part in conjuncts(visits.condition):
                if form != "*" and all(map(stands, e.walk(part))):
                    found.setdefault(form, {})[column_of(part)] = part
    return found


def stands(node: object) -> bool:
    """Whether no as-of day changes what an expression's node says of a visit."""
    return node in STANDING_FIELDS if isinstance(node, PERSON_LEVEL) else not isinstance(node, e.Moment | e.ResidentAtAsOf)


def column_of(condition: e.Expression) -> str:
    """The name of a condition's column."""
    return f"holds_{fingerprint(condition)}"


def known_already(condition: e.Expression | None, columns: Collection[str]) -> list[e.Expression]:
    """The parts of a condition, each replaced by its column where there is one."""
    return [e.VisitField(name) if (name := column_of(part)) in columns else part for part in conjuncts(condition)]


def conjuncts(condition: e.Expression | None) -> Iterable[e.Expression]:
    """The conditions that must all hold, flattened."""
    if isinstance(condition, e.Every):
        for part in condition.parts:
            yield from conjuncts(part)
    elif condition is not None and condition != e.TRUE:
        yield condition
