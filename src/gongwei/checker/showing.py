"""Claims for people at a terminal: a summary, then what does not hold, the worst first."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from gongwei.definition.message import Message, said

from .claim import Claim, Kind, Severity, Verdict
from .reading import Document

KINDS = {
    Kind.RATIO: Message("比率"), Kind.SUM: Message("合计与其中"), Kind.PER_UNIT: Message("人均与每单位"),
    Kind.GROWTH: Message("增长与前后所述"), Kind.DIFFERENCE: Message("差"), Kind.LISTING: Message("列举"),
    Kind.MEAN: Message("平均"), Kind.CALENDAR: Message("日期与单位"),
}  # fmt: skip
STATES: dict[tuple[Verdict, Severity | None], tuple[str, str, Message]] = {
    (Verdict.INCONSISTENT, Severity.HARD): ("✗", "bold red", Message("对不上")),
    (Verdict.INCONSISTENT, Severity.SOFT): ("!", "yellow", Message("略有出入")),
    (Verdict.UNCHECKABLE, None): ("?", "blue", Message("无法核对")),
    (Verdict.CONSISTENT, None): ("✓", "green", Message("无误")),
}
"""In the order in which they are shown: sign, style, word."""
AROUND = 24
"""Characters of a quote that are shown on both sides of a number; what lies farther from any is left out."""
SIGNS = {"\n": " ", "\t": "│"}

Say = Callable[[str], str]
"""Translates a template of words."""


def state(claim: Claim) -> tuple[Verdict, Severity | None]:
    """The row of STATES that a claim belongs to."""
    return claim.verdict, (claim.severity or Severity.HARD) if claim.verdict is Verdict.INCONSISTENT else None


def summary(claims: Iterable[Claim]) -> Message:
    """How many claims hold and how many do not, in one line."""
    states = [state(claim) for claim in claims]
    return Message(
        "{wrong} 处对不上(其中硬错 {hard})、{right} 处核对无误、{open} 处无法核对",
        wrong=sum(verdict is Verdict.INCONSISTENT for verdict, _ in states),
        hard=states.count((Verdict.INCONSISTENT, Severity.HARD)),
        right=states.count((Verdict.CONSISTENT, None)),
        open=states.count((Verdict.UNCHECKABLE, None)),
    )


def shown(document: Document, claims: Iterable[Claim], say: Say, *, everything: bool = False) -> Iterator[RenderableType]:
    """What to print: the summary, then the claims that do not hold, or with `everything` all claims."""
    claims = list(claims)
    wrong, hard = any(claim.verdict is Verdict.INCONSISTENT for claim in claims), any_hard(claims)
    yield Text(said(summary(claims), say), style="bold red" if hard else "bold yellow" if wrong else "bold green")
    for kind in STATES:
        if everything or kind[0] is Verdict.INCONSISTENT:
            for claim in claims:
                if state(claim) == kind:
                    yield entry(document, claim, say)


def any_hard(claims: Iterable[Claim]) -> bool:
    """Whether something is wrong that no rounding explains."""
    return any(state(claim) == (Verdict.INCONSISTENT, Severity.HARD) for claim in claims)


def entry(document: Document, claim: Claim, say: Say) -> RenderableType:
    """A claim: its state and place, its quote, what is to be said of it."""
    sign, style, word = STATES[state(claim)]
    head = Text.assemble(
        "\n", (f"{sign} {said(word, say)}", style), "  ", (said(document.place(claim.start, claim.end), say), "bold"), "  ",
        (f"{said(KINDS[claim.type], say)} {claim.type.value}", "dim"),
    )  # fmt: skip
    parts: list[RenderableType] = [head, Padding(quoted(claim, style), (0, 0, 0, 2), expand=False)]
    if claim.message:
        parts.append(Padding(Text(f"→ {said(claim.message, say)}", style=style), (0, 0, 0, 2), expand=False))
    return Group(*parts)


def quoted(claim: Claim, style: str) -> Text:
    """The quote with its numbers in the claim's style, without what lies far from all of them."""
    numbers = [(number.start - claim.start, number.end - claim.start) for number in claim.numbers]
    inside = sorted((start, end) for start, end in numbers if 0 <= start < end <= len(claim.quote))
    found, behind = Text(), 0
    for start, end in inside:
        if start < behind:
            continue
        found.append(shortened(claim.quote[behind:start], behind > 0, True))
        found.append(plain(claim.quote[start:end]), style=f"{style} underline")
        behind = end
    found.append(shortened(claim.quote[behind:], behind > 0, False))
    return found


def shortened(text: str, after: bool, before: bool) -> str:
    """Text after and before a number, its middle or its far end left out when it is long."""
    if len(text) <= AROUND * (1 + (after or not before) + before):
        return plain(text)
    return plain(f"{text[:AROUND] if after or not before else ''}…{text[-AROUND:] if before else ''}")


def plain(text: str) -> str:
    """Text on one line that no terminal takes for commands."""
    return "".join(SIGNS.get(sign, sign) if sign.isprintable() or sign in SIGNS else " " for sign in text)


def blank_pages(document: Document) -> Message | None:
    """What to say of pages without text."""
    if not document.blank:
        return None
    pages = "、".join(chain(map(str, document.blank[:10]), ["…"] if len(document.blank) > 10 else []))
    return Message("注意:第 {pages} 页没有文字(可能是扫描图),未核对", pages=pages)
