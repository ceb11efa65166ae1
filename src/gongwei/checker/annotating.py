"""The same Word document with a comment at every claim that does not hold.

Only the main part, the comments, and the two lists that name them are written; every other member of the package is
copied. python-docx would write all parts anew and puts comments on whole runs only, so the XML is edited here: a run is
divided where a claim begins or ends, both halves keeping its properties.
"""

import io
import shutil
import tempfile
import zipfile
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from copy import deepcopy
from datetime import datetime
from pathlib import Path

from lxml import etree

from gongwei.checker.claim import Claim, Severity, Verdict

from .reading import take
from .reading.bounded import bounded
from .reading.document import named
from .reading.package import RELATIONS, Package
from .reading.refusal import Unreadable
from .reading.word import Atom, Walk, child, local, value

AUTHOR, INITIALS = "核数", "核"
CONTENT_TYPES, CONTENT_TYPES_SPACE = "[Content_Types].xml", "http://schemas.openxmlformats.org/package/2006/content-types"
COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"

Remark = tuple[int, int, str, str]
"""Start and end of a claim in the text of the document, its quote, and what the comment says."""


def annotate(
    source: Path, claims: Iterable[Claim], target: Path, *, everything: bool = False, at: datetime | None = None
) -> int:
    """Write the .docx `source` to `target` with a comment at every claim that is inconsistent beyond rounding, or, with
    `everything`, at all but the consistent ones; `at` is the time they bear, as the office's clock has it.

    Returns the number of comments. What Word lets nobody comment on (headers, footers, notes, text boxes) is commented
    where it belongs to the body, or at its first paragraph, and the comment says where. Raises Unreadable.
    """
    content = take(source)
    if target.exists() and source.samefile(target):
        raise Unreadable("same_file")
    remarks = [(claim.start, claim.end, claim.quote, str(claim.message)) for claim in claims if remarkable(claim, everything)]
    _, made = bounded("annotate", content, remarks, at and f"{at:%Y-%m-%dT%H:%M:%S}Z")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".gongwei-") as folder:
            (whole := Path(folder) / target.name).write_bytes(made)
            whole.replace(target)
    except OSError as error:
        raise Unreadable("not_written") from error
    return len(remarks)


def remarkable(claim: Claim, everything: bool) -> bool:
    """Whether a claim gets a comment."""
    if everything:
        return claim.verdict is not Verdict.CONSISTENT
    return claim.verdict is Verdict.INCONSISTENT and claim.severity is Severity.HARD


def annotated(content: bytes, remarks: Sequence[Remark], at: str | None) -> bytes:
    """A .docx with comments. Raises Unreadable where the remarks are not of this text."""
    if not content.startswith(b"PK\x03\x04"):
        raise Unreadable("not_word")
    package = Package(content)
    walk = Walk(package)
    text = "".join(walk.pieces)
    if any(text[start:end] != quote for start, end, quote, _ in remarks):
        raise Unreadable("other_text")
    if not remarks:
        return content
    comments = Comments(package, walk, at)
    anchors = Anchors(walk, [(start, end) for start, end, _, _ in remarks])
    ids = [comments.add(anchors.whereabouts(start, end, quote) + said) for start, end, quote, said in remarks]
    marks = sorted(zip(ids, remarks, strict=True), key=lambda mark: (mark[1][0], -mark[1][1]))
    for id, (start, end, _, _) in marks:
        anchors.mark(id, start, end)
    return repacked(package, {walk.main: walk.tree, **comments.parts()})


