"""The kind *screening*: a target population, a service once a cycle, abnormal results followed to diagnosis or treatment.

A county declares such a programme in a file (`screenings/*.toml`), without code; `read_screening` gives its meaning.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gongwei.concepts import measurements as m
from gongwei.concepts.management import enrolled
from gongwei.concepts.sources import PROJECT_RULES
from gongwei.definition.calendar import AS_OF, IN_YEAR, YEAR_END
from gongwei.definition.composing import age_on, every, first_that_holds
from gongwei.definition.expression import OTHERWISE, RESIDENT, SEX, EnrolmentField, Expression, Visits, visit, visits
from gongwei.definition.form import Field, Form, Kind
from gongwei.definition.indicator import Count, PeopleVisited, Proportion
from gongwei.definition.programme import Programme
from gongwei.definition.schedule import DueRule, Schedule
from gongwei.definition.source import Source

SEXES = {"male": 1, "female": 2}
PREGNANCY = 280
OPEN_BEFORE = 60
"""Days before a cycle ends from which the next screening may be given."""

form = Form(
    id="screening", title="筛查登记表", programme="screening", source=PROJECT_RULES,
    fields=(
        Field("programme", "筛查项目", expected=True, also=("项目",)),
        Field("kind", "环节", Kind.CODE, choices=(("screen", "筛查"), ("diagnosis", "诊断"), ("treatment", "治疗")),
              expected=True, also=("类型", "类别")),
        m.text("method", "方法"),
        Field("finding", "筛查结果", Kind.CODE, choices=(("normal", "正常"), ("abnormal", "异常"), ("suspected", "可疑"))),
        m.text("diagnosis", "诊断"),
    ),
)


class DeclarationError(ValueError):
    """A screening file says something that is not understood; the message names the file and the entry."""


@dataclass(frozen=True)
class Target:
    """Whom a screening is for: sex, completed years of age, and perhaps a pregnancy in some completed weeks; ends included."""

    sex: str | None = None
    age: tuple[int, int] | None = None
    enrolled_in: str | None = None
    weeks: tuple[int, int] | None = None

    def expression(self) -> Expression:
        """The people for whom it is, among residents."""
        conditions = [RESIDENT]
        if self.sex:
            conditions.append(SEX.equals(SEXES[self.sex]))
        if self.age:
            youngest, oldest = self.age
            conditions.append((age_on(AS_OF) >= youngest) & (age_on(AS_OF) <= oldest))
        if self.enrolled_in:
            conditions.append(enrolled(self.enrolled_in))
        return every(conditions)


    @property
    def last_menstruation(self) -> Expression:
        """The first day of the pregnancy's last menstrual period, from the expected delivery where it is not recorded."""
        lmp, edd = EnrolmentField(self.enrolled_in, "lmp"), EnrolmentField(self.enrolled_in, "edd")
        return first_that_holds([(lmp.known, lmp)], edd.plus_days(-PREGNANCY))


