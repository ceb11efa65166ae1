"""The prepared rows that the baseline and the floor are given: columns of the snapshot, those that their answers need.

Both get what depends on one person's records but on no day ready made: chains of enrolments, the order of visits,
whether an exam is filled. What depends on the day they work out themselves, as Gongwei does.
"""

import duckdb

from gongwei.concepts.health_exam import ALWAYS_FILLED, FILLED_FOR_OLDER_PEOPLE
from gongwei.records.snapshot import update
from gongwei.records.snapshot.opening import open_snapshot

from .measuring import snapshot_home

PROGRAMME = "hypertension"


def filled(fields: tuple[str, ...]) -> str:
    """SQL: every one of these fields holds a value or was refused."""
    return " AND ".join(f"(\"{field}\" IS NOT NULL OR list_contains(refused, '{field}'))" for field in fields)


def always_and_older() -> tuple[str, str]:
    """SQL of the two lists of fields that make an exam complete. ValueError when there have come to be several."""
    if len(ALWAYS_FILLED.values) > 1 or len(FILLED_FOR_OLDER_PEOPLE.values) > 1:
        raise ValueError("the bench knows one list of fields that make an exam complete, there are several by now")
    return filled(ALWAYS_FILLED.values[0].value), filled(FILLED_FOR_OLDER_PEOPLE.values[0].value)


ALWAYS, OLDER = always_and_older()
QUERIES = {
    "resident": "SELECT resident, birth_date FROM person ORDER BY resident",
    "residency": 'SELECT resident, serial, unit, "start", "end" FROM residency ORDER BY resident, serial',
    "enrolment": f"""SELECT resident, serial, "start", "end", end_reason, chain_start FROM enrolment
        WHERE programme = '{PROGRAMME}' ORDER BY resident, serial""",
    "followup": """SELECT resident, date, seq, mode, sbp, dbp FROM visit_hypertension_followup
        WHERE done ORDER BY resident, seq""",
    "exam": f"""SELECT resident, date, seq, {ALWAYS} AS filled_always, {OLDER} AS filled_older FROM visit_health_exam
        WHERE done ORDER BY resident, seq""",
}


def opened() -> duckdb.DuckDBPyConnection:
    """The snapshot's tables."""
    return open_snapshot(snapshot_home(), update(snapshot_home())).connection
