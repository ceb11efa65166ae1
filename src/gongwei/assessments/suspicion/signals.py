"""From records to signals: every rule asked, what stands out worded, and how much more a spot check should look there."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from gongwei.definition.message import Message
from gongwei.definition.parameter import Parameter
from gongwei.records.provided import Provided

from .judging import Judged
from .opening import Asked, opened
from .rule import Rule, chance, percent
from .rules import PARAMETERS, RULES, in_force

_ = Message
DEFAULTS: Mapping[str, Parameter] = PARAMETERS
MOST_WEIGHT = 10
"""How often as likely as anybody the most suspicious person is drawn in a spot check."""


@dataclass(frozen=True)
class Signal:
    """A reason to look at a provider's (or, `provider` empty, a unit's) records of a period.

    `evidence`: the numbers of the sentence, shares as fractions. `residents`, `visits` (or enrolments): the implicated.
    `excess`: which share of them lies beyond what peers have. `p`: how likely chance makes it.
    """

    rule: str
    unit: str
    provider: str
    residents: tuple[int, ...]
    visits: tuple[str, ...]
    evidence: Mapping[str, object]
    excess: Fraction
    p: float
    sentence: Message


@dataclass(frozen=True)
class Summary:
    """A provider (or unit) with its signals, the strongest first."""

    unit: str
    provider: str
    signals: tuple[Signal, ...]

    @property
    def residents(self) -> int:
        """How many people are implicated."""
        return len({resident for signal in self.signals for resident in signal.residents})


def signals(source: Provided, start: date, end: date, parameters: Mapping[str, Parameter] = DEFAULTS,
            rules: Collection[Rule] = RULES) -> list[Signal]:
    """All signals of [start, end], by rule, then the least likely first. Parameters and thresholds are those of `end`."""
    values = in_force(parameters, end)
    found = []
    with opened(source, start, end, values) as asked:
        homes = dict(asked.rows("SELECT owner, unit FROM home"))
        for rule in rules:
            judged = [one for one in judgements(asked, rule, end) if rule.stands_out(one, end)]
            implicated = subjects(asked, [one.owner for one in judged]) if judged else {}
            for one in sorted(judged, key=lambda one: (one.p, one.owner)):
                residents, visits = implicated[one.owner]
                unit, provider = (one.owner, "") if rule.of == "unit" else (homes.get(one.owner) or "", one.owner)
                evidence = evidence_of(one, start, end, values)
                found.append(Signal(rule.id, unit, provider, residents, visits, evidence, one.excess, one.p,
                                    worded(rule, one, evidence)))
    return found


def judgements(asked: Asked, rule: Rule, day: date) -> list[Judged]:
    """What a rule's test says of everyone. Leaves the table `trials` behind."""
    asked.make("trials", rule.trials)
    return rule.test.judge(asked.rows(rule.test.summary), rule.least.on(day))


def subjects(asked: Asked, owners: list[str]) -> dict[str, tuple[tuple[int, ...], tuple[str, ...]]]:
    """Owner → residents and visits of the hits in the table `trials`, in order."""
    rows = asked.rows("""SELECT owner, list_sort(list(DISTINCT resident)),
            coalesce(list_sort(list(DISTINCT visit) FILTER (visit IS NOT NULL)), [])
        FROM trials WHERE hit AND list_contains($owners, owner) GROUP BY owner""", owners=owners)
    return {owner: (tuple(residents), tuple(visits)) for owner, residents, visits in rows}


def evidence_of(one: Judged, start: date, end: date, values: Mapping[str, object]) -> dict[str, object]:
    """The numbers behind a signal."""
    return {**values, "start": start, "end": end, "trials": one.trials, "hits": one.hits, "value": one.value, "peers": one.peers}


def worded(rule: Rule, one: Judged, evidence: Mapping[str, object]) -> Message:
    """A signal in the words of its rule."""
    start, end = evidence["start"], evidence["end"]
    whole_year = (start.month, start.day, end.month, end.day, start.year) == (1, 1, 12, 31, end.year)
    period = (_("{year} 年", year=end.year) if whole_year else _("{start} 至 {end} ", start=start, end=end))
    words = {**evidence, "period": period, "chance": chance(one.p), "share": shown(one.value), "value": shown(one.value),
             "peers": shown(one.peers)}
    finding = rule.say(words)
    if one.peers is None:
        return _("{finding};随机出现如此偏离的概率{chance}。这是值得核查的线索,不是结论。", finding=finding, chance=words["chance"])
    return _("{finding};按同行之间的差异,偶然到此程度的概率{chance}。这是值得核查的线索,不是结论。", finding=finding,
             chance=words["chance"])


def shown(value: Fraction | float | int | None) -> str:
    """A share as percentage, a whole number as it is, a measure with two decimals, — for none."""
    if value is None:
        return "—"
    if isinstance(value, Fraction):
        return percent(value)
    return str(value) if isinstance(value, int) else f"{value:.2f}"


def summaries(found: Iterable[Signal]) -> list[Summary]:
    """The signals by provider (or unit): most rules first, then the least likely."""
    whose: dict[tuple[str, str], list[Signal]] = {}
    for signal in found:
        whose.setdefault((signal.unit, signal.provider), []).append(signal)
    rows = [Summary(unit, provider, tuple(sorted(theirs, key=lambda one: (one.p, one.rule))))
            for (unit, provider), theirs in whose.items()]
    return sorted(rows, key=lambda row: (-len(row.signals), row.signals[0].p, row.unit, row.provider))


def weights(found: Iterable[Signal]) -> dict[int, Fraction]:
    """Resident → how often as likely as anybody else to be drawn in a spot check, 1 to MOST_WEIGHT; others: 1.

    Each signal holds that a share `excess` of its implicated records is beyond the usual; a person in several of them is
    beyond it unless beyond it in none.
    """
    unsuspected: dict[int, Fraction] = {}
    for signal in found:
        for resident in signal.residents:
            unsuspected[resident] = unsuspected.get(resident, Fraction(1)) * (1 - signal.excess)
    return {resident: (1 + (MOST_WEIGHT - 1) * (1 - chance)).limit_denominator(1000)
            for resident, chance in sorted(unsuspected.items())}
