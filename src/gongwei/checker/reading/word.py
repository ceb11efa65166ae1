"""Word files (.docx): the text as a reader of the printed document sees it.

Tracked changes as if accepted, results of fields without their codes, hidden text left out, merged cells once. Read from
the XML itself: python-docx knows neither tracked changes nor text boxes nor notes. Elements are told by their local
names, so that documents in the strict variant of the format read the same. Numbers of automatic lists are not text and
do not appear.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from .document import LONGEST, Document, Link, Place
from .package import Package, parsed
from .refusal import Unreadable

JOINT = "\u3000"
"""Parts the paragraphs of a cell, and stands for a tab in a paragraph: neither parts cells nor groups digits."""
OBJECT = "\ufffc"
"""Stands for what is not text: a formula, a symbol of a picture font."""
BREAKS = {ord(sign): " " for sign in "\t\n\r\x85\u2028\u2029"}
MOST_COLUMNS = 63
"""What Word allows."""
HYPERLINK = re.compile(r'\s*HYPERLINK\s+\\l\s+"([^"]*)"')
"""The code of a field that is a link within the document."""
FACTS = "{urn:gongwei:facts:1}facts"

THROUGH = {"sdtContent", "customXml", "ins", "moveTo", "smartTag", "fldSimple", "dir", "bdo", "rubyBase"}
"""Elements whose content is text like any other."""
SIGNS = {"tab": JOINT, "ptab": JOINT, "noBreakHyphen": "-", "sym": OBJECT}


class Atom(NamedTuple):
    """Text from `start` to `end` that `child` of a run holds."""

    start: int
    end: int
    child: etree._Element
    run: etree._Element


class Aside(NamedTuple):
    """Text that cannot carry a comment: where it stands, and the run of the body it belongs to, if any."""

    start: int
    end: int
    place: Place
    run: etree._Element | None


def read_word(content: bytes) -> Document:
    """A .docx as a document."""
    walk = Walk(Package(content))
    text = "".join(walk.pieces)
    if not text.strip():
        raise Unreadable("empty")
    return Document(text, tuple(walk.places), "word", (), tuple(walk.links), facts(walk.package))


def facts(package: Package) -> str | None:
    """The text of the custom XML part that holds the facts of a document issued by Gongwei."""
    for name in sorted(package.members):
        if name.startswith("customXml/item") and name.endswith(".xml"):
            try:
                root = parsed(package.read(name))
            except Unreadable:
                continue
            if root.tag == FACTS and root.text and len(root.text) <= LONGEST:
                return root.text
    return None


def local(element: etree._Element) -> str:
    """The name of an element without its namespace; `` of comments and processing instructions."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def child(element: etree._Element, *names: str) -> etree._Element | None:
    """The element at the end of this path of local names."""
    for name in names:
        element = next((found for found in element if local(found) == name), None)
        if element is None:
            return None
    return element


def value(element: etree._Element | None, name: str = "val") -> str | None:
    """An attribute by its local name."""
    if element is None:
        return None
    return next((said for key, said in element.attrib.items() if key.rpartition("}")[2] == name), None)


def count(element: etree._Element | None, least: int) -> int:
    """A small whole number."""
    said = value(element) or ""
    return min(max(int(said), least), MOST_COLUMNS) if said.isascii() and said.isdigit() and len(said) < 9 else least


def chosen(alternatives: etree._Element) -> etree._Element | None:
    """One of the ways in which a document says the same."""
    return child(alternatives, "Choice") if child(alternatives, "Choice") is not None else child(alternatives, "Fallback")


class Field:
    """A field that is open: its code, and from where on its result stands in the text (None: still in the code)."""

    def __init__(self) -> None:
        self.code, self.start = "", None


