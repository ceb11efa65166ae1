"""The checker (核数): which numbers of a Chinese work report do not add up.

    check(text) -> list[Claim]

Needs nothing else of Gongwei: no database, no Django.
"""

from dataclasses import replace

from gongwei.checker.claim import Claim, Kind, Linked, Severity, Verdict
from gongwei.checker.judging import claim
from gongwei.checker.language.mention import Passage, passage
from gongwei.checker.language.spelling import normalised
from gongwei.checker.rules.changes import changes
from gongwei.checker.rules.dates import dates
from gongwei.checker.rules.differences import differences
from gongwei.checker.rules.formulas import formulas
from gongwei.checker.rules.growth import growths
from gongwei.checker.rules.listings import listings
from gongwei.checker.rules.masked import masked
from gongwei.checker.rules.milestones import milestones
from gongwei.checker.rules.populations import populations
from gongwei.checker.rules.ratios import ratios, settled
from gongwei.checker.rules.sums import sums
from gongwei.checker.rules.targets import targets
from gongwei.checker.tables.totals import prose, tables
from gongwei.definition.message import Message

CROWD = 400  # numbers in one paragraph

__all__ = ["Claim", "Kind", "Linked", "Severity", "Verdict", "check"]


def check(text: str) -> list[Claim]:
    """The claims of a text in the order in which they stand.

    Lines are paragraphs; consecutive lines whose cells are parted by tabs are a table. Positions and quotes are those
    of the text as given.
    """
    common = normalised(text)
    lines = _passages(common)
    crowded = [line for line in lines if len(line.mentions) > CROWD]
    passages = [line for line in prose(lines) if len(line.mentions) <= CROWD]
    rates, found = settled(passages), list(changes(passages))
    claims = [
        *ratios(rates, common), *formulas(passages, common), *sums(passages, common), *populations(passages, rates, common),
        *growths(passages, found, common), *differences(passages, found, common), *targets(passages, common),
        *listings(passages, common), *milestones(passages, common), *dates(passages, common), *masked(passages, common),
        *tables(lines, common), *(_unread(line, common) for line in crowded),
    ]
    claims = _without_doubles(claims)
    claims.sort(key=lambda claim: (claim.start, claim.end, claim.type))
    return [_as_given(claim, text) for claim in claims]


def _without_doubles(claims: list[Claim]) -> list[Claim]:
    """The claims without rates said to be not checkable that a mean or a common base has settled."""
    settled_rates = {number.start for claim in claims if claim.type in (Kind.MEAN, Kind.PER_UNIT)
                     for number in claim.numbers if number.role == "rate"}
    return [claim for claim in claims if claim.type is not Kind.RATIO or claim.verdict is not Verdict.UNCHECKABLE
            or not any(number.start in settled_rates for number in claim.numbers)]


def _unread(line: Passage, text: str) -> Claim:
    """A line of more numbers than sentences have, which the rules of sentences leave alone, and say so."""
    message = Message("这一段有{count}个数,不像文句,未逐句核对", count=len(line.mentions))
    return claim(Kind.CALENDAR, "crowded", text, (), Verdict.UNCHECKABLE, message, span=(line.start, line.start + len(line.text)))


def _as_given(claim: Claim, text: str) -> Claim:
    """The claim with the spelling of the text, which is read in another."""
    numbers = tuple(replace(number, text=text[number.start:number.end]) for number in claim.numbers)
    return replace(claim, quote=text[claim.start:claim.end], numbers=numbers)


def _passages(text: str) -> list[Passage]:
    start, passages = 0, []
    for line in text.split("\n"):
        passages.append(passage(line, start))
        start += len(line) + 1
    return passages
