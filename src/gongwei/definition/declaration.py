"""Files in which people declare something (TOML): schemes, checklists, lists of standards. What is wrong in one is told with
file and line, all of it at once."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from .message import Message

HEADER = re.compile(r"\s*(\[{1,2})([^\[\]]+)(\]{1,2})\s*(#.*)?$")
KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")
_ = Message

KINDS = {
    str: _("文字"), int: _("整数"), Decimal: _("数"), bool: _("true 或 false"), date: _("日期,如 2025-12-31"),
    list: _("一列"), dict: _("一节"),
}
Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Wrong:
    """Something wrong in a file: its name, the line (1 is the first), and what would be right."""

    file: str
    line: int
    message: Message


class Misdeclared(ValueError):
    """A file that says something that cannot be meant; `wrongs` in the order of lines."""

    def __init__(self, wrongs: list[Wrong]) -> None:
        self.wrongs = sorted(wrongs, key=lambda wrong: (wrong.file, wrong.line))
        super().__init__("\n".join(f"{wrong.file}:{wrong.line}: {wrong.message}" for wrong in self.wrongs))


@dataclass
class Declaration:
    """A section of a file while it is read: its entries, where it stands, and what was found wrong so far."""

    file: str
    said: Mapping[str, object]
    lines: Mapping[Place, int]
    path: Place = ()
    wrongs: list[Wrong] = field(default_factory=list)
    read: set[str] = field(default_factory=set)

    def line(self, *names: str | int) -> int:
        """The line of an entry, or of what holds it."""
        path = (*self.path, *names)
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def wrong(self, message: Message, *names: str | int) -> None:
        """Something is wrong with an entry, or with the section."""
        self.wrongs.append(Wrong(self.file, self.line(*names), message))

    def entry(self, name: str, kind: type, default: object = ...):
        """An entry of a kind (str, int, Decimal, bool, date, list, dict). Wrong (nan and inf are no numbers) or missing:
        noted, and the default given."""
        self.read.add(name)
        value = self.said.get(name, ...)
        if value is ...:
            if default is ...:
                self.wrong(_("缺少「{name}」,应为{kind}", name=name, kind=KINDS[kind]), name)
            return None if default is ... else default
        if kind is Decimal and type(value) is int:
            value = Decimal(value)
        if type(value) is not kind or (kind is Decimal and not value.is_finite()):
            self.wrong(_("「{name}」应为{kind}", name=name, kind=KINDS[kind]), name)
            return None if default is ... else default
        return value

    def choice(self, name: str, among: Mapping[str, object] | tuple[str, ...], default: object = ...):
        """An entry that is one of these words."""
        value = self.entry(name, str, default)
        if value is None or value in among or value == default:
            return value
        self.wrong(_("「{name}」应为 {among} 之一,文件中为「{value}」", name=name, among=" ".join(among), value=value), name)
        return None if default is ... else default

    def section(self, name: str) -> "Declaration":
        """A section `[name]`; empty where it is missing."""
        return self._below(self.entry(name, dict, {}), name)

    def sections(self, name: str) -> list["Declaration"]:
        """The sections `[[name]]` in order."""
        found = self.entry(name, list, [])
        if any(not isinstance(one, dict) for one in found):
            self.wrong(_("「{name}」应写成若干节 [[{name}]]", name=name), name)
        return [self._below(one, name, number) for number, one in enumerate(found) if isinstance(one, dict)]

    def named(self) -> list[tuple[str, "Declaration"]]:
        """The sections `[name]` of this one, whatever they are called, in order."""
        names = [name for name, value in self.said.items() if isinstance(value, dict)]
        self.read.update(names)
        return [(name, self._below(self.said[name], name)) for name in names]

    def nothing_else(self) -> None:
        """Entries that nobody asked for are wrong: mostly a slip of the pen."""
        for name in self.said:
            if name not in self.read:
                self.wrong(_("不认识的条目「{name}」", name=name), name)

    def _below(self, said: Mapping[str, object], *names: str | int) -> "Declaration":
        return Declaration(self.file, said, self.lines, (*self.path, *names), self.wrongs)


@contextmanager
def declaration(path: Path) -> Iterator[Declaration]:
    """A file to be read. Leaving it raises Misdeclared when anything was found wrong, or the file is no TOML."""
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        said = tomllib.loads(text, parse_float=Decimal)
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise Misdeclared([Wrong(path.name, line, _("文件不是 UTF-8 编码"))]) from error
    except tomllib.TOMLDecodeError as error:
        at = AT_LINE.search(str(error))
        line = int(at[1]) if at else max(1, text.count("\n"))
        why = AT_LINE.sub("", str(error)).strip()
        raise Misdeclared([Wrong(path.name, line, _("不合 TOML 的写法:{why}", why=why))]) from error
    whole = Declaration(path.name, said, dict(positions(text)))
    yield whole
    if whole.wrongs:
        raise Misdeclared(whole.wrongs)


def positions(text: str) -> Iterator[tuple[Place, int]]:
    """Where entries and sections of a TOML text stand: path → line. Entries of inline tables stand where those do."""
    path: Place = ()
    numbers: dict[Place, int] = {}
    inside = ""  # of a string of several lines: its quotes
    depth = 0  # of brackets open at the end of a line
    for line, content in enumerate(text.split("\n"), 1):
        if not inside and not depth:
            if header := HEADER.match(content):
                path = ()
                *above, last = keys(header[2])
                for name in above:
                    path += (name, numbers[*path, name]) if (*path, name) in numbers else (name,)
                path += (last,)
                if header[1] == "[[":
                    numbers[path] = numbers.get(path, -1) + 1
                    yield path, line
                    path += (numbers[path],)
                yield path, line
                continue
            if key := KEY.match(content):
                names = keys(key[1])
                for length in range(1, len(names) + 1):
                    yield (*path, *names[:length]), line
        inside, depth = unfinished(content, inside, depth)


def keys(dotted: str) -> tuple[str, ...]:
    """The names of a dotted key."""
    return tuple(part.strip().strip("\"'") for part in re.findall(r""""[^"]*"|'[^']*'|[^.\s]+""", dotted))


TOKEN = re.compile(r'''"""|\'\'\'|"(?:\\.|[^"\\])*"|'[^']*'|\\.|[\[\]{}#]''')


def unfinished(content: str, inside: str, depth: int) -> tuple[str, int]:
    """Whether a string of several lines, and how many brackets, stay open behind a line."""
    for token in TOKEN.finditer(content):
        mark = token[0]
        if inside:
            inside = "" if mark == inside else inside
        elif mark in ('"""', "'''"):
            inside = mark
        elif mark == "#":
            break
        elif mark in "[{":
            depth += 1
        elif mark in "]}":
            depth -= 1
    return inside, depth