class Walk:
    """One pass over a document: `pieces` of text, the atoms that hold it, the places, links and asides."""

    def __init__(self, package: Package) -> None:
        self.package, self.main = package, package.word()
        self.tree = package.xml(self.main)
        self.body = child(self.tree, "body")
        if self.body is None:
            raise Unreadable("damaged")
        self.pieces: list[str] = []
        self.atoms: list[Atom] = []
        self.asides: list[Aside] = []
        self.places: list[tuple[int, Place]] = []
        self.links: list[Link] = []
        self._length = self._paragraphs = self._tables = 0
        self._fields: list[Field] = []
        self._notes: list[tuple[str, str, etree._Element]] = []
        self._boxes: list[tuple[etree._Element, etree._Element]] = []
        self._nested: list[etree._Element] = []
        self._place: Place | None = None
        """The place of all that follows, outside the body."""
        self._carrier: etree._Element | None = None
        self._begun = self._joined = self._after_table = self._in_cell = False
        self._blocks(self.body)
        self._parts()

    # Parts beside the body

    def _parts(self) -> None:
        targets = {relation.id: relation for relation in self.package.relations(self.main)}
        for kind in ("footnote", "endnote"):
            part = next((relation.target for relation in targets.values() if relation.type == f"{kind}s"), None)
            asked = [(id, run) for of, id, run in self._notes if of == kind]
            if part in self.package.members and asked:
                notes = {value(note, "id"): note for note in self.package.xml(part) if local(note) == kind}
                for number, (id, run) in enumerate(asked, 1):
                    if id in notes:
                        self._aside(notes.pop(id), (kind, number), run)
        seen = set()
        for reference in list(self.tree.iter()):
            kind = local(reference)
            if kind in ("headerReference", "footerReference"):
                relation = targets.get(value(reference, "id") or "")
                if relation and relation.target not in seen and relation.target in self.package.members:
                    seen.add(relation.target)
                    self._aside(self.package.xml(relation.target), (kind.removesuffix("Reference"),), None)

    def _aside(self, container: etree._Element, place: Place, run: etree._Element | None) -> None:
        """Text outside the body, parted from the rest by an empty line."""
        outer, atoms, fields = self._place, self.atoms, self._fields
        if outer is None:
            self._carrier = run
        self._place, self.atoms, self._fields, self._joined = outer or place, [], [], False
        self._line()
        start = self._length
        self._blocks(container)
        self.asides.append(Aside(start, self._length, self._place, self._carrier))
        self._place, self.atoms, self._fields, self._joined = outer, atoms, fields, False

    # Blocks

    def _under(self, container: etree._Element, *names: str) -> Iterator[etree._Element]:
        """Elements of these names, also where they stand in controls."""
        for element in container:
            name = local(element)
            if name in names:
                yield element
            elif name == "AlternateContent" and (choice := chosen(element)) is not None:
                yield from self._under(choice, *names)
            elif name == "sdt" and (content := child(element, "sdtContent")) is not None:
                yield from self._under(content, *names)
            elif name in THROUGH:
                yield from self._under(element, *names)

    def _blocks(self, container: etree._Element) -> None:
        for block in self._under(container, "p", "tbl"):
            if local(block) == "p":
                self._paragraph(block)
            else:
                self._table(block)

    def _paragraph(self, paragraph: etree._Element) -> None:
        if not self._joined:
            self._line()
        before = len(self.pieces)
        self._mark(("paragraph", self._paragraphs + 1))
        self._inline(paragraph)
        if any(piece.strip() for piece in self.pieces[before:]):
            self._paragraphs += self._place is None
        self._joined = child(paragraph, "pPr", "rPr", "del") is not None
        self._after_table = False
        self._empty_boxes()

    def _table(self, table: etree._Element) -> None:
        rows = [(row, list(self._under(row, "tc"))) for row in self._under(table, "tr") if child(row, "trPr", "del") is None]
        if all(len(cells) == 1 for _, cells in rows):  # a frame around text
            for _, (cell,) in rows:
                self._blocks(cell)
            return
        if self._after_table:
            self._line()
        self._joined = False
        self._tables += 1
        place, outer = self._tables, self._nested
        self._nested = []
        for number, (row, cells) in enumerate(rows, 1):
            self._row(row, cells, place, number)
        self._after_table = True
        nested, self._nested = self._nested, outer
        for inner in nested:
            self._table(inner)
        self._empty_boxes()

    def _row(self, row: etree._Element, cells: list[etree._Element], table: int, number: int) -> None:
        self._line()
        before = count(child(row, "trPr", "gridBefore"), 0)
        self._emit("\t" * before)
        column = before + 1
        for position, cell in enumerate(cells):
            if position:
                self._emit("\t")
            self._mark(("cell", table, number, column))
            merged = child(cell, "tcPr", "vMerge")
            if (merged is None or value(merged) == "restart") and child(cell, "tcPr", "cellDel") is None:
                self._cell(cell)
            span = count(child(cell, "tcPr", "gridSpan"), 1)
            self._emit("\t" * (span - 1))
            column += span
        self._emit("\t" * count(child(row, "trPr", "gridAfter"), 0))

    def _cell(self, cell: etree._Element) -> None:
        self._in_cell, written = True, False
        for block in self._under(cell, "p", "tbl"):
            if local(block) == "tbl":
                self._nested.append(block)
                continue
            before = self._length
            if written and not self._joined and any(True for _ in block.iter("{*}t")):
                self._emit(JOINT)
            self._inline(block)
            written |= self._length > before
            self._joined = child(block, "pPr", "rPr", "del") is not None
        self._in_cell = self._joined = False

    def _empty_boxes(self) -> None:
        boxes, self._boxes = self._boxes, []
        for content, run in boxes:
            self._aside(content, ("box", max(1, self._paragraphs)), run)

    # Within a paragraph

    def _inline(self, element: etree._Element) -> None:
        for part in element:
            name = local(part)
            if name == "r":
                self._run(part)
            elif name == "hyperlink":
                start = self._length
                self._inline(part)
                self._link(start, value(part, "anchor"))
            elif name == "sdt":
                if (content := child(part, "sdtContent")) is not None:
                    self._inline(content)
            elif name == "AlternateContent":
                if (choice := chosen(part)) is not None:
                    self._inline(choice)
            elif name in THROUGH:
                self._inline(part)
            elif name in ("oMath", "oMathPara"):
                self._emit(OBJECT)

    def _run(self, run: etree._Element) -> None:
        hidden = child(run, "rPr", "vanish")
        seen = hidden is None or value(hidden) in ("0", "false", "off")
        for part in run:
            name = local(part)
            if name == "fldChar":
                self._field(value(part, "fldCharType"))
            elif name == "instrText" and self._fields:
                self._fields[-1].code += part.text or ""
            elif not seen or any(field.start is None for field in self._fields):
                continue
            elif name == "t":
                self._hold((part.text or "").translate(BREAKS), part, run)
            elif name in ("br", "cr"):
                self._hold(JOINT if self._in_cell else "\n", part, run)
            elif name in SIGNS:
                self._hold(SIGNS[name], part, run)
            elif name in ("footnoteReference", "endnoteReference"):
                self._notes.append((name.removesuffix("Reference"), value(part, "id") or "", run))
            elif name == "ruby" and (base := child(part, "rubyBase")) is not None:
                self._inline(base)
            elif name in ("drawing", "pict", "object", "AlternateContent"):
                self._find_boxes(part, run)

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append(Field())
        elif self._fields and kind == "separate":
            self._fields[-1].start = self._length
        elif self._fields and kind == "end":
            field = self._fields.pop()
            if field.start is not None and (leads := HYPERLINK.match(field.code)):
                self._link(field.start, leads[1])

    def _link(self, start: int, anchor: str | None) -> None:
        if anchor and self._length > start and self._place is None:
            self.links.append(Link(start, self._length, anchor))

    def _find_boxes(self, element: etree._Element, run: etree._Element) -> None:
        if local(element) == "AlternateContent":
            element = chosen(element)
        for part in () if element is None else element:
            if local(part) == "txbxContent":
                self._boxes.append((part, run))
            else:
                self._find_boxes(part, run)

    # Text

    def _line(self) -> None:
        if self._begun:
            self._emit("\n")
        self._begun = True

    def _mark(self, place: Place) -> None:
        place = self._place or place
        if self.places and self.places[-1][0] == self._length:
            self.places[-1] = (self._length, place)
        elif not self.places or self.places[-1][1] != place:
            self.places.append((self._length, place))

    def _hold(self, text: str, part: etree._Element, run: etree._Element) -> None:
        if text:
            self.atoms.append(Atom(self._length, self._length + len(text), part, run))
            self._emit(text)

    def _emit(self, text: str) -> None:
        if text:
            self.pieces.append(text)
            self._length += len(text)
            if self._length > LONGEST:
                raise Unreadable("too_long")
