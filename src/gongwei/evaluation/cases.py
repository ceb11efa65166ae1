"""The cases beside the packs: small made-up people and what follows for them. Doctors read them, both engines run them.

A case file (`programmes/cases/*.toml`) names its programme (`"项目"`, the default of enrolments) and holds cases
(`[["例"]]`). Their entries are lines of words between spaces; `shorthands.toml` says which words stand for others.

    "人"    name, sex, birth date (or 不详)
    "为何"  one sentence: the rule that the case shows
    "建档"  the day the record was opened; "电子" whether it is electronic
    "居住"  village [start] [至 end], a line each; not given: 甲一村 since birth
    "纳入"  [programme] start [至 end [reason]] [#id] [attribute=value]
    "记录"  date form [#id] [mode] [result] [@village] field=value …; 空 takes a value back, 拒绝 and 未测 stand for one
    "应得"  as-of day, then: indicator outcome[@village][×n] … or 不在分母;
            schedule deadline reason, or 无应办; or without a day: #visit class (未分类 for none)
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from gongwei.definition.form import Field, Form
from gongwei.definition.indicator import Partition
from gongwei.definition.schedule import Schedule
from gongwei.programmes.registry import FORMS, INDICATORS, PROGRAMME_BY_ID, PROGRAMMES, SCHEDULES, counts

from .person import Enrolment, Person, Residency, Visit
from .units import Unit
from .words import MODES, REASONS, SEXES

PLACES = (
    Unit("10", "县", "county"), Unit("11", "甲乡", "township", "10"), Unit("12", "乙乡", "township", "10"),
    Unit("111", "甲一村", "village", "11"), Unit("112", "甲二村", "village", "11"), Unit("121", "乙一村", "village", "12"),
)
"""Where the people of the cases live."""

VILLAGES = {unit.name: unit.code for unit in PLACES if unit.level == "village"}
SEX_CODES, MODE_CODES, REASON_CODES = (
    {wording: code for code, wording in worded.items()} for worded in (SEXES, MODES, REASONS))
RESULTS = {"外出": "away", "拒访": "refused", "未找到": "not_found", "住院": "hospitalised", "空号": "wrong_number"}
ABSENT = {"拒绝": "refused", "未测": "unmeasured"}
SHORTHANDS = "shorthands.toml"
UNTIL, NONE, NOT_IN, NOTHING_DUE, NO_CLASS = "至", "空", "不在分母", "无应办", "未分类"


OWNERS = {definition.id: programme.id for programme in PROGRAMMES
          for definition in (*programme.indicators, *counts(programme), *programme.schedules)}
"""Indicator or schedule → its programme."""


class CaseError(ValueError):
    """A case file says something that is not understood; the message names the file, the person and the line."""


@dataclass(frozen=True)
class Placement:
    """The outcomes of the person's subjects, each with the unit at which it counts where the case names one."""

    indicator: Partition
    outcomes: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True)
class Duty:
    """What a schedule asks: (deadline, reason), or nothing."""

    schedule: Schedule
    due: tuple[date, str] | None


@dataclass(frozen=True)
class Class:
    """The rule's class of one visit, if any."""

    visit: Visit
    name: str | None


@dataclass(frozen=True)
class Expectation:
    """What a case expects, as of a day (a class has none)."""

    day: date | None
    of: Placement | Duty | Class


@dataclass(frozen=True)
class Case:
    """One person, one rule. `lines`: the residencies, enrolments and records as they stand in the file."""

    name: str
    why: str
    person: Person
    lines: tuple[tuple[str, tuple[str, ...]], ...]
    expectations: tuple[Expectation, ...]


    @property
    def programmes(self) -> frozenset[str]:
        """The programmes of which it expects something."""
        return frozenset(programme_of(one.of) for one in self.expectations)


def _text(name: str) -> str:
    return (files("gongwei.programmes") / "cases" / name).read_text(encoding="utf-8")


