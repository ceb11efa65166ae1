"""Expressions: what can be said of one subject, as frozen values.

Two engines (`evaluation`) give an expression the same meaning:

* An unknown value stays unknown through arithmetic.
* A comparison, a membership or a logical operation either holds or not: with something unknown a comparison does not,
  and `~` is the plain opposite. Where "unknown" matters, say so with `.missing`.
* `least` and `greatest` pass over unknown values.
* The *latest* of some visits has the greatest date, of two on one day the greater id by code point.

Operators: `< <= > >= & | ~ + - *` and `//`; equality is `.equals(…)`, so that `==` keeps comparing the values themselves.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date

Constant = bool | int | float | str | date


class Expression:
    """What all expressions share: their operators."""

    def __lt__(self, other):
        return Comparison("<", self, lift(other))

    def __le__(self, other):
        return Comparison("<=", self, lift(other))

    def __gt__(self, other):
        return Comparison(">", self, lift(other))

    def __ge__(self, other):
        return Comparison(">=", self, lift(other))

    def equals(self, other) -> "Expression":
        """Both known and the same."""
        return Comparison("=", self, lift(other))

    def __and__(self, other):
        return Every((self, lift(other)))

    def __or__(self, other):
        return Some((self, lift(other)))

    def __invert__(self):
        return Not(self)

    def __add__(self, other):
        return Arithmetic("+", self, lift(other))

    def __sub__(self, other):
        return Arithmetic("-", self, lift(other))

    def __mul__(self, other):
        return Arithmetic("*", self, lift(other))

    def __floordiv__(self, other):
        return Arithmetic("//", self, lift(other))

    def __bool__(self):
        raise TypeError("an expression has no truth value of its own: combine with & | ~ and compare with .equals()")

    missing = property(lambda self: Missing(self), doc="The value is unknown.")
    known = property(lambda self: Not(Missing(self)), doc="The value is known.")

    def is_in(self, values: Iterable[Constant]) -> "Expression":
        """Known and one of `values`."""
        return Among(self, tuple(sorted(values)))

    def mentions(self, words: Iterable[str]) -> "Expression":
        """A known text in which one of `words` stands and is not denied right before (无, 否认, 未, 没有)."""
        return Mentions(self, tuple(sorted(words)))

    def plus_days(self, days: "int | Expression") -> "Expression":
        """The day that many days later."""
        return PlusDays(self, lift(days))

    def plus_months(self, months: int) -> "Expression":
        """The same day that many months later; the month's last day where it lacks that day."""
        return PlusMonths(self, months)


@dataclass(frozen=True)
class Literal(Expression):
    """A constant."""

    value: Constant


@dataclass(frozen=True)
class Moment(Expression):
    """A day that the as-of day determines; see `calendar`."""

    name: str


@dataclass(frozen=True)
class PersonField(Expression):
    """What is known of the person: birth_date, sex, record_opened, electronic."""

    name: str


@dataclass(frozen=True)
class InKeyGroup(Expression):
    """The person's record names this key group."""

    code: str


@dataclass(frozen=True)
class ResidentAtAsOf(Expression):
    """The person lives in the area on the as-of day."""


@dataclass(frozen=True)
class EnrolmentField(Expression):
    """A field of the person's *speaking* enrolment in a programme.

    Of those begun by the as-of day: one still open before an ended one, then the latest start, then the greatest id.
    Fields: start, end and end_reason (unknown while open on that day), chain_start (the first start of its chain).
    """

    programme: str
    name: str


@dataclass(frozen=True)
class SubjectField(Expression):
    """A field of a subject that is not a person: a chain's start, end and end_reason."""

    name: str


@dataclass(frozen=True)
class VisitField(Expression):
    """A field of the visit at hand: inside `Visits.where` and in a classification. date, mode or a form's field."""

    name: str


class _Visit:
    def __getattr__(self, name: str) -> VisitField:
        if name.startswith("__"):
            raise AttributeError(name)
        return VisitField(name)


visit = _Visit()
"""The visit at hand: `visit.date`, `visit.sbp` …"""


@dataclass(frozen=True)
class Filled(Expression):
    """A field of the visit at hand holds a value, or was refused with a reason."""

    name: str


