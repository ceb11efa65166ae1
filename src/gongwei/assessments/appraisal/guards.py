"""What the database itself refuses, whoever writes: any change to a locked round, any change to a step.

Triggers, because a rule that spans tables is beyond constraints. `install` and `remove` are for a migration. On SQLite a
later migration that alters one of these tables makes it anew without its triggers: it must install them again.
"""

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

from .models import Appeal, AppealStep, Appraised, Round, RoundStep, Score
from .states import LOCKED

REFUSAL = "gongwei: a locked round and the steps of rounds and appeals never change"
OF_A_ROUND = "EXISTS (SELECT 1 FROM {round} r WHERE r.code = {row}.round_id AND r.state = '{locked}')"
OF_AN_APPEAL = ("EXISTS (SELECT 1 FROM {round} r JOIN {appeal} a ON a.round_id = r.code"
                " WHERE a.id = {row}.appeal_id AND r.state = '{locked}')")
LOCKED_ROWS = {
    Round: "{row}.state = '{locked}'", RoundStep: OF_A_ROUND, Appraised: OF_A_ROUND, Score: OF_A_ROUND, Appeal: OF_A_ROUND,
    AppealStep: OF_AN_APPEAL,
}
APPENDED = (RoundStep, AppealStep)


def guards() -> Iterator[tuple[str, str, str, str]]:
    """(name, table, event, condition) of each refusal; condition in SQL of OLD and NEW."""
    names = {"round": Round._meta.db_table, "appeal": Appeal._meta.db_table, "locked": LOCKED}
    for model, locked in LOCKED_ROWS.items():
        table = model._meta.db_table
        for event, rows in (("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",))):
            if model is Round:  # the step into the locked state is itself a change
                rows = tuple(row for row in rows if row == "OLD")
            condition = " OR ".join(locked.format(row=row, **names) for row in rows)
            if model in APPENDED and event != "INSERT":
                condition = "TRUE"
            if condition:
                yield f"{table}_{event.lower()}_kept", table, event, condition


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers; those of the same names are replaced."""
    remove(connection)
    with connection.cursor() as cursor:
        for name, table, event, condition in guards():
            if connection.vendor == "postgresql":
                cursor.execute(
                    f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN"
                    f" RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END IF;"
                    f" RETURN {'OLD' if event == 'DELETE' else 'NEW'}; END $$")
                cursor.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
            else:
                cursor.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition}"
                               f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END")


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away."""
    with connection.cursor() as cursor:
        for name, table, _event, _condition in guards():
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
                cursor.execute(f"DROP FUNCTION IF EXISTS {name}()")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