@dataclass(frozen=True)
class Screening:
    """One screening programme as its file declares it."""

    id: str
    name: str
    source: Source
    target: Target
    target_in_words: str
    cycle_months: int | None
    by_method: tuple[tuple[str, int], ...]
    follow_up_days: int

    @property
    def services(self) -> Visits:
        """Its visits of all kinds: screening, diagnosis, treatment."""
        return visits(form.id).where(visit.programme.equals(self.id))

    def programme(self) -> Programme:
        """The programme with its indicators and duties."""
        screened = self.services.where(visit.kind.equals("screen"))
        this_year = screened.within(IN_YEAR)
        found = visit.finding.is_in(("abnormal", "suspected"))
        abnormal = this_year.where(found)
        interventions = self.services.where(visit.kind.is_in(("diagnosis", "treatment")))
        followed = interventions.where(visit.date >= abnormal.earliest.date).exist
        last_found = screened.where(found).latest
        return Programme(
            id=self.id, name=self.name, source=self.source,
            eligible=self.target.expression(),
            services=self.services,
            schedules=(
                Schedule(
                    id=f"{self.id}.follow_up", name=f"{self.name}异常随访", source=self.source, form=form.id,
                    of=RESIDENT & last_found.date.known
                    & ~interventions.where(visit.date >= last_found.date).exist,
                    rules=(DueRule(OTHERWISE, last_found.date.plus_days(self.follow_up_days),
                                   f"{self.name}结果异常或可疑,尚未诊断或治疗"),),
                    opens=self.follow_up_days,
                ),
                self._in_pregnancy(screened) if self.target.weeks else self._in_cycles(screened),
            ),
            indicators=(
                Proportion(
                    id=f"screening.{self.id}.followed", name=f"{self.name}异常干预率", source=self.source,
                    of=abnormal.exist,
                    outcomes={"已干预": followed, "未干预": OTHERWISE}, counts={"已干预"},
                ),
                Count(id=f"screening.{self.id}.done", name=f"{self.name}筛查人数", source=self.source,
                      subject=PeopleVisited(this_year)),
                Count(id=f"screening.{self.id}.abnormal", name=f"{self.name}异常人数", source=self.source,
                      subject=PeopleVisited(abnormal)),
            ),
        )


    def _in_cycles(self, screened: Visits) -> Schedule:
        """Again when the cycle of the last screening's method is over; who never was, this year."""
        last, overdue = screened.latest, f"{self.target_in_words},上次筛查已满一个周期"
        return Schedule(
            id=f"{self.id}.screen", name=self.name, source=self.source, form=form.id, of=self.target.expression(),
            rules=(
                *(DueRule(last.method.mentions((method,)), last.date.plus_months(months), f"{overdue}({method})")
                  for method, months in self.by_method),
                DueRule(last.date.known, last.date.plus_months(self.cycle_months), overdue),
                DueRule(OTHERWISE, YEAR_END, f"{self.target_in_words},尚未筛查", opens=366),
            ),
            opens=OPEN_BEFORE,
        )

    def _in_pregnancy(self, screened: Visits) -> Schedule:
        """Once in each pregnancy, in its weeks."""
        first, last = self.target.weeks
        lmp, window = self.target.last_menstruation, last * 7 + 6
        return Schedule(
            id=f"{self.id}.screen", name=self.name, source=self.source, form=form.id,
            of=self.target.expression() & lmp.known & ~screened.where(visit.date >= lmp).exist,
            rules=(DueRule(OTHERWISE, lmp.plus_days(window), f"{self.target_in_words},本次妊娠尚未筛查"),),
            opens=window - first * 7,
        )


def read_screening(path: Path) -> Screening:
    """The screening that a file declares. Raises DeclarationError naming the file and the entry."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise DeclarationError(f"{path.name}:{error}") from error

    def entry(name: str, kind: type, among: dict = said, default: object = ...):
        value = among.get(name, default)
        if value is ... or (value is not default and not isinstance(value, kind)):
            wanted = {str: "文字", int: "整数", list: "两个整数", dict: "一节", date: "日期"}[kind]
            raise DeclarationError(f"{path.name}:「{name}」应有,且为{wanted}")
        return value

    target, source = entry("target", dict), entry("source", dict)
    sex = entry("sex", str, target, None)
    if sex is not None and sex not in SEXES:
        raise DeclarationError(f"{path.name}:「target.sex」应为 male 或 female,文件中为「{sex}」")

    def span(name: str) -> tuple[int, int] | None:
        ends = entry(name, list, target, None)
        if ends is not None and not (len(ends) == 2 and all(type(end) is int for end in ends) and ends[0] <= ends[1]):
            raise DeclarationError(f"{path.name}:「target.{name}」应为由小到大的两个整数,如 [35, 64]")
        return tuple(ends) if ends else None

    enrolled_in, weeks = entry("enrolled_in", str, target, None), span("weeks")
    if weeks and not enrolled_in:
        raise DeclarationError(f"{path.name}:有「target.weeks」时「target.enrolled_in」应写明妊娠登记在哪个项目")
    by_method = entry("cycle_months_by_method", dict, default={})
    if not all(type(months) is int for months in by_method.values()):
        raise DeclarationError(f"{path.name}:「cycle_months_by_method」应为方法和月数,如 {{ HPV = 60 }}")
    return Screening(
        id=entry("id", str), name=entry("name", str),
        source=Source(entry("title", str, source), entry("published", date, source, None)),
        target=Target(sex, span("age"), enrolled_in, weeks),
        target_in_words=entry("in_words", str, target),
        cycle_months=None if weeks else entry("cycle_months", int), by_method=tuple(by_method.items()),
        follow_up_days=entry("follow_up_days", int),
    )


def screenings(folder: Path) -> tuple[Programme, ...]:
    """The programmes that the files of a folder declare, by file name."""
    return tuple(read_screening(path).programme() for path in sorted(folder.glob("*.toml")))


SHIPPED = screenings(Path(__file__).parent / "screenings")