@dataclass(frozen=True)
class Visits:
    """A set of one subject's visits of some forms up to the as-of day: those that count, or the attempts.

    A visit counts when its result is `done` and it is not void; an attempt is any other result.
    `forms`: ids, or ("*",) for every form that records a service.
    """

    forms: tuple[str, ...]
    condition: Expression | None = None
    attempts: bool = False

    def where(self, condition: Expression) -> "Visits":
        """Those for which `condition` holds; it may speak of the visit at hand and of the person."""
        both = condition if self.condition is None else self.condition & condition
        return Visits(self.forms, both, self.attempts)

    def within(self, period) -> "Visits":
        """Those in the period."""
        return self.where(period.holds(visit.date))

    @property
    def exist(self) -> Expression:
        """There is at least one."""
        return Exists(self)

    @property
    def count(self) -> Expression:
        """How many; 0 when there is none."""
        return CountOf(self)

    @property
    def latest(self) -> "OneVisit":
        """The last one; its fields are unknown when there is none."""
        return OneVisit(self, "latest")

    @property
    def earliest(self) -> "OneVisit":
        """The first one."""
        return OneVisit(self, "earliest")


def visits(*forms: str) -> Visits:
    """The visits of these forms that count."""
    return Visits(forms)


ANY_SERVICE = Visits(("*",))


@dataclass(frozen=True)
class OneVisit:
    """The latest or earliest visit of a set: `.date`, `.sbp` … are expressions about it."""

    of: Visits
    which: str

    def __getattr__(self, name: str) -> "PickedField":
        if name.startswith("__"):
            raise AttributeError(name)
        return PickedField(self.of, self.which, name)


@dataclass(frozen=True)
class PickedField(Expression):
    """A field of the latest or earliest visit of a set; unknown when the set is empty or the field was not recorded."""

    of: Visits
    which: str
    name: str


@dataclass(frozen=True)
class Exists(Expression):
    """The set has a visit."""

    of: Visits


@dataclass(frozen=True)
class CountOf(Expression):
    """The number of visits in the set."""

    of: Visits


@dataclass(frozen=True)
class Comparison(Expression):
    """`<`, `<=`, `>`, `>=` or `=` of two values; does not hold when one is unknown."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Among(Expression):
    """The value is known and one of these."""

    value: Expression
    values: tuple[Constant, ...]


@dataclass(frozen=True)
class Mentions(Expression):
    """The text is known and one of these words stands in it undenied."""

    text: Expression
    words: tuple[str, ...]

    @property
    def pattern(self) -> str:
        """The regular expression that says so, for engines with and without look-behind."""
        return f"(?:^|[^无认未有]|(?:^|[^没])有)(?:{'|'.join(self.words)})"


@dataclass(frozen=True)
class Missing(Expression):
    """The value is unknown."""

    value: Expression


@dataclass(frozen=True)
class Every(Expression):
    """All of these hold; true of none."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True)
class Some(Expression):
    """At least one of these holds; false of none."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True)
class Not(Expression):
    """This does not hold."""

    part: Expression


@dataclass(frozen=True)
class Arithmetic(Expression):
    """`+`, `-`, `*` or `//` (rounded down) of two numbers."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Extreme(Expression):
    """The least or the greatest of the known values among these."""

    which: str
    parts: tuple[Expression, ...]


@dataclass(frozen=True)
class CompletedYears(Expression):
    """Completed years from one day to another."""

    since: Expression
    day: Expression


@dataclass(frozen=True)
class DaysBetween(Expression):
    """Calendar days from the first day to the last: 0 on the same day."""

    first: Expression
    last: Expression


@dataclass(frozen=True)
class PlusDays(Expression):
    """A day some days later."""

    day: Expression
    days: Expression


@dataclass(frozen=True)
class PlusMonths(Expression):
    """The same day some months later; the month's last day where it lacks that day."""

    day: Expression
    months: int


@dataclass(frozen=True)
class Case(Expression):
    """The value beside the first condition that holds, else `otherwise` (unknown if not given)."""

    branches: tuple[tuple[Expression, Expression], ...]
    otherwise: Expression | None = None


TRUE = OTHERWISE = Literal(True)
RESIDENT = ResidentAtAsOf()
BIRTH_DATE, SEX = PersonField("birth_date"), PersonField("sex")


def lift(value) -> Expression:
    """An expression for a constant; expressions pass through."""
    return value if isinstance(value, Expression) else Literal(value)


def walk(value: object) -> Iterator[object]:
    """Every node of a definition, outermost first; descends through dataclasses and tuples."""
    yield value
    if is_dataclass(value):
        for field in fields(value):
            yield from walk(getattr(value, field.name))
    elif isinstance(value, tuple):
        for part in value:
            yield from walk(part)
