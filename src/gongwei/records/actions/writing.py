"""The one path by which keyed rows reach a table: new ones are inserted, known ones compared, changed ones revised.

Rows go in by the database's fastest door (COPY, executemany): an import is measured against exactly that.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.core.serializers.json import DjangoJSONEncoder
from django.db import DataError, IntegrityError, connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Max, Model

from gongwei.records import audit
from gongwei.records.models import AuditEntry, Flag, Revision, Written
from gongwei.records.rows import FlagRow, Loaded

PARAMETERS = 10_000
"""Values asked for in one query; SQLite takes 32 766."""


class Refused(ValueError):
    """A write that the records do not allow; the message is for the user."""


@dataclass(frozen=True)
class Table:
    """A table and the fields of its rows in order; the first `keys` of them identify a row."""

    model: type[Written]
    names: tuple[str, ...]
    keys: int = 1

    @property
    def name(self) -> str:
        """What revisions and flags call it."""
        return self.model._meta.model_name

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """Attribute names in the order of the row."""
        return tuple(self.model._meta.get_field(name).attname for name in self.names)

    def key(self, row: Sequence[object]) -> str:
        """A row's key as one text."""
        return "|".join(str(part) for part in row[: self.keys])

    def known(self, rows: Sequence[tuple]) -> dict[tuple, tuple]:
        """What the table holds under the keys of these rows: key → row."""
        first = {row[0] for row in rows}
        if all_beyond(self.model, self.fields[0], first):
            return {}
        wanted = {row[: self.keys] for row in rows}
        found = {}
        for part in parts(list(first)):
            narrowed = self.model.objects.filter(**{f"{self.fields[0]}__in": part})
            for held in narrowed.values_list(*self.fields).iterator():
                if held[: self.keys] in wanted:
                    found[held[: self.keys]] = held
        return found


def load(
    table: Table, rows: Sequence[tuple], *, actor: str, at: datetime, action: str, target: str = "", flags:
    Iterable[FlagRow] = ()
) -> Loaded:
    """Write a batch: one transaction, one entry with counts; nothing at all when the table holds these rows already.

    ValueError when two rows of the batch have one key.
    """
    rows = [tuple(row) for row in rows]
    refuse_twins(table, rows)
    with audit.one_writer():
        known = table.known(rows)
        new = [row for row in rows if row[: table.keys] not in known]
        changed = [row for row in rows if known.get(row[: table.keys], row) != row]
        loaded = Loaded(len(new), len(rows) - len(new) - len(changed), len(changed))
        if not new and not changed:
            return loaded
        entry = audit.record(actor=actor, at=at, action=action, target=target, detail=counts(loaded))
        insert(table.model, table.fields, new, entry)
        keep_revisions(
            table.name,
            {table.key(row): dict(zip(table.fields, known[row[: table.keys]], strict=True)) for row in changed},
            entry,
        )
        update(table, changed, entry)
        put_flags(table.name, {table.key(row) for row in new}, {table.key(row) for row in changed}, flags, entry)
    return loaded


def refuse_twins(table: Table, rows: Sequence[tuple]) -> None:
    """Two rows with one key in a batch have no order: whose content would stand?"""
    if len({row[: table.keys] for row in rows}) != len(rows):
        raise ValueError(f"{table.name}: a key stands twice in the batch")


def counts(loaded: Loaded) -> dict[str, int]:
    """The counts of a batch, for its audit entry."""
    return {"created": loaded.created, "unchanged": loaded.unchanged, "revised": loaded.revised}


