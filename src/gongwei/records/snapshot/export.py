"""From the database to one layer's Parquet files: streamed in chunks, typed by the forms, prepared by `evaluation.tables`."""

import shutil
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import duckdb
import ibis
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gongwei.definition.form import Kind
from gongwei.evaluation.standing import standing
from gongwei.evaluation.tables import prepare, prepared_schemas, raw_schemas, visit_table
from gongwei.programmes.registry import FORMS, INDICATORS, PROGRAMMES, SCHEDULES
from gongwei.records import queries

MEMORY = "768MB"
ROWS_A_GROUP = 122_880
SQL_TYPE = {Kind.INTEGER: "INTEGER", Kind.NUMBER: "DOUBLE", Kind.CODE: "VARCHAR", Kind.TEXT: "VARCHAR", Kind.DATE: "DATE"}
ORDER = {"person": "resident", "residency": '"only", resident, serial', "enrolment": "programme, resident, serial"}

STREAMED = {
    "resident": queries.RESIDENT_COLUMNS, "residency": queries.RESIDENCY_COLUMNS,
    "enrolment": queries.ENROLMENT_COLUMNS, "visit": queries.VISIT_COLUMNS,
}
NUMBERS = {"id": pa.int64(), "resident_id": pa.int64(), "serial": pa.int32(), "sex": pa.int8(), "electronic": pa.bool_()}


def write_layer(folder: Path, residents: Collection[int] | None = None) -> dict[str, int]:
    """Write all records, or those of some residents, into an empty folder; gives the rows of each table."""
    staging = folder / "staging"
    staging.mkdir(parents=True)
    stage(staging, "resident", queries.stream_residents(residents))
    stage(staging, "residency", queries.stream_residencies(residents))
    stage(staging, "enrolment", queries.stream_enrolments(residents))
    empty = {visit_table(form) for form in FORMS} - stage_visits(staging, queries.stream_visits(residents))
    rows = {}
    with duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(staging / "spill")}) as connection:
        for name, query in raw_queries(staging).items():
            if name not in empty:
                connection.execute(f"CREATE VIEW raw_{name} AS {query}")
        for name, query in preparations().items():
            order = ORDER.get(name, "date_trunc('quarter', date), resident, seq")
            target = folder / f"{name}.parquet"
            if name in empty:  # most forms, when a layer is of few people: planning the query would take the longest
                pq.write_table(SCHEMAS[name].empty_table(), target)
                rows[name] = 0
                continue
            connection.execute(f"COPY (SELECT {COLUMNS[name]} FROM ({query}) ORDER BY {order}) TO {quoted(target)} "
                               f"(FORMAT parquet, PARQUET_VERSION v2, COMPRESSION lz4, ROW_GROUP_SIZE {ROWS_A_GROUP})")
            rows[name] = pq.read_metadata(target).num_rows
    shutil.rmtree(staging)
    return rows


def stage(staging: Path, table: str, chunks: Iterable[list[tuple]]) -> None:
    """Write streamed rows of one table to Parquet as they come."""
    schema = arrow_schema(STREAMED[table])
    with parquet(staging, table, schema) as target:
        for chunk in chunks:
            target.write_batch(columnar(chunk, schema))


def stage_visits(staging: Path, chunks: Iterable[list[tuple]]) -> set[str]:
    """Write streamed visits to one Parquet file a form; gives the tables that have rows."""
    schema = arrow_schema(("form", *STREAMED["visit"])).set(3, pa.field("id", pa.string()))
    targets: dict[str, pq.ParquetWriter] = {}
    with ExitStack() as files:
        for chunk in chunks:
            rows = columnar(chunk, schema)
            for form in pc.unique(rows["form"]).to_pylist():
                if form in FORMS:
                    name = visit_table(form)
                    if name not in targets:
                        targets[name] = files.enter_context(parquet(staging, name, schema))
                    targets[name].write_batch(rows.filter(pc.equal(rows["form"], form)))
    return set(targets)


