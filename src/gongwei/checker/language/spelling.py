"""One spelling for all texts, position for position: simplified characters, half-width digits and signs."""

import re
from functools import cache, lru_cache

from opencc import OpenCC

HALF = {ord(full): half for full, half in zip(
    "０１２３４５６７８９％＋－．／（）：；？！＜＞～＊［］", "0123456789%+-./():;?!<>~*[]", strict=True)}
HALF |= {ord(space): " " for space in "\u00a0\u2002\u2003\u2009\u202f\u3000"}
HALF |= {ord(dash): "-" for dash in "–—−─"}
# A full-width comma parts; between full-width digits it groups them, between half-width ones it can only part.
GROUPING, PARTING = re.compile(r"(?<=[０-９])，(?=[０-９]{3}(?![０-９]))"), re.compile(r"(?<=\d)，(?=\d)")
VARIANTS = {"〇": "零", "佔": "占", "餘": "余", "○": "零"}


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


@lru_cache(maxsize=20_000)
def _simplified(character: str) -> str:
    if "\ud800" <= character <= "\udfff":  # half a character, as broken text layers have
        return character
    known = VARIANTS.get(character)
    simple = known or _converter().convert(character)
    return simple if len(simple) == 1 else character


def normalised(text: str) -> str:
    """The text with each character in its common form; as long as the text, so positions stay."""
    text = PARTING.sub("、", GROUPING.sub(",", text)).replace("，", ",").translate(HALF)
    strange = {character for character in set(text) if character > "\u2fff"}
    return text.translate({ord(character): _simplified(character) for character in strange})
