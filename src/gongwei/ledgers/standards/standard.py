"""Lists of standards as files: what is asked of a place, whether a value meets it, and what is lacking."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from importlib.resources import files
from pathlib import Path

from gongwei.definition.declaration import Declaration, declaration
from gongwei.definition.message import Message

_ = Message

FIELDS = ("环境", "食品与水", "服务", "社区", "人群")
AT_LEAST, AT_MOST, MORE, LESS, EQUAL, YES, NO, FALLING, RISING = "≥", "≤", ">", "<", "=", "有", "无", "下降", "上升"
AGAINST_VALUE = (AT_LEAST, AT_MOST, MORE, LESS, EQUAL)
YES_OR_NO = (YES, NO)
AGAINST_LAST_YEAR = (FALLING, RISING)
COMPARISONS = (*AGAINST_VALUE, *YES_OR_NO, *AGAINST_LAST_YEAR)
MANUAL = "manual"
DEADLINE = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])", re.ASCII)
COMMON_YEAR = 2025
IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)

MET, NOT_MET, UNKNOWN = "met", "not_met", "unknown"
VERDICTS = {MET: _("达标"), NOT_MET: _("未达标"), UNKNOWN: _("未知")}


@dataclass(frozen=True)
class Standard:
    """What is asked: a value to compare with, yes or no, or better than the year before.

    `otherwise`: a trend against the year before that also will do ("… or falling"). `owners`: the departments that answer for
    it. `deadline`: month and day of the year, "" = the year's end. `source`: `manual`, or the id of the figure that is its value.
    """

    id: str
    field: str
    name: str
    compare: str
    value: Decimal | None
    measure: str
    owners: tuple[str, ...]
    proof: str = ""
    deadline: str = ""
    source: str = MANUAL
    otherwise: str = ""
    basis: str = ""

    @property
    def asked(self) -> str:
        """The standard as people write it: ≥ 38 %, 有, ≤ 5.6 ‰ 或下降."""
        said = f"{self.compare} {self.value:f} {self.measure}".rstrip() if self.value is not None else self.compare
        return f"{said} 或{self.otherwise}" if self.otherwise else said

    def due_on(self, year: int) -> date:
        """The day by which it is to be met in a year."""
        month, day = map(int, (self.deadline or "12-31").split("-"))
        return date(year, month, day)

    def verdict(self, value: Fraction | None, last_year: Fraction | None = None) -> str:
        """Met, not met or unknown. `value`: this year's; of yes and no 1 and 0."""
        if value is None:
            return UNKNOWN
        found = [self._judged(compare, value, last_year) for compare in (self.compare, self.otherwise) if compare]
        return MET if True in found else UNKNOWN if None in found else NOT_MET

    def _judged(self, compare: str, value: Fraction, last_year: Fraction | None) -> bool | None:
        if compare in AGAINST_LAST_YEAR:
            return None if last_year is None else value < last_year if compare == FALLING else value > last_year
        if compare in YES_OR_NO:
            return bool(value) == (compare == YES)
        asked = Fraction(self.value)
        return {AT_LEAST: value >= asked, AT_MOST: value <= asked, MORE: value > asked, LESS: value < asked,
                EQUAL: value == asked}[compare]

    def gap(self, value: Fraction | None, last_year: Fraction | None = None) -> Fraction | None:
        """How much is lacking, in the standard's measure: 0 when it is met, never negative. None where that is no number."""
        verdict = self.verdict(value, last_year)
        if self.compare in YES_OR_NO or verdict == UNKNOWN:
            return None
        if verdict == MET:
            return Fraction(0)
        return abs(value - (last_year if self.compare in AGAINST_LAST_YEAR else Fraction(self.value)))


@dataclass(frozen=True)
class StandardList:
    """A list of standards of a file."""

    id: str
    name: str
    source: str
    standards: tuple[Standard, ...]

    def standard(self, id: str) -> Standard | None:
        """The standard of an id."""
        return next((one for one in self.standards if one.id == id), None)


@dataclass(frozen=True)
class Standing:
    """A standard with what is known of it in a year. `own`: assessed by the unit itself, not taken from figures."""

    standard: Standard
    year: int
    value: Fraction | None
    last_year: Fraction | None
    own: bool
    proofs: int

    @property
    def verdict(self) -> str:
        """Met, not met or unknown."""
        return self.standard.verdict(self.value, self.last_year)

    @property
    def gap(self) -> Fraction | None:
        """How much is lacking."""
        return self.standard.gap(self.value, self.last_year)

    @property
    def proof_lacking(self) -> bool:
        """Whether a value stands that asks for a proof and has none; figures of the system prove themselves."""
        return bool(self.standard.proof) and self.own and not self.proofs

    def overdue(self, day: date) -> bool:
        """Whether the deadline has passed and it is not met, or nobody knows."""
        return self.standard.due_on(self.year) < day and self.verdict != MET


@dataclass(frozen=True)
class Summary:
    """How many standards of a field or of an owner are met."""

    name: str
    standards: int
    met: int
    not_met: int
    unknown: int
    overdue: int


