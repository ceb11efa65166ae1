"""Functions of the columnar engine that Ibis has no name for."""

from datetime import date
from functools import cache

import ibis
from ibis.expr.types import DateScalar, Value

from gongwei.definition.expression import Moment


@cache
def _picker(function: str, argument: str, order: str):
    types = (ibis.dtype(argument), ibis.dtype(order))

    @ibis.udf.agg.builtin(name=function, signature=(types, types[0]))
    def pick(value, by):
        """The value on the row with the extreme order; unknown where that row's value is unknown."""

    return pick


def latest_of(value: Value, by: Value, where: Value | None = None) -> Value:
    """The value on the row with the greatest `by`, which may be unknown (unlike `argmax`, which passes over those)."""
    return _pick("arg_max_null", value, by, where)


def earliest_of(value: Value, by: Value, where: Value | None = None) -> Value:
    """The value on the row with the least `by`."""
    return _pick("arg_min_null", value, by, where)


def _pick(function: str, value: Value, by: Value, where: Value | None) -> Value:
    pick = _picker(function, str(value.type()), str(by.type()))
    return pick(value, by) if where is None else pick(value, by, where=where)


@cache
def _macro(name: str):
    @ibis.udf.scalar.builtin(name=f"moment_{name}")
    def moment() -> date:
        """A day that the as-of day determines."""

    return moment


def moment(node: Moment) -> DateScalar:
    """A moment as a call of the macro that `define_moments` defines: one compiled text serves every as-of day."""
    return _macro(node.name)()


def define_moments(days: dict[str, date]) -> list[str]:
    """Statements that give the moments their days."""
    return [f"CREATE OR REPLACE MACRO moment_{name}() AS DATE '{day.isoformat()}'" for name, day in days.items()]
