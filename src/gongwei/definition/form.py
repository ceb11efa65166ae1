"""What is written down at a visit, and which entries are refused or asked about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cached_property

from .expression import Expression
from .message import Message
from .source import Source

ABSENT = ("refused", "unmeasured")
"""What a field may hold in place of a value, unless it is one of its codes."""
MOST_DIGITS = 15
"""A number with more digits before the point is none that anybody measured."""


class Kind(StrEnum):
    """What a field's values are."""

    INTEGER = "integer"
    NUMBER = "number"
    CODE = "code"
    TEXT = "text"
    DATE = "date"


@dataclass(frozen=True)
class Problem:
    """Something wrong (hard: refused) or unusual (flag: kept and asked about) with an entry. `message` is in the user's words."""

    field: str
    code: str
    message: str


@dataclass(frozen=True)
class Reading:
    """One entry as understood: a value, or why there is none (`absent`), or a problem; perhaps a flag."""

    value: int | float | str | date | None = None
    absent: str | None = None
    problem: Problem | None = None
    flag: Problem | None = None


@dataclass(frozen=True)
class Field:
    """One question of a form.

    `hard` and `plausible` are inclusive ranges in `unit`: outside the first an entry is refused, outside the second it
    is flagged. `carried` facts are offered again at the next visit; measurements never are. `choices` maps codes to
    their Chinese wording; both are understood, anything else is kept and flagged, or refused when `closed`.
    Where an `expected` field is empty the visit is kept and flagged: it may count nowhere. `also`: other words for it.
    """

    name: str
    title: str
    kind: Kind = Kind.TEXT
    unit: str = ""
    hard: tuple[float | None, float | None] = (None, None)
    plausible: tuple[float | None, float | None] = (None, None)
    choices: tuple[tuple[str, str], ...] = ()
    carried: bool = False
    closed: bool = False
    expected: bool = False
    also: tuple[str, ...] = ()

    def read(self, entry: object) -> Reading:
        """Understand what was entered: text or a typed value. Empty is unknown."""
        text = "" if entry is None else str(entry).strip()
        if not text:
            return Reading()
        if text in ABSENT and text not in dict(self.choices):
            return Reading(absent=text)
        match self.kind:
            case Kind.TEXT:
                return Reading(text)
            case Kind.CODE:
                return self._read_code(text)
            case Kind.DATE:
                return self._read_date(text)
            case _:
                return self._read_number(text)

    @property
    def absence(self) -> Problem:
        """What is said where an expected field is empty."""
        return Problem(self.name, "missing", Message("未填{title},可能不计入任何指标", title=self.title))

    def _refuse(self, code: str, message: Message) -> Reading:
        return Reading(problem=Problem(self.name, code, message))

    def _read_code(self, text: str) -> Reading:
        for code, wording in self.choices:
            if text in (code, wording):
                return Reading(code)
        known = "、".join(f"{code}({wording})" for code, wording in self.choices)
        message = Message("{title}:「{entry}」不是可选的值,应为 {known} 之一", title=self.title, entry=text, known=known)
        if self.closed:
            return self._refuse("unknown_code", message)
        return Reading(text, flag=Problem(self.name, "unknown_code", message))

    def _read_date(self, text: str) -> Reading:
        try:
            return Reading(date.fromisoformat(text))
        except ValueError:
            message = Message("{title}:「{entry}」不是日期,应写作 2025-03-01", title=self.title, entry=text)
            return self._refuse("not_a_date", message)

    def _read_number(self, text: str) -> Reading:
        words = {"title": self.title, "entry": text, "unit": self.unit}
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or number.adjusted() > MOST_DIGITS:
            return self._refuse("not_a_number", Message("{title}:「{entry}」不是数字", **words))
        whole = number == number.to_integral_value()
        if self.kind is Kind.INTEGER and not whole:
            return self._refuse("not_an_integer", Message("{title}:「{entry}」应为整数", **words))
        if outside(number, self.hard):
            message = Message("{title}:{entry} 超出可能的范围 {range}{unit},请核对", range=range_text(self.hard), **words)
            return self._refuse("out_of_range", message)
        flag = None
        if outside(number, self.plausible):
            message = Message("{title}:{entry} 不常见(一般为 {range}{unit}),请确认", range=range_text(self.plausible), **words)
            flag = Problem(self.name, "implausible", message)
        return Reading(int(number) if self.kind is Kind.INTEGER else float(number), flag=flag)


def outside(number: Decimal, limits: tuple[float | None, float | None]) -> bool:
    """Whether a number lies outside an inclusive range; an open end has no limit."""
    low, high = limits
    return (low is not None and number < Decimal(str(low))) or (high is not None and number > Decimal(str(high)))


def range_text(limits: tuple[float | None, float | None]) -> str:
    """A range as people write it: `50–300`, `≥0`."""
    low, high = limits
    if high is None:
        return f"≥{low:g}"
    return f"≤{high:g}" if low is None else f"{low:g}–{high:g}"


@dataclass(frozen=True)
class Checked:
    """The answers of one visit after the form's checks. With `problems` the visit is refused; `flags` ask for confirmation."""

    answers: Mapping[str, object]
    absent: Mapping[str, str]
    problems: tuple[Problem, ...] = ()
    flags: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Form:
    """A form of a programme: its questions in the order of the national form.

    `below` names pairs of fields of which the first must be smaller than the second. `classes` are the rule's classes
    of such a visit in order, the first that holds applies; they stand beside the doctor's choice and never replace it.
    A form with `service` False (basic information) is not a service.
    """

    id: str
    title: str
    programme: str
    fields: tuple[Field, ...]
    source: Source
    below: tuple[tuple[str, str], ...] = ()
    classes: tuple[tuple[str, Expression], ...] = ()
    service: bool = True

    def __post_init__(self) -> None:
        names = [field.name for field in self.fields]
        if len(set(names)) != len(names):
            raise ValueError(f"{self.id}: a field stands twice")

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """Its fields by name."""
        return {field.name: field for field in self.fields}

    @cached_property
    def expected(self) -> tuple[str, ...]:
        """The fields whose absence is flagged."""
        return tuple(field.name for field in self.fields if field.expected)

    def check(self, answers: Mapping[str, object]) -> Checked:
        """Understand and check the answers of one visit. Unknown names are problems."""
        values, absent, problems, flags = {}, {}, [], []
        for name, entry in answers.items():
            if name not in self.by_name:
                problems.append(Problem(name, "unknown_field", Message("表单「{form}」没有「{name}」这一项", form=self.title, name=name)))
                continue
            reading = self.by_name[name].read(entry)
            if reading.problem:
                problems.append(reading.problem)
            elif reading.absent:
                absent[name] = reading.absent
            elif reading.value is not None:
                values[name] = reading.value
            if reading.flag:
                flags.append(reading.flag)
        flags += [self.by_name[name].absence for name in self.expected if name not in values]
        problems += self.disorder(values)
        return Checked(values, absent, tuple(problems), tuple(flags))

    def disorder(self, values: Mapping[str, object]) -> list[Problem]:
        """Pairs of `below` that stand the wrong way round."""
        return [
            Problem(low, "not_below", Message("{low}({less})应小于{high}({more})", low=self.by_name[low].title,
                                              less=values[low], high=self.by_name[high].title, more=values[high]))
            for low, high in self.below
            if values.get(low) is not None and values.get(high) is not None and values[low] >= values[high]
        ]
