"""What a spot check tells of the units, and what the scheme's rule makes of it. Pure: no database, no clock."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from gongwei.assessments.spot_checks.estimation import Estimate, Z, estimated, standing_for
from gongwei.assessments.spot_checks.reply import (
    AUTHENTIC,
    NOT_AUTHENTIC,
    RESULTS,
    UNREACHABLE,
    WRONG_NUMBER,
    callable_now,
)
from gongwei.definition.declaration import Declaration
from gongwei.definition.message import Message as _
from gongwei.indicators.figure import fixed, plain

REMOVED, SCALED = EFFECTS = ("removed", "scaled")
POINT, LOW = BOUNDS = ("point", "low")
LEFT_OUT, AS_INAUTHENTIC = TREATMENTS = ("left_out", "not_authentic")
SATISFIED = 4


@dataclass(frozen=True)
class Rule:
    """What a scheme makes of a check. `removed`: the records found inauthentic leave the numerator. `scaled`: the authentic
    rate, its point estimate or the lower end of its interval (`bound`), scales the numerator. Whether those who could not
    be reached, or whose number is wrong, are left out or held inauthentic, the rule says too. `confidence` in %."""

    kind: str = REMOVED
    bound: str = POINT
    unreachable: str = LEFT_OUT
    wrong_number: str = LEFT_OUT
    confidence: int = 95

    def __post_init__(self) -> None:
        for word, among in ((self.kind, EFFECTS), (self.bound, BOUNDS), (self.unreachable, TREATMENTS),
                            (self.wrong_number, TREATMENTS), (self.confidence, Z)):
            if word not in among:
                raise ValueError(f"{word} is none of {tuple(among)}")

    @classmethod
    def declared(cls, said: Declaration) -> "Rule | None":
        """The rule in a section of a scheme; what is wrong is noted there, then None."""
        before = len(said.wrongs)
        words = {"kind": said.choice("kind", EFFECTS), "bound": said.choice("bound", BOUNDS, POINT),
                 "unreachable": said.choice("unreachable", TREATMENTS, LEFT_OUT),
                 "wrong_number": said.choice("wrong_number", TREATMENTS, LEFT_OUT),
                 "confidence": said.entry("confidence", int, 95)}
        if words["confidence"] not in Z:
            said.wrong(_("「confidence」应为 {among} 之一", among=" ".join(map(str, Z))), "confidence")
        said.nothing_else()
        return None if len(said.wrongs) > before else cls(**words)

    def authenticity(self, person: "Asked") -> Fraction | None:
        """1 authentic, 0 not, None left out."""
        treated = {AUTHENTIC: Fraction(1), NOT_AUTHENTIC: Fraction(0)}
        for result, treatment in ((UNREACHABLE, self.unreachable), (WRONG_NUMBER, self.wrong_number)):
            if treatment == AS_INAUTHENTIC:
                treated[result] = Fraction(0)
        return treated.get(person.result)


@dataclass(frozen=True)
class Asked:
    """A drawn resident. `result`: one of RESULTS after the unit's reply, None as long as there is none. `awareness`: a mark
    for each question, as in `models.Call`. `contested`: the unit's reply to the finding awaits a decision."""

    stratum: str
    probability: Fraction
    order: int
    records: int = 1
    result: str | None = None
    awareness: str = ""
    satisfaction: int | None = None
    contested: bool = False


@dataclass(frozen=True)
class Area:
    """A unit of a check; see `models.SpotCheckUnit`."""

    unit: str
    above: str | None
    numerator: int
    denominator: Fraction | None
    frame: int
    size: int | None


Value = Callable[[Asked], Fraction | None]


def awareness(person: Asked) -> Fraction | None:
    """The share of the questions answered to which a resident knew the answer."""
    answered = [mark for mark in person.awareness if mark in "01"]
    return Fraction(answered.count("1"), len(answered)) if answered else None


def satisfaction(person: Asked) -> Fraction | None:
    """1 for a resident who gave 4 or 5 of 5, 0 for less."""
    return None if person.satisfaction is None else Fraction(person.satisfaction >= SATISFIED)


MEASURES: Mapping[str, Value] = {"authenticity": Rule().authenticity, "awareness": awareness, "satisfaction": satisfaction}
"""What a check measures; those who could not be reached are left out."""


@dataclass(frozen=True)
class Adjusted:
    """A unit's figure after the rule. `asked`: those with a result; `pending`: those to be called still; `contested`: findings
    whose decision is due. Rates between 0 and 1; None where nobody told."""

    numerator: Fraction
    denominator: Fraction | None
    authentic_rate: Fraction | None
    low: Fraction | None
    high: Fraction | None
    asked: int
    authentic: int
    inauthentic: int
    unreachable: int
    wrong_number: int
    pending: int
    contested: int
    explanation: str


