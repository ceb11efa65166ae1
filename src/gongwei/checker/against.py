"""The numbers of a document that Gongwei issued against the facts that it carries.

Such a document holds its facts as JSON in a custom XML part (`urn:gongwei:facts:1`), and every number that was printed
is a link to the bookmark of its entry (F_… a fact, D_… derived from facts). Whoever edits a number in Word leaves the
link: what stands there now is compared with what the entry says. A number that was deleted says nothing.
"""

import json
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from unicodedata import normalize

from gongwei.definition.message import Message

from .claim import Claim, Kind, Linked, Severity, Verdict
from .reading import Document, Link

NUMBER = re.compile(r"([+\--]?)(\d{1,3}(?:[, ]\d{3})+|\d{1,18})(?:\.(\d{1,9}))?")
UNITS = {"万": 10_000, "亿": 100_000_000}
EXACT = re.compile(r"-?\d{1,30}(?:/\d{1,30})?")
"""How a fact writes a value: 82353/982."""
RANKED = "由高到低排列"
"""Words of the formula of an entry whose places are printed beside its value."""
MOST_SHOWN = 4


def against_facts(document: Document) -> list[Claim]:
    """A claim for every linked number of an issued document: it says what its fact says, or it does not.

    Numbers that an entry says are its value, its numerator and denominator and those of its outcomes, and the places of a
    ranking. `expected` is the one next to what is stated.
    """
    entries = known(document.facts)
    claims = (compared(document.text, link, entry) for link in document.links if (entry := entries.get(link.anchor)))
    return [claim for claim in claims if claim is not None]


def known(facts: str | None) -> Mapping[str, Mapping[str, object]]:
    """The entries by the bookmarks that links lead to; none where the part is not what it should be."""
    try:
        entries = json.loads(facts or "{}").get("entries", ())
        return {entry["id"].replace("-", "_"): entry for entry in entries if isinstance(entry.get("id"), str)}
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError):
        return {}


def compared(text: str, link: Link, entry: Mapping[str, object]) -> Claim | None:
    """The claim that one link makes; None where no single number stands there, or the entry has none."""
    quote = text[link.start : link.end]
    plain = normalize("NFKC", quote).replace("−", "-")
    found = list(NUMBER.finditer(plain))
    said = sorted(set(numbers(entry)))
    if len(found) != 1 or not said or quote.strip() == entry["id"]:
        return None
    (number,) = found
    sign, whole, decimals = number[1], re.sub(r"\D", "", number[2]), number[3] or ""
    unit = UNITS.get((plain[number.end() :] + text[link.end : link.end + 1])[:1], 1)
    step = Fraction(unit, 10 ** len(decimals))
    stated = int(whole + decimals) * step * (-1 if sign == "-" else 1)
    right = any(agrees(value if sign else abs(value), stated, step) for value in said)
    expected = min(said, key=lambda value: abs(value - stated))
    about = {"id": entry["id"], "name": f"{entry.get('unit_name', '')}{entry.get('name', '')}", "text": quote.strip()}
    message = (
        Message("与编号 {id}({name})的数据相符", id=about["id"], name=about["name"]) if right else
        Message("编号 {id}({name})的数据为 {known},文中为 {text}", known=shown(said, entry), **about)
    )  # fmt: skip
    return Claim(
        type=Kind.GROWTH, subtype="fact", start=link.start, end=link.end, quote=quote,
        numbers=(Linked("after", quote, link.start, link.end, stated),), stated=stated, expected=expected, tolerance=step / 2,
        verdict=Verdict.CONSISTENT if right else Verdict.INCONSISTENT, severity=None if right else Severity.HARD, message=message,
    )  # fmt: skip


def numbers(entry: Mapping[str, object]) -> Iterator[Fraction]:
    """The numbers that an entry says."""
    for name in ("value", "numerator", "denominator"):
        if (value := exact(entry.get(name))) is not None:
            yield value
    for outcome in entry.get("outcomes") or ():
        if isinstance(outcome, list) and len(outcome) > 1 and (value := exact(str(outcome[1]))) is not None:
            yield value
    formula = entry.get("formula")
    if isinstance(formula, str) and RANKED in formula:
        yield from (Fraction(number) for number in re.findall(r"\d{1,9}(?:\.\d{1,9})?", formula))


def exact(value: object) -> Fraction | None:
    """A value as facts write it."""
    if not isinstance(value, str) or not EXACT.fullmatch(value):
        return None
    above, _, below = value.partition("/")
    return Fraction(int(above), int(below or 1)) if int(below or 1) else None


def agrees(value: Fraction, stated: Fraction, step: Fraction) -> bool:
    """Whether a value is what is stated when it is rounded, half away from zero, to the step of what is stated."""
    return abs(value - stated) < step / 2 or value - stated == (step / 2 if value < 0 else -step / 2)


def shown(values: list[Fraction], entry: Mapping[str, object]) -> str:
    """Numbers of an entry for people, its value first."""
    first = exact(entry.get("value"))
    ordered = ([first] if first is not None else []) + [value for value in values if value != first]
    said = [f"{float(value):.2f}" if value.denominator > 1 else str(value) for value in ordered[:MOST_SHOWN]]
    if first is not None and isinstance(measure := entry.get("measure"), str):
        said[0] += measure
    return "、".join(said) + ("…" if len(ordered) > MOST_SHOWN else "")