@cache
def shorthands() -> Mapping[str, str]:
    """Word → the words for which it stands in the shipped cases."""
    return tomllib.loads(_text(SHORTHANDS))


@cache
def cases() -> tuple[Case, ...]:
    """All shipped cases, by file and in its order. Every person has a number of their own."""
    names = sorted(path.name for path in (files("gongwei.programmes") / "cases").iterdir())
    found: list[Case] = []
    for name in names:
        if name.endswith(".toml") and name != SHORTHANDS:
            found += read_cases(name, _text(name), len(found) + 1)
    return tuple(found)


def read_cases(file: str, text: str, first_number: int = 1) -> tuple[Case, ...]:
    """Understand a case file; its people are numbered from `first_number`. Raises CaseError."""
    said = tomllib.loads(text)
    found = tuple(_Reading(file, said.get("项目"), number, one).case()
                  for number, one in enumerate(said.get("例", ()), first_number))
    names = [case.name for case in found]
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise CaseError(f"{file}: these names stand twice: {', '.join(repeated)}")
    return found


def programme_of(expected: Placement | Duty | Class) -> str:
    """The programme to whose page an expectation belongs."""
    match expected:
        case Placement(indicator):
            return OWNERS[indicator.id]
        case Duty(schedule):
            return OWNERS[schedule.id]
        case Class(visit):
            return FORMS[visit.form].programme


class _Reading:
    """Understands one case."""

    KEYS = ("人", "为何", "建档", "电子", "居住", "纳入", "记录", "应得")

    def __init__(self, file: str, programme: str | None, number: int, said: Mapping[str, object]) -> None:
        self.file, self.programme, self.number, self.said = file, programme, number, said
        self.line = ""

    def case(self) -> Case:
        """The case. Raises CaseError."""
        try:
            if unknown := set(self.said) - set(self.KEYS):
                raise ValueError(f"unknown entries: {', '.join(sorted(unknown))}")
            person = self._person()
            expectations = tuple(self._expectation(line, person) for line in self._lines("应得"))
            lines = tuple((key, tuple(line.strip() for line in str(self.said[key]).splitlines() if line.strip()))
                          for key in ("居住", "纳入", "记录") if key in self.said)
            return Case(str(self.said["人"]).split()[0], str(self.said["为何"]), person, lines, expectations)
        except (ValueError, KeyError) as error:
            name = str(self.said.get("人", "?")).split()[0]
            raise CaseError(f"{self.file}: {name}: {self.line}: {error!r}") from error

    def _lines(self, key: str) -> Iterable[list[str]]:
        for line in str(self.said.get(key, "")).splitlines():
            self.line = line.strip()
            if self.line:
                yield list(written_out(self.line))

    def _person(self) -> Person:
        _, sex, birth = str(self.said["人"]).split()
        stays = [self._stay(words) for words in self._lines("居住")] if "居住" in self.said else [Residency("111")]
        return Person(
            self.number, None if birth == "不详" else date.fromisoformat(birth), SEX_CODES[sex],
            self.said.get("建档"), self.said.get("电子"), frozenset(), tuple(stays),
            tuple(self._enrolment(place, words) for place, words in enumerate(self._lines("纳入"), 1)),
            tuple(self._visit(place, words) for place, words in enumerate(self._lines("记录"), 1)),
        )

    def _id(self, word: str) -> str:
        return f"{self.number:04}-{word}"  # the same beginning for all of a person: their order stays as written

    def _stay(self, words: list[str]) -> Residency:
        start, end, rest = spell(words[1:])
        if rest:
            raise ValueError(f"not understood: {rest}")
        return Residency(VILLAGES[words[0]], start, end)

    def _enrolment(self, place: int, words: list[str]) -> Enrolment:
        programme = PROGRAMME_BY_ID[words.pop(0) if words[0] in PROGRAMME_BY_ID else self.programme]
        start, end, rest = spell(words)
        id, reason, attributes = f"{place:02}", None, {}
        fields = {name: field for field in programme.attributes for name in (field.name, field.title)}
        for word in rest:
            if word.startswith("#"):
                id = word[1:]
            elif "=" in word:
                name, value = word.split("=", 1)
                attributes[fields[name].name] = read(fields[name], value)
            else:
                reason = REASON_CODES[word]
        return Enrolment(self._id(id), programme.id, start, end, reason, attributes)

    def _visit(self, place: int, words: list[str]) -> Visit:
        day, form = date.fromisoformat(words[0]), FORMS[words[1]]
        fields = {name: field.name for field in form.fields for name in (field.name, field.title.replace(" ", ""))}
        id, mode, result, unit, answers = f"{place:02}", None, "done", None, {}
        for word in words[2:]:
            if word.startswith("#"):
                id = word[1:]
            elif word.startswith("@"):
                unit = VILLAGES[word[1:]]
            elif word in MODE_CODES:
                mode = MODE_CODES[word]
            elif word in RESULTS:
                result = RESULTS[word]
            else:
                title, value = word.split("=", 1)
                answers[fields[title]] = ABSENT.get(value, value)
        answers = {name: value for name, value in answers.items() if value != NONE}
        checked = form.check(answers)
        if checked.problems:
            raise ValueError("; ".join(problem.message for problem in checked.problems))
        return Visit(self._id(id), form.id, day, unit, mode, result, checked.answers, checked.absent)

    def _expectation(self, words: list[str], person: Person) -> Expectation:
        if words[0].startswith("#"):
            visit = {visit.id: visit for visit in person.visits}[self._id(words[0][1:])]
            return Expectation(None, Class(visit, class_named(FORMS[visit.form], words[1])))
        day, what, first, *rest = date.fromisoformat(words[0]), *words[1:]
        if what in SCHEDULES:
            due = None if first == NOTHING_DUE else (date.fromisoformat(first), rest[0])
            return Expectation(day, Duty(SCHEDULES[what], due))
        partition = INDICATORS[what]
        if not isinstance(partition, Partition):
            raise ValueError(f"{what} divides by an official figure: a case asks for its counted part")
        expected = [] if first == NOT_IN else [pair for word in (first, *rest) for pair in outcome(partition, word)]
        return Expectation(day, Placement(partition, tuple(sorted(expected, key=str))))


