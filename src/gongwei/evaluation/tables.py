"""The tables that the columnar engine reads, and how they are prepared from raw records.

Raw tables hold what was recorded. Preparation adds what depends on one person's records but on no as-of day, so that it
is computed once when the snapshot is written: the order of visits (`seq`), the unit at which a visit counts, the order of
residencies and enrolments (`serial`, and `only` where a person has no other), and the chains of enrolments.

    person      resident, birth_date, sex, record_opened, electronic, key_groups
                                                                    + home, home_start, home_end: the only residency
    residency   resident, unit, start, end                          + serial, only; start filled with the birth date
    enrolment   resident, programme, id, start, end, end_reason, one column an attribute
                                                                    + serial, only, chain, chain_start, end_order
    visit_F     resident, date, id, unit, mode, done, refused, one column a field of form F    + seq; unit filled
                                                                    + holds_…: what stands whatever the day
                                                                    + until…, opens…: see `prepare_visits`
"""

from collections.abc import Iterable, Mapping
from datetime import date

import ibis
import pyarrow as pa
from ibis.expr.types import IntegerValue, Table, Value

from gongwei.definition.expression import Expression
from gongwei.definition.form import Field, Form, Kind
from gongwei.definition.indicator import UNRELEASING_REASONS
from gongwei.definition.programme import Programme

from .functions import latest_of
from .meaning import Meaning
from .person import Person
from .standing import Standing, beside

ARROW = {
    Kind.INTEGER: pa.int32(), Kind.NUMBER: pa.float64(), Kind.CODE: pa.string(), Kind.TEXT: pa.string(),
    Kind.DATE: pa.date32(),
}
OPEN_END = date(9999, 12, 31)
DAY_ZERO = date(1800, 1, 1)
MOST_SPELLS = 4096

PERSON = pa.schema([
    ("resident", pa.int64()), ("birth_date", pa.date32()), ("sex", pa.int8()), ("record_opened", pa.date32()),
    ("electronic", pa.bool_()), ("key_groups", pa.list_(pa.string())),
])
RESIDENCY = pa.schema([
    ("resident", pa.int64()), ("unit", pa.string()), ("start", pa.date32()), ("end", pa.date32()),
])
ENROLMENT = pa.schema([
    ("resident", pa.int64()), ("programme", pa.string()), ("id", pa.string()), ("start", pa.date32()),
    ("end", pa.date32()), ("end_reason", pa.string()),
])
VISIT = pa.schema([
    ("resident", pa.int64()), ("date", pa.date32()), ("id", pa.string()), ("unit", pa.string()),
    ("mode", pa.string()), ("done", pa.bool_()), ("refused", pa.list_(pa.string())),
])


def _with_fields(schema: pa.Schema, fields: Iterable[Field]) -> pa.Schema:
    for field in fields:
        if field.name not in schema.names:
            schema = schema.append(pa.field(field.name, ARROW[field.kind]))
    return schema


def visit_table(form: str) -> str:
    """The name of a form's table."""
    return f"visit_{form}"


def raw_schemas(forms: Iterable[Form], programmes: Iterable[Programme]) -> dict[str, pa.Schema]:
    """The raw tables' columns by table name."""
    attributes = [field for programme in programmes for field in programme.attributes]
    return {
        "person": PERSON, "residency": RESIDENCY, "enrolment": _with_fields(ENROLMENT, attributes),
        **{visit_table(form.id): _with_fields(VISIT, form.fields) for form in forms},
    }


def raw_tables(people: Iterable[Person], schemas: Mapping[str, pa.Schema]) -> dict[str, pa.Table]:
    """Raw tables holding these people's records."""
    rows: dict[str, list[dict]] = {name: [] for name in schemas}
    for person in people:
        key = {"resident": person.resident}
        rows["person"].append({**key, **{name: getattr(person, name) for name in PERSON.names[1:-1]},
                               "key_groups": sorted(person.key_groups)})
        rows["residency"] += [{**key, **vars(stay)} for stay in person.residencies]
        rows["enrolment"] += [{**key, **spell.attributes, **vars(spell)} for spell in person.enrolments]
        for visit in person.visits:
            rows[visit_table(visit.form)].append({
                **visit.values, **key, "date": visit.date, "id": visit.id, "unit": visit.unit, "mode": visit.mode,
                "done": visit.result == "done",
                "refused": [name for name, why in visit.absent.items() if why == "refused"],
            })
    return {name: pa.Table.from_pylist(rows[name], schema) for name, schema in schemas.items()}


def prepare(raw: Mapping[str, Table], standing: Standing) -> dict[str, Table]:
    """The tables of the columnar engine, as expressions over the raw ones."""
    residencies = prepare_residencies(raw["residency"], raw["person"])
    visits = {name: prepare_visits(table, residencies, raw["person"], standing.get(name.removeprefix("visit_"), {}))
              for name, table in raw.items() if name.startswith("visit_")}
    persons, enrolments = prepare_persons(raw["person"], residencies), prepare_enrolments(raw["enrolment"])
    return {"person": persons, "residency": residencies, "enrolment": enrolments, **visits}


def prepare_persons(person: Table, residencies: Table) -> Table:
    """People with their residency beside them if it is the only one, as it is for most."""
    only = residencies.filter(residencies.only)
    return person.left_join(only, "resident").select(
        *(person[name] for name in person.columns), home=only.unit, home_start=only.start, home_end=only.end
    )


