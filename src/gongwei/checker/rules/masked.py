"""Numbers that are not there: masked (xx人), or a digit lost (?58人). They are listed as missing."""

from collections.abc import Iterator, Sequence

from gongwei.checker.claim import Claim, Kind, Verdict
from gongwei.checker.judging import claim, linked, span_of
from gongwei.checker.language.mention import Mention, Nature, Passage
from gongwei.definition.message import Message

PLACES = frozenset(("省", "市", "县", "区", "乡", "镇", "村", "街道", "社区", "行政村", "自然村", "院", "站", "所", "大", "线", "面", "门", "组", "队"))


def masked(passages: Sequence[Passage], text: str) -> Iterator[Claim]:
    """The masked numbers of a text; 20xx and XX县 are names and left alone."""
    for passage in passages:
        for mention in passage.mentions:
            if mention.nature is Nature.MASKED and (mention.unit not in PLACES or mention.text.startswith("?")):
                yield _missing(mention, text)


def _missing(mention: Mention, text: str) -> Claim:
    kind = Kind.RATIO if mention.unit in ("%", "‰") else Kind.SUM
    message = Message("“{stated}”缺数,无法核对", stated=mention.text)
    return claim(kind, "masked", text, [linked(mention, "item")], Verdict.UNCHECKABLE, message, span=span_of(mention))