def written_out(line: str) -> Iterable[str]:
    """The words of a line, shorthands written out."""
    for word in line.split():
        if word in shorthands():
            yield from written_out(shorthands()[word])
        else:
            yield word


def spell(words: Iterable[str]) -> tuple[date | None, date | None, list[str]]:
    """[start] [至 end] and the words that follow; an end itself no longer belongs to the spell."""
    rest, ends = list(words), [None, None]
    if rest and rest[0][:1].isdigit():
        ends[0] = date.fromisoformat(rest.pop(0))
    if rest and rest[0] == UNTIL:
        ends[1] = date.fromisoformat(rest[1])
        del rest[:2]
    return *ends, rest


def read(field: Field, text: str) -> object:
    """The value that a field understands. Raises ValueError when it refuses it."""
    reading = field.read(text)
    if reading.problem:
        raise ValueError(reading.problem.message)
    return reading.value


def class_named(form: Form, wording: str) -> str | None:
    """The class that the form's field words so; None for 未分类. Raises KeyError when there is none."""
    return None if wording == NO_CLASS else {words: code for code, words in form.by_name["class"].choices}[wording]


def outcome(partition: Partition, word: str) -> list[tuple[str, str | None]]:
    """`outcome[@village][×n]`: n outcomes with the unit. Closing reasons are understood in Chinese."""
    word, _, times = word.partition("×")
    name, _, village = word.partition("@")
    name = REASON_CODES.get(name, name)
    if name not in dict(partition.outcomes):
        raise ValueError(f"{partition.id} has no outcome {name}")
    return [(name, VILLAGES[village] if village else None)] * int(times or 1)