def prepare_residencies(residency: Table, person: Table) -> Table:
    """Residencies with a start (empty: birth) and their order by start, then unit."""
    births = person.select("resident", "birth_date")
    begun = residency.left_join(births, "resident").select(
        residency.resident, residency.unit, start=ibis.coalesce(residency.start, births.birth_date), end=residency.end
    )
    order = [begun.start.asc(nulls_first=True), begun.unit]
    return begun.mutate(
        serial=ibis.row_number().over(group_by=begun.resident, order_by=order).cast("int32"),
        only=begun.count().over(group_by=begun.resident) == 1,
    )


def prepare_enrolments(enrolment: Table) -> Table:
    """Enrolments with their chains: `chain` numbers a person's chains in a programme, `chain_start` is its first start.

    `end_order` grows with the end (open last), then with start and id.
    """
    whose = ["resident", "programme"]
    rows = enrolment.mutate(
        serial=ibis.row_number().over(group_by=[enrolment[name] for name in whose],
                                      order_by=[enrolment.start, enrolment.id]).cast("int32"),
        only=enrolment.count().over(group_by=[enrolment[name] for name in whose]) == 1,
    )
    rows = rows.mutate(end_order=days_since(ibis.coalesce(rows.end, ibis.literal(OPEN_END))) * MOST_SPELLS + rows.serial)
    before = ibis.window(group_by=whose, order_by="serial", rows=(None, -1))
    rows = rows.mutate(
        previous=rows.end_order.max().over(before),
        previous_reason=ibis.coalesce(rows.end_reason, "").argmax(rows.end_order).over(before),
    )
    gap = days_since(rows.start) > rows.previous // MOST_SPELLS + 1
    released = ~rows.previous_reason.isin(["", *UNRELEASING_REASONS])
    rows = rows.mutate(begins=(rows.previous.isnull() | (gap & released)).cast("int32"))
    rows = rows.mutate(
        chain=rows.begins.sum().over(ibis.window(group_by=whose, order_by="serial", rows=(None, 0))).cast("int32")
    )
    rows = rows.mutate(chain_start=rows.start.min().over(ibis.window(group_by=[*whose, "chain"])))
    return rows.drop("previous", "previous_reason", "begins")


def prepare_visits(visit: Table, residencies: Table, person: Table, standing: Mapping[str, Expression]) -> Table:
    """Visits with their order within the person (`seq`, by date, then id), the unit at which they count, and what stands.

    `until` is the day of the person's next visit that was done (a day that never comes if there is none), `until_…` that
    of the next of which `holds_…` is true too: as of any day from this visit's to the one before, this visit is the latest.
    Unknown for a visit that is none of them. `opens` and `opens_…` are true of the first such visit in each quarter.
    """
    nowhere = visit.filter(visit.unit.isnull()).select("resident", "id", "date")
    stays = nowhere.join(residencies.select("resident", "unit", "start", "end", "serial"), "resident")
    stays = stays.filter(stays.start.isnull() | (stays.start <= stays.date), stays.end.isnull() | (stays.end > stays.date))
    homes = stays.group_by("id").agg(home=latest_of(stays.unit, stays.serial))
    rows = visit.left_join(homes, "id")
    rows = rows.select(*(visit[name] for name in visit.columns if name != "unit"),
                       unit=ibis.coalesce(visit.unit, homes.home))
    if standing:
        rows = rows.left_join(person.select("resident", "birth_date"), "resident").drop("resident_right")
        meaning = Meaning(rows)
        holds = {name: meaning.truth(condition, strict=True) for name, condition in standing.items()}
        rows = rows.mutate(**holds).drop("birth_date")
    in_order = {"group_by": rows.resident, "order_by": [rows.date, rows.id]}
    before, after = ibis.window(**in_order, rows=(None, -1)), ibis.window(**in_order, rows=(1, None))
    added: dict[str, Value] = {"seq": ibis.row_number().over(**in_order).cast("int32")}
    for holds, counts in {None: rows.done, **{name: rows.done & rows[name] for name in standing}}.items():
        day = ibis.ifelse(counts, rows.date, None)
        until = ibis.coalesce(day.min().over(after), ibis.literal(OPEN_END))
        last = day.max().over(before)
        added[beside("until", holds)] = ibis.ifelse(counts, until, None)
        added[beside("opens", holds)] = counts & (last.isnull() | (last.truncate("Q") < rows.date.truncate("Q")))
    return rows.mutate(**added)


def days_since(day) -> IntegerValue:
    """A date as a number of days."""
    return day.delta(ibis.literal(DAY_ZERO), unit="day")


PREPARED = {
    "person": [("home", pa.string()), ("home_start", pa.date32()), ("home_end", pa.date32())],
    "residency": [("serial", pa.int32()), ("only", pa.bool_())],
    "enrolment": [("serial", pa.int32()), ("only", pa.bool_()), ("end_order", pa.int64()), ("chain", pa.int32()),
                  ("chain_start", pa.date32())],
    "visit": [("seq", pa.int32()), ("until", pa.date32()), ("opens", pa.bool_())],
}


def prepared_schemas(forms: Iterable[Form], programmes: Iterable[Programme], standing: Standing) -> dict[str, pa.Schema]:
    """The prepared tables' columns by table name, in any order."""
    holds = {visit_table(form): [column for name in conditions for column in (
        (name, pa.bool_()), (beside("until", name), pa.date32()), (beside("opens", name), pa.bool_()))]
        for form, conditions in standing.items()}
    return {name: pa.schema([*schema, *PREPARED.get(name.split("_")[0], ()), *holds.get(name, ())])
            for name, schema in raw_schemas(forms, programmes).items()}
