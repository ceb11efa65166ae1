"""Chinese punctuation in Chinese text (GB/T 15834): one place makes ， ： ； （ ） of what was typed half-width."""

import re
from dataclasses import fields, is_dataclass, replace

from .content import Number

WIDE = {",": "，", ":": "：", ";": "；", "(": "（", ")": "）", "?": "？", "!": "！"}
CHINESE = re.compile(r"[\u2e80-\u9fff\u3000-\u303f\uff00-\uffef“”‘’—]")
INSIDE_A_CODE = re.compile(r"(?<=[A-Za-z0-9])[,:;](?=[A-Za-z0-9])")
"""1,000 and 12:30 and urn:x stay as they are."""


def chinese(text: str) -> str:
    """The text with full-width punctuation, character by character, so that its length stays the same.

    Brackets stay narrow where they stand in and around what has no Chinese at all: (7985-7586)÷7586.
    """
    made = list(text)
    kept = {match.start() for match in INSIDE_A_CODE.finditer(text)} if text else set()
    stack: list[int] = []
    for i, character in enumerate(text):
        if character == "(":
            stack.append(i)
        elif character == ")":
            start = stack.pop() if stack else i
            around = text[max(0, start - 1) : i + 2]
            if CHINESE.search(around):
                made[start], made[i] = WIDE[made[start]] if made[start] in WIDE else made[start], WIDE[")"]
        elif character in WIDE and i not in kept:
            made[i] = WIDE[character]
    return "".join(made)


def typeset(value):
    """A piece of content (text, block, report) with all its words typeset; numbers and what they lead to stay."""
    if isinstance(value, str):
        return chinese(value)
    if isinstance(value, tuple):
        if any(isinstance(part, Number) for part in value):
            return _text(value)
        return tuple(typeset(part) for part in value)
    if is_dataclass(value) and type(value).__module__.endswith("reports.content") and not isinstance(value, Number):
        return replace(value, **{field.name: typeset(getattr(value, field.name)) for field in fields(value)})
    return value


def _text(parts: tuple) -> tuple:
    """A sentence: punctuation between a word and a number is seen with both its neighbours."""
    whole, made, start = chinese("".join(part.text if isinstance(part, Number) else part for part in parts)), [], 0
    for part in parts:
        end = start + len(part.text if isinstance(part, Number) else part)
        made.append(replace(part, text=whole[start:end]) if isinstance(part, Number) else whole[start:end])
        start = end
    return tuple(made)