class Anchors:
    """Where comments begin and end in the runs of the body, divided at these borders."""

    def __init__(self, walk: Walk, ranges: Sequence[tuple[int, int]]) -> None:
        self.walk = walk
        self.space = f"{{{etree.QName(walk.tree).namespace}}}"
        self.atoms = divided(walk.atoms, sorted({border for range in ranges for border in range}))
        self._starts = [atom.start for atom in self.atoms]
        self._last: dict[etree._Element, etree._Element] = {}
        """Run → the last mark behind it."""

    def whereabouts(self, start: int, end: int, quote: str) -> str:
        """What a comment must say first because it does not stand at its claim; `` where it does."""
        if self._within(start, end):
            return ""
        aside = self._aside(start)
        return f"{named(aside.place)}“{quote}”:" if aside else ""

    def mark(self, id: str, start: int, end: int) -> None:
        """Put the marks of a comment around a range of the text."""
        runs = [atom.run for atom in self._within(start, end)]
        if not runs and (aside := self._aside(start)) is not None and aside.run is not None:
            runs = [aside.run]
        begin, finish = (etree.Element(f"{self.space}commentRange{side}", self._id(id)) for side in ("Start", "End"))
        reference = etree.Element(f"{self.space}r")
        etree.SubElement(reference, f"{self.space}commentReference", self._id(id))
        if runs:
            runs[0].addprevious(begin)
            behind = self._last.get(runs[-1], runs[-1])
            behind.addnext(finish)
            finish.addnext(reference)
            self._last[runs[-1]] = reference
        else:
            paragraph = self._first_paragraph()
            paragraph.insert(int(child(paragraph, "pPr") is not None), begin)
            paragraph.extend([finish, reference])

    def _id(self, id: str) -> dict[str, str]:
        return {f"{self.space}id": id}

    def _within(self, start: int, end: int) -> list[Atom]:
        """The first and the last atom of a range; of one that leaves or enters a table, as far as no border is crossed."""
        atoms = self.atoms[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        table = outermost_table(atoms[0].run) if atoms else None
        last = next((atom for atom in reversed(atoms) if outermost_table(atom.run) is table), None)
        return [atoms[0], last] if last else []

    def _aside(self, start: int):
        return next((aside for aside in self.walk.asides if aside.start <= start <= aside.end), None)

    def _first_paragraph(self) -> etree._Element:
        found = next(self.walk.body.iter(f"{self.space}p"), None)
        if found is None:
            found = etree.Element(f"{self.space}p")
            self.walk.body.insert(0, found)
        return found


def outermost_table(run: etree._Element) -> etree._Element | None:
    """The table that a run stands in, not one within it: programs lose comments that reach over its end."""
    return next(reversed(list(run.iterancestors("{*}tbl"))), None)


def divided(atoms: Sequence[Atom], borders: Sequence[int]) -> list[Atom]:
    """The atoms after runs and texts were divided so that no run reaches over a border."""
    made: list[Atom] = []
    begun: set[etree._Element] = set()
    for start, end, part, _ in atoms:
        for border in borders[bisect_left(borders, start) : bisect_left(borders, end)]:
            run = part.getparent()
            if border > start:
                rest = deepcopy(part)
                rest.tail, said = None, part.text
                part.text, rest.text = said[: border - start], said[border - start :]
                for half in (part, rest):
                    half.set(SPACE, "preserve")
                part.addnext(rest)
                made.append(Atom(start, border, part, run))
                begun.add(run)
                start, part = border, rest
            if run in begun:
                behind(run, part)
        made.append(Atom(start, end, part, part.getparent()))
        begun.update(part.iterancestors(part.getparent().tag))
    return made


def behind(run: etree._Element, part: etree._Element) -> None:
    """Move a part of a run and all after it to a new run behind it that has the same properties."""
    rest = etree.Element(run.tag, dict(run.attrib), nsmap=run.nsmap)
    if (properties := child(run, "rPr")) is not None:
        rest.append(deepcopy(properties))
    rest.extend([part, *part.itersiblings()])
    rest.tail, run.tail = run.tail, None
    run.addnext(rest)


class Comments:
    """The comments of a document: those it has, and new ones behind them."""

    def __init__(self, package: Package, walk: Walk, at: str | None) -> None:
        self.package, self.main, self.at = package, walk.main, at
        self.space = f"{{{etree.QName(walk.tree).namespace}}}"
        relations = package.relations(walk.main)
        self.name = next((relation.target for relation in relations if relation.type == "comments"), None)
        self.new = self.name is None or self.name not in package.members
        if self.new:
            self.name = walk.main.rpartition("/")[0] + "/comments.xml"
            while self.name in package.members:
                self.name = self.name.replace(".xml", "1.xml")
            self.root = etree.Element(f"{self.space}comments", nsmap={"w": self.space[1:-1]})
        else:
            self.root = package.xml(self.name)
        said = (value(found, "id") for tree in (self.root, walk.tree) for found in tree.iter() if "omment" in local(found))
        known = (int(id) for id in said if id and id.isascii() and id.isdigit() and len(id) < 10)
        self.next = 1 + max(known, default=-1)

    def add(self, text: str) -> str:
        """A new comment; returns its id."""
        w, id = self.space, str(self.next)
        self.next += 1
        about = {f"{w}id": id, f"{w}author": AUTHOR, f"{w}initials": INITIALS} | ({f"{w}date": self.at} if self.at else {})
        comment = etree.SubElement(self.root, f"{w}comment", about)
        run = etree.SubElement(etree.SubElement(comment, f"{w}p"), f"{w}r")
        etree.SubElement(run, f"{w}t", {SPACE: "preserve"}).text = "".join(sign for sign in text if sign >= " ")
        return id

    def parts(self) -> dict[str, etree._Element]:
        """The parts to write: the comments, and where they are new the lists that name them."""
        if not self.new:
            return {self.name: self.root}
        folder, _, base = self.main.rpartition("/")
        path = f"{folder}/_rels/{base}.rels".lstrip("/")
        relations = (self.package.xml(path) if path in self.package.members
                     else etree.Element(f"{{{RELATIONS}}}Relationships", nsmap={None: RELATIONS}))
        family = next(relation.family for relation in self.package.relations("") if relation.type == "officeDocument")
        taken = {entry.get("Id") for entry in relations}
        id = next(name for number in range(1, len(taken) + 2) if (name := f"rIdComments{number}") not in taken)
        etree.SubElement(relations, f"{{{RELATIONS}}}Relationship", Id=id, Type=f"{family}/comments", Target=f"/{self.name}")
        types = self.package.xml(CONTENT_TYPES)
        etree.SubElement(types, f"{{{CONTENT_TYPES_SPACE}}}Override", PartName=f"/{self.name}", ContentType=COMMENTS_TYPE)
        return {self.name: self.root, path: relations, CONTENT_TYPES: types}


def repacked(package: Package, parts: dict[str, etree._Element]) -> bytes:
    """The package with these parts in place of its own; everything else is copied, in the same order."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in package.archive.infolist():
            if member.is_dir():
                continue
            root = parts.pop(member.filename, None)
            info = zipfile.ZipInfo(member.filename, member.date_time)
            info.compress_type, info.external_attr = member.compress_type, member.external_attr
            if root is not None:
                archive.writestr(info, serialised(root))
                continue
            try:
                with package.archive.open(member) as part, archive.open(info, "w") as copy:
                    shutil.copyfileobj(part, copy, 1 << 20)
            except (zipfile.BadZipFile, OSError, EOFError, ValueError) as error:
                raise Unreadable("damaged") from error
        for name, root in parts.items():
            info = zipfile.ZipInfo(name, package.archive.infolist()[0].date_time)
            archive.writestr(info, serialised(root), zipfile.ZIP_DEFLATED)
    return made.getvalue()


def serialised(root: etree._Element) -> bytes:
    """A part as bytes, its declaration as Word writes it."""
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)