def parts(values: Sequence, size: int = PARAMETERS) -> Iterator[Sequence]:
    """Values in pieces small enough for one query."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def insert(model: type[Written], fields: Sequence[str], rows: Sequence[tuple], entry: AuditEntry) -> None:
    """New rows, each with the change number of its entry."""
    columns = [model._meta.get_field(name).column for name in fields]
    pour(model, columns, rows, {"change_id": entry.pk})


def pour(
    model: type[Written], columns: Sequence[str], rows: Iterable[Sequence[object]], same: Mapping[str, object]
) -> None:
    """Rows of column values into a table by COPY (PostgreSQL) or executemany (SQLite). `same`: column → what all rows
    hold in it.

    IntegrityError and DataError say what is wrong, not in which row: PostgreSQL would repeat names and numbers.
    """
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), ", ".join(quote(column) for column in (*columns, *same))
    try:
        with connection.wrap_database_errors, connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                    last = tuple(same.values())
                    for row in rows:
                        copy.write_row((*row, *last))
            else:
                places = ", ".join([*["%s"] * len(columns), *literals(cursor, same.values())])
                cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)
    except (IntegrityError, DataError) as error:
        wrong = error.__cause__.diag.message_primary if connection.vendor == "postgresql" else error
        raise type(error)(f"{model._meta.db_table}: {wrong}") from None


def literals(cursor: CursorWrapper, values: Collection[object]) -> list[str]:
    """Values as SQLite writes them into a statement: taken once, not with every row."""
    cursor.execute(f"SELECT {', '.join(['quote(%s)'] * len(values))}", list(values))
    return [str(literal).replace("%", "%%") for literal in cursor.fetchone()]


def all_beyond(model: type[Model], field: str, ids: Collection[str]) -> bool:
    """Whether a table holds no id from the least to the greatest of these: so it mostly is, new ids follow the old."""
    return not ids or not model.objects.filter(**{f"{field}__gte": min(ids), f"{field}__lte": max(ids)}).exists()


def known_keys(model: type[Model], column: str, values: Sequence[str]) -> list[str]:
    """Which of these values a unique column holds already. Asked of every batch, so asked without the ORM's detours."""
    quote = connection.ops.quote_name
    select = f"SELECT {quote(column)} FROM {quote(model._meta.db_table)} WHERE {quote(column)}"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"{select} = ANY(%s)", [list(values)])
        else:
            cursor.execute(f"{select} IN (SELECT value FROM json_each(%s))", [json.dumps(sorted(values))])
        return [value for (value,) in cursor.fetchall()]


def next_ids(model: type[Written], count: int) -> Sequence[int]:
    """Primary keys for new rows that others of the same batch refer to; inside `one_writer`."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [number for (number,) in cursor.fetchall()]
        cursor.execute(f"SELECT COALESCE(MAX(id), 0) FROM {connection.ops.quote_name(table)}")
        first = cursor.fetchone()[0] + 1
        return range(first, first + count)


def update(table: Table, rows: Sequence[tuple], entry: AuditEntry) -> None:
    """New content of known rows."""
    quote, meta = connection.ops.quote_name, table.model._meta
    columns = [quote(meta.get_field(name).column) for name in table.fields]
    assignments = ", ".join(f"{column} = %s" for column in [*columns[table.keys :], "change_id"])
    condition = " AND ".join(f"{column} = %s" for column in columns[: table.keys])
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quote(meta.db_table)} SET {assignments} WHERE {condition}",
            [(*row[table.keys :], entry.pk, *row[: table.keys]) for row in rows],
        )


def next_revisions(name: str, keys: Sequence[str]) -> dict[str, int]:
    """The number under which the present content of each key is to be kept: 1 for a first correction."""
    last = {}
    for part in parts(keys):
        kept = Revision.objects.filter(model=name, key__in=part)
        last.update(kept.values_list("key").annotate(Max("revision")))
    return {key: last.get(key, 0) + 1 for key in keys}


def keep_revisions(name: str, former: dict[str, dict[str, object]], entry: AuditEntry) -> None:
    """Keep what rows were before this change: key → former content."""
    numbers = next_revisions(name, list(former))
    Revision.objects.bulk_create(
        [
            Revision(model=name, key=key, revision=numbers[key], content=as_json(content), change=entry)
            for key, content in former.items()
        ],
        batch_size=1000,
    )


def as_json(content: dict[str, object]) -> dict[str, object]:
    """Content with dates and decimals as text."""
    return json.loads(json.dumps(content, cls=DjangoJSONEncoder))


def put_flags(name: str, created: set[str], revised: set[str], flags: Iterable[FlagRow], entry: AuditEntry) -> None:
    """The findings on rows just written replace those on their former content."""
    written = created | revised
    for part in parts(list(revised)):
        Flag.objects.filter(model=name, key__in=part).delete()
    Flag.objects.bulk_create(
        [Flag(model=name, change=entry, **flag._asdict()) for flag in flags if flag.key in written],
        batch_size=1000,
        ignore_conflicts=True,
    )
