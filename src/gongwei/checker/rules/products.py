"""T2: a price times the number it is paid for is the amount."""

import re
from collections.abc import Iterator
from fractions import Fraction

from gongwei.checker.claim import Claim, Kind, Severity, Verdict
from gongwei.checker.judging import HARD, Judgement, claim, in_unit, linked, operand, short, span_of
from gongwei.checker.language import vocabulary as words
from gongwei.checker.language.mention import PERSONS, Mention, Nature, Passage
from gongwei.checker.language.numeral import Bound, arabic, chinese
from gongwei.definition.message import Message


def products(passage: Passage, counts: list[Mention], previous: list[Mention], text: str) -> Iterator[Claim]:
    """140元/人 × 2804人 = 39.256万元: prices, as many numbers of what they are paid for, one amount."""
    prices = [(mention, unit) for mention in passage.mentions
              if mention.nature is Nature.MONEY and mention.number and (unit := _paid_for(mention))]
    if not prices or len({price.sentence for price, _ in prices}) > 1 or len({unit for _, unit in prices}) > 1:
        return
    unit, first = prices[0][1], prices[0][0]
    priced = [price for price, _ in prices]
    amounts = [one for one in counts if one.nature is Nature.MONEY and one not in priced and one.sentence == first.sentence
               and words.AMOUNT.search(one.label)]
    amount = next((one for one in amounts if one.start > first.start), None) or next(iter(amounts), None)
    if amount is None or not amount.number:
        return
    matching = PERSONS if unit in PERSONS else {unit}
    near = [one for one in counts if one.nature is Nature.COUNT and one.sentence == amount.sentence and one.unit in matching]
    factors = near or [one for one in (*previous, *counts) if one.unit in matching and one.start < first.start]
    size = len(priced)
    for start in range(len(factors) - size, -1, -1):
        chosen = factors[start: start + size]
        total = sum((price.value * count.value for price, count in zip(priced, chosen, strict=True)), Fraction(0))
        exact = all(one.number and one.number.whole and one.number.bound is Bound.STATED for one in (*chosen, *priced))
        off = abs(total - amount.value) / amount.number.step
        if amount.number.rounded.holds(total):
            judgement: Verdict | Judgement = Verdict.CONSISTENT
        elif start == len(factors) - size and exact and (near or size > 1) and amount.number.bound is Bound.STATED and (
                words.PLAIN_SUM.search(amount.label[-4:]) or words.SUM_UP.search(amount.label)):
            if any(amount.number.rounded.holds(sum((price.value * count.value for price, count in zip(
                    priced, factors[other: other + size], strict=True)), Fraction(0))) for other in range(start)):
                continue
            judgement = Judgement(Verdict.INCONSISTENT, Severity.SOFT if off <= 1 else Severity.HARD, off)
        else:
            continue
        calculation = "+".join(f"{short(price.value)}×{operand(count)}" for price, count in zip(priced, chosen, strict=True))
        values = {"calculation": calculation, "total": in_unit(total, amount), "stated": amount.text}
        message = (Message("{calculation}={total},与文中{stated}相符", **values) if judgement is Verdict.CONSISTENT
                   else Message("{calculation}={total},文中为{stated}", **values))
        numbers = [linked(amount, "whole"), *(linked(one, "part") for one in (*priced, *chosen))]
        yield claim(Kind.SUM, "product-sum", text, numbers, judgement, message, stated=amount.value, expected=total,
                    tolerance=amount.number.step / 2, span=span_of(*priced, amount))
        return


def _paid_for(price: Mention) -> str:
    """What a price is paid for: 人 in 140元/人 and in 每人140元; nothing if it is no price."""
    if "/" in price.unit:
        return price.unit.split("/")[1]
    each = words.EACH.search(price.label)
    return each["unit"] if each else ""


TIMES_A_YEAR = {"季度": 4, "半年": 2, "月": 12, "个月": 12, "周": 52}


def repeated(passage: Passage, counts: list[Mention], text: str) -> Iterator[Claim]:
    """每季度例会1次,全年召开4次; 3个社区、7个村每季一期,共40期."""
    for match in words.EVERY.finditer(passage.text):
        times = arabic(match["times"]) if match["times"].isdigit() else chinese(match["times"])
        place = passage.start + match.end()
        total = next((one for one in counts if one.start >= place and one.unit == match["unit"] and one.start - place < 30), None)
        if times is None or total is None or not re.search(r"全年|年共|一年|共", passage.between(place, total.start)):
            continue
        a_year = times.value * TIMES_A_YEAR[match["period"]]
        sites = [one for one in counts if one.end <= passage.start + match.start() and one.sentence == total.sentence]
        among = sum((one.value for one in sites), Fraction(0))
        expected = next((value for value in (a_year, a_year * among) if value == total.value), a_year)
        yearly = re.search(r"全年|一年", passage.between(place, total.start))
        if expected != total.value and (sites or not yearly):
            continue
        judgement: Verdict | Judgement = Verdict.CONSISTENT if expected == total.value else HARD
        values = {"said": match.group(), "expected": short(expected), "stated": total.text}
        message = (Message("{said},一年{expected},与文中{stated}相符", **values) if expected == total.value
                   else Message("{said},一年应为{expected},文中为{stated}", **values))
        yield claim(Kind.SUM, "product", text, [linked(total, "whole")], judgement, message, stated=total.value,
                    expected=expected, span=(passage.start + match.start(), total.end))
