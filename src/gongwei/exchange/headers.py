"""What a column may be called: the names of the format, the titles on the forms, and the Chinese words in use."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from gongwei.exchange.sheets import Unreadable

TRIMMINGS = re.compile(r"\s+|[\uff0a*]")
IN_BRACKETS = re.compile(r"[((\[【].*?[))\]】]")


@dataclass(frozen=True)
class Found:
    """Where the known columns of a sheet stand (name → position), and the headers nobody knows."""

    positions: Mapping[str, int]
    unknown: tuple[str, ...]


def plain(header: str) -> str:
    """A header without spaces, asterisks and case."""
    return TRIMMINGS.sub("", header).casefold()


def find_columns(header: Sequence[str], called: Mapping[str, Sequence[str]]) -> Found:
    """Match a header with what columns are called (name → other words). A word belongs to the column that claims it
    first.

    A unit or remark in brackets is overlooked. Unreadable when two headers mean one column.
    """
    words: dict[str, str] = {plain(name): name for name in called}
    for name, others in called.items():
        for word in others:
            words.setdefault(plain(word), name)
            words.setdefault(plain(IN_BRACKETS.sub("", word)), name)
    positions: dict[str, int] = {}
    unknown = []
    for position, title in enumerate(header):
        name = words.get(plain(title)) or words.get(plain(IN_BRACKETS.sub("", title)))
        if name is None:
            unknown.append(title)
        elif name in positions:
            raise Unreadable(_("「{title}」一列出现了两次").format(title=title), name)
        else:
            positions[name] = position
    return Found(positions, tuple(title for title in unknown if title))