@dataclass(frozen=True)
class Standing:
    """A check as it stands: its units by code, and the drawn residents."""

    areas: Mapping[str, Area]
    people: tuple[Asked, ...]

    @cached_property
    def strata_of(self) -> dict[str, list[str]]:
        """Unit → the strata of which it consists."""
        found: dict[str, list[str]] = {unit: [] for unit in self.areas}
        for stratum, area in self.areas.items():
            above = stratum if area.size is not None else None
            while above is not None:
                found[above].append(stratum)
                above = self.areas[above].above
        return found

    @cached_property
    def in_stratum(self) -> dict[str, list[Asked]]:
        """Stratum → its drawn residents in the order of calls."""
        found = defaultdict(list)
        for person in sorted(self.people, key=lambda person: person.order):
            found[person.stratum].append(person)
        return found

    def called(self, unit: str) -> list[Asked]:
        """Those of a unit who are to be called or were: the sample, and as much of the reserve as had its turn."""
        found = []
        for stratum in self.strata_of[unit]:
            people = self.in_stratum[stratum]
            turn = callable_now([person.result for person in people], self.areas[stratum].size)
            found += [person for place, person in enumerate(people) if place < turn or person.result]
        return found

    def frame(self, unit: str) -> int:
        """How many of a unit could be drawn."""
        return sum(self.areas[stratum].frame for stratum in self.strata_of[unit])

    def estimate(self, unit: str, value: Value, confidence: int = 95) -> Estimate:
        """A measure for all of a unit's frame. A stratum in which nobody told anything is not spoken for."""
        answers = []
        for stratum in self.strata_of[unit]:
            told = [(person, found) for person in self.in_stratum[stratum] if (found := value(person)) is not None]
            weights = standing_for([person.probability for person, _found in told], self.areas[stratum].frame)
            answers += [(weight, found) for weight, (_person, found) in zip(weights, told, strict=True)]
        return estimated(answers, confidence)

    def adjusted(self, unit: str, rule: Rule) -> Adjusted:
        """A unit's figure after the rule. Never lower for one more found authentic instead of inauthentic."""
        called, area = self.called(unit), self.areas[unit]
        share = self.estimate(unit, rule.authenticity, rule.confidence)
        gone = sum(person.records for person in called if rule.authenticity(person) == 0)
        rate = share.low if rule.bound == LOW else share.value
        if rule.kind == REMOVED:
            numerator = Fraction(max(0, area.numerator - gone))
        else:
            numerator = Fraction(area.numerator) if rate is None else area.numerator * rate
        numbers = counted(called)
        said = {"recorded": area.numerator, "asked": sum(numbers[result] for result in RESULTS), "numerator": plain(numerator, 2),
                **numbers, "rate": shown(share.value), "low": shown(share.low), "high": shown(share.high),
                "confidence": rule.confidence, "gone": gone}
        return Adjusted(numerator, area.denominator, share.value, share.low, share.high, said["asked"], numbers[AUTHENTIC],
                        numbers[NOT_AUTHENTIC], numbers[UNREACHABLE], numbers[WRONG_NUMBER], numbers["pending"],
                        sum(person.contested for person in called), explained(rule, share, said))


def counted(people: Iterable[Asked]) -> dict[str, int]:
    """How many came to which result; `pending`: to none yet."""
    numbers = dict.fromkeys((*RESULTS, "pending"), 0)
    for person in people:
        numbers[person.result or "pending"] += 1
    return numbers


def explained(rule: Rule, share: Estimate, said: Mapping[str, object]) -> str:
    """The effect in one line."""
    found = _("记录 {recorded},抽查 {asked} 人:真实 {authentic}、不真实 {not_authentic}、联系不上 {unreachable}、号码错误 {wrong_number}",
              **{name: said[name] for name in ("recorded", "asked", *RESULTS)})
    if share.value is None:
        return _("{found};无人作答,真实率为「—」,分子不变", found=found)
    words = {name: said[name] for name in ("rate", "low", "high", "confidence", "numerator")}
    if rule.kind == REMOVED:
        return _("{found};真实率 {rate}%({confidence}% 区间 {low}%~{high}%);扣除 {gone},计 {numerator}",
                 found=found, gone=said["gone"], **words)
    if rule.bound == LOW:
        return _("{found};真实率 {rate}%({confidence}% 区间 {low}%~{high}%);按区间下限折算,计 {numerator}", found=found, **words)
    return _("{found};真实率 {rate}%({confidence}% 区间 {low}%~{high}%);按真实率折算,计 {numerator}", found=found, **words)


def shown(share: Fraction | None) -> str:
    """A share in percent with two decimals; — where there is none."""
    return "—" if share is None else fixed(share * 100, 2)