def summaries(standings: Iterable[Standing], day: date, by: str) -> list[Summary]:
    """By `field`, or by `owner`: what several departments own counts at each of them, so these do not add up to the whole."""
    groups: dict[str, list[Standing]] = {}
    for one in standings:
        for name in one.standard.owners if by == "owner" else (one.standard.field,):
            groups.setdefault(name, []).append(one)
    names = sorted(groups, key=FIELDS.index) if by == "field" else sorted(groups)
    return [
        Summary(name, len(groups[name]), *(sum(one.verdict == verdict for one in groups[name]) for verdict in VERDICTS),
                sum(one.overdue(day) for one in groups[name]))
        for name in names
    ]


def shipped() -> dict[str, Path]:
    """The lists that come with the system: id → file. A county copies and edits them."""
    folder = Path(str(files(__package__).joinpath("lists")))
    return {path.stem: path for path in sorted(folder.glob("*.toml"))}


def read_list(path: Path, figures: Collection[str] | None = None) -> StandardList:
    """The list of a file. Misdeclared tells all that is wrong in it; `figures`: the ids that may be a source, None = any."""
    with declaration(path) as file:
        id, name, source = identifier(file), file.entry("name", str), file.entry("source", str, "")
        sections = file.sections("standard")
        standards = tuple(read_standard(one, figures) for one in sections)
        if not sections:
            file.wrong(_("一条标准也没有,应写成若干节 [[standard]]"))
        first: dict[str, int] = {}
        for section, standard in zip(sections, standards, strict=True):
            if standard.id in first:
                section.wrong(_("编号「{id}」与第 {line} 行的重复", id=standard.id, line=first[standard.id]), "id")
            elif standard.id:
                first[standard.id] = section.line("id")
        file.nothing_else()
    return StandardList(id, name, source or "", standards)


def identifier(said: Declaration) -> str | None:
    """The id of a list or standard."""
    id = said.entry("id", str)
    if id is not None and not IDENTIFIER.fullmatch(id):
        said.wrong(_("「id」应为小写英文字母、数字和下划线,文件中为「{id}」", id=id), "id")
    return id


def read_standard(said: Declaration, figures: Collection[str] | None) -> Standard:
    """One standard; what is wrong is noted at its line."""
    compare = said.choice("compare", COMPARISONS)
    value = said.entry("value", Decimal, None)
    if compare in AGAINST_VALUE and value is None and "value" not in said.said:
        said.wrong(_("「compare」为 {compare} 时须写明「value」", compare=compare), "compare")
    if compare in (*YES_OR_NO, *AGAINST_LAST_YEAR) and "value" in said.said:
        said.wrong(_("「compare」为 {compare} 时不应写「value」", compare=compare), "value")
    otherwise = said.choice("otherwise", AGAINST_LAST_YEAR, "")
    if otherwise and compare not in AGAINST_VALUE:
        said.wrong(_("只有与数值比较的标准才能写「otherwise」"), "otherwise")
    source = said.entry("source", str, MANUAL)
    if figures is not None and source != MANUAL and source not in figures:
        said.wrong(_("没有指标或台账「{id}」", id=source), "source")
    found = Standard(
        identifier(said), said.choice("field", FIELDS), said.entry("name", str), compare, value, said.entry("measure", str, ""),
        owners(said), said.entry("proof", str, ""), deadline(said), source, otherwise or "", said.entry("basis", str, ""),
    )
    said.nothing_else()
    return found


def owners(said: Declaration) -> tuple[str, ...]:
    """The departments that answer for a standard: one at least."""
    found = said.entry("owners", list)
    if found is not None and (not found or not all(isinstance(one, str) and one.strip() for one in found)):
        said.wrong(_("「owners」应列出至少一个责任部门,如 [\"住房城乡建设局\"]"), "owners")
        return ()
    return tuple(found or ())


def deadline(said: Declaration) -> str:
    """Month and day by which a standard is to be met each year."""
    found = said.entry("deadline", str, "")
    if found:
        try:
            date(COMMON_YEAR, *map(int, DEADLINE.fullmatch(found).groups()))
        except (AttributeError, ValueError):
            said.wrong(_("「deadline」应为月-日,如 10-31,文件中为「{said}」", said=found), "deadline")
            return ""
    return found


def of_year(list: StandardList, year: int, values: Mapping[tuple[str, int], Fraction], proofs: Mapping[str, int],
            figure: Mapping[tuple[str, int], Fraction | None]) -> tuple[Standing, ...]:
    """The standings of a list in a year. `values`: (standard, year) → self-assessed; `figure`: (source, year) → the system's.

    What the unit assessed itself prevails over the system's figure.
    """
    def known(standard: Standard, of: int) -> Fraction | None:
        return values.get((standard.id, of), figure.get((standard.source, of)))

    return tuple(Standing(one, year, known(one, year), known(one, year - 1), (one.id, year) in values, proofs.get(one.id, 0))
                 for one in list.standards)
