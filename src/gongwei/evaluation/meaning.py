"""The columnar meaning of each expression, given the columns at hand."""

from collections.abc import Iterable, Mapping
from functools import singledispatchmethod

import ibis
from ibis.expr.types import BooleanValue, DateScalar, Table, Value

from gongwei.definition import expression as e
from gongwei.definition.calendar import AS_OF

from .functions import moment

AGGREGATES = (e.Exists, e.CountOf, e.PickedField)
LOGICAL = (e.Comparison, e.Among, e.Mentions, e.Missing, e.Every, e.Some, e.Not, e.Exists, e.InKeyGroup, e.ResidentAtAsOf,
           e.Filled)
PERSON_LEVEL = (*AGGREGATES, e.PersonField, e.EnrolmentField, e.InKeyGroup, e.SubjectField)


def person_level(node: object) -> bool:
    """Whether an expression's node speaks of the person rather than of the visit at hand."""
    return isinstance(node, PERSON_LEVEL)


class Meaning:
    """Expressions as columns of `table`; `columns` names those that hold the aggregates.

    An age is compared as a birth date with a day that many years earlier: no age needs to be worked out.
    `truth` gives a column that is true where the expression holds; elsewhere it may be null, which a filter and a case
    take as false. `strict` makes it false there, as a negation and a stored value need it.
    """

    def __init__(self, table: Table, columns: Mapping[e.Expression, str] | None = None) -> None:
        self.table, self.columns = table, columns or {}

    @staticmethod
    def as_of() -> DateScalar:
        """The as-of day."""
        return moment(AS_OF)

    def truths(self, conditions: Iterable[e.Expression]) -> list[BooleanValue]:
        """A column for each condition."""
        return [self.truth(condition) for condition in conditions]

    def truth(self, node: e.Expression, *, strict: bool = False) -> BooleanValue:
        """True where the expression holds."""
        match node:
            case e.Every(parts):
                return ibis.and_(*(self.truth(part, strict=strict) for part in parts)) if parts else ibis.literal(True)
            case e.Some(parts):
                return ibis.or_(*(self.truth(part, strict=strict) for part in parts)) if parts else ibis.literal(False)
            case e.Not(part):
                return ~self.truth(part, strict=True)
            case e.Missing(value):
                return self.value(value).isnull()
            case e.Filled(name):
                held = self.table[name].notnull() | self.table.refused.contains(name)
            case e.Comparison(">=" | "<" as operator, e.CompletedYears(since, day), years):
                latest = (self.value(day).cast("timestamp") - self.value(years).as_interval("Y")).cast("date")
                held = compare("<=" if operator == ">=" else ">", self.value(since), latest)
            case e.Comparison(operator, left, right):
                held = compare(operator, self.value(left), self.value(right))
            case e.Among(value, values):
                held = self.value(value).isin(values)
            case e.Mentions(text):
                held = self.value(text).re_search(node.pattern)
            case _:
                held = self.value(node)
        return held.fill_null(False) if strict and not isinstance(node, e.Exists | e.Literal) else held

    @singledispatchmethod
    def value(self, node: e.Expression) -> Value:
        """The value of an expression; null is unknown."""
        if isinstance(node, LOGICAL):
            return self.truth(node, strict=True)
        raise TypeError(f"the columnar engine does not know {type(node).__name__}")

    @value.register
    def _(self, node: e.Literal):
        return ibis.literal(node.value)

    @value.register
    def _(self, node: e.Moment):
        return moment(node)

    @value.register
    def _(self, node: e.PersonField):
        return self.table[node.name]

    @value.register
    def _(self, node: e.InKeyGroup):
        return self.table.key_groups.contains(node.code).fill_null(False)

    @value.register
    def _(self, node: e.ResidentAtAsOf):
        return ibis.literal(True)

    @value.register
    def _(self, node: e.EnrolmentField):
        return self.table[f"{node.programme}__{node.name}"]

    @value.register
    def _(self, node: e.SubjectField):
        return self.table[f"subject_{node.name}"]

    @value.register
    def _(self, node: e.VisitField):
        return self.table[node.name]

    @value.register(e.Exists)
    @value.register(e.CountOf)
    @value.register(e.PickedField)
    def _(self, node):
        return self.table[self.columns[node]]

    @value.register
    def _(self, node: e.Arithmetic):
        left, right = self.value(node.left), self.value(node.right)
        match node.operator:
            case "+":
                return left + right
            case "-":
                return left - right
            case "*":
                return left * right
            case "//":
                return (left // right).cast("int64")

    @value.register
    def _(self, node: e.Extreme):
        parts = [self.value(part) for part in node.parts]
        return ibis.least(*parts) if node.which == "least" else ibis.greatest(*parts)

    @value.register
    def _(self, node: e.CompletedYears):
        return (month_and_day(self.value(node.day)) - month_and_day(self.value(node.since))) // 10_000

    @value.register
    def _(self, node: e.DaysBetween):
        return self.value(node.last).delta(self.value(node.first), unit="day")

    @value.register
    def _(self, node: e.PlusDays):
        return (self.value(node.day).cast("timestamp") + self.value(node.days).as_interval("D")).cast("date")

    @value.register
    def _(self, node: e.PlusMonths):
        return (self.value(node.day).cast("timestamp") + ibis.interval(months=node.months)).cast("date")

    @value.register
    def _(self, node: e.Case):
        branches = [(self.truth(condition), self.value(result)) for condition, result in node.branches]
        return ibis.cases(*branches, else_=None if node.otherwise is None else self.value(node.otherwise))


def month_and_day(day: Value) -> Value:
    """A date as the number yyyymmdd: whole ten-thousands of a difference are completed years."""
    return day.year().cast("int32") * 10_000 + day.month() * 100 + day.day()


def compare(operator: str, left: Value, right: Value) -> BooleanValue:
    """A comparison; null when one side is."""
    match operator:
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case ">=":
            return left >= right
    return left == right
