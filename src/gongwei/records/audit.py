"""Every write leaves an entry, in the same transaction; the entry's id is the change number."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime

from django.db import connection, transaction
from django.utils.timezone import get_default_timezone

from gongwei.records.models import AuditEntry

WRITERS = 0x676F6E67776569  # "gongwei": the key of the advisory lock, known to no other program


@contextmanager
def one_writer() -> Iterator[None]:
    """A transaction that no other writer overlaps from here on.

    On PostgreSQL a number drawn early may be committed late: a reader who has seen change 8 would never come back for
    change 7. So writers queue from before the number is drawn until the commit. SQLite has one writer anyway.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITERS])
        yield


def day_of(at: datetime) -> date:
    """The day of a moment where the work is done."""
    return at.astimezone(get_default_timezone()).date()


def record(
    *, actor: str, at: datetime, action: str, target: str = "", detail: Mapping[str, object] | None = None
) -> AuditEntry:
    """Write the entry of a change, inside `one_writer`. `detail` holds codes and counts, never names or numbers of
    people."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an audit entry belongs to the transaction of its change")
    return AuditEntry.objects.create(actor=actor, at=at, action=action, target=target, detail=dict(detail or {}))