def arrow_schema(columns: Sequence[str]) -> pa.Schema:
    """The types in which streamed columns are staged."""
    return pa.schema([(column, NUMBERS.get(column, pa.string())) for column in columns])


def columnar(rows: Sequence[tuple], schema: pa.Schema) -> pa.RecordBatch:
    """Streamed rows as columns."""
    columns = zip(zip(*rows, strict=True), schema, strict=True)
    return pa.record_batch([pa.array(values, column.type) for values, column in columns], schema=schema)


def parquet(staging: Path, name: str, schema: pa.Schema) -> pq.ParquetWriter:
    """A staged file. Texts that hardly repeat are no dictionary."""
    few = [column.name for column in schema if column.name in ("form", "date", "unit_id", "mode", "result")]
    return pq.ParquetWriter(staging / f"{name}.parquet", schema, compression="lz4", use_dictionary=few)


def raw_queries(staging: Path) -> Mapping[str, str]:
    """The raw tables of `evaluation.tables` as queries over the staged files."""

    def staged(name: str) -> str:
        return f"read_parquet({quoted(staging / f'{name}.parquet')})"

    attributes = {field.name: SQL_TYPE[field.kind] for programme in PROGRAMMES for field in programme.attributes}
    return {
        "person": f"""SELECT id AS resident, birth_date::DATE AS birth_date, sex, electronic,
            record_opened::DATE AS record_opened,
            CASE WHEN key_groups = '' THEN []::VARCHAR[] ELSE string_split(key_groups, ';') END AS key_groups
            FROM {staged('resident')}""",
        "residency": f"""SELECT resident_id AS resident, unit_id AS unit, "start"::DATE AS "start", "end"::DATE AS "end"
            FROM {staged('residency')}""",
        "enrolment": f"""SELECT resident_id AS resident, programme, code AS id, "start"::DATE AS "start", "end"::DATE AS "end",
            nullif(end_reason, '') AS end_reason, unnest(json_transform(attributes, '{structure(attributes)}'))
            FROM {staged('enrolment')}""",
        **{visit_table(form.id): f"""SELECT resident_id AS resident, date::DATE AS date, id, unit_id AS unit,
            nullif(mode, '') AS mode, result = 'done' AS done, {REFUSED} AS refused,
            unnest(json_transform(answers, '{structure({field.name: SQL_TYPE[field.kind] for field in form.fields})}'))
            FROM {staged(visit_table(form.id))}""" for form in FORMS.values()},
    }


REFUSED = """CASE WHEN contains(answers, '"_absent"')
    THEN list_filter(json_keys(answers, '$._absent'), lambda field: ((answers->'_absent')->>field) = 'refused')
    ELSE []::VARCHAR[] END"""


def quoted(path: Path) -> str:
    """A path as SQL writes it."""
    return "'" + str(path).replace("'", "''") + "'"


def structure(columns: Mapping[str, str]) -> str:
    """The JSON structure that `json_transform` takes: column → type."""
    return "{" + ",".join(f'"{name}":"{kind}"' for name, kind in columns.items()) + "}"


@cache
def preparations() -> Mapping[str, str]:
    """The prepared tables of `evaluation.tables` as queries over the raw ones; compiled once, when first needed."""
    raw = {name: ibis.table(ibis.Schema.from_pyarrow(schema), name=f"raw_{name}")
           for name, schema in raw_schemas(FORMS.values(), PROGRAMMES).items()}
    return {name: ibis.to_sql(table, dialect="duckdb") for name, table in prepare(raw, STANDING).items()}


STANDING = standing((*INDICATORS.values(), *SCHEDULES.values()))
SCHEMAS = prepared_schemas(FORMS.values(), PROGRAMMES, STANDING)
COLUMNS = {name: ", ".join(f'"{column.name}"' for column in schema) for name, schema in SCHEMAS.items()}
