"""The package that a Word file is: a ZIP archive of XML parts that point at each other. Opened with suspicion.

Sizes are summed from the directory before anything is inflated, and the inflating itself stops at the size the directory
names. XML is parsed by libxml2 without network, without entities (a DTD is refused: the format forbids it) and within its
own limits of depth and size.
"""

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass

from lxml import etree

from .refusal import Unreadable

LARGEST_PACKAGE = 512 << 20
"""Bytes of all members, inflated."""
LARGEST_PART = 64 << 20
"""Bytes of the XML parts that are read, inflated, together."""
MOST_MEMBERS = 20_000
ENCRYPTED = 0x1
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


@dataclass(frozen=True, slots=True)
class Relation:
    """`type` is the last word of the relation's type (header, footnotes, comments), `family` what precedes it."""

    id: str
    type: str
    family: str
    target: str


class Package:
    """The members of a package. Raises Unreadable wherever it is not what it should be."""

    def __init__(self, content: bytes) -> None:
        try:
            self.archive = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, EOFError) as error:
            # zipfile raises NotImplementedError for a version or compression that it does not know
            raise Unreadable("damaged") from error
        members = self.archive.infolist()
        if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > LARGEST_PACKAGE:
            raise Unreadable("too_heavy")
        if any(member.flag_bits & ENCRYPTED for member in members):
            raise Unreadable("locked")
        if any(member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for member in members):
            raise Unreadable("damaged")
        self.members = {member.filename: member for member in members}
        if len(self.members) < len(members):
            raise Unreadable("damaged")
        self._left = LARGEST_PART

    def read(self, name: str) -> bytes:
        """The content of a part."""
        member = self.members.get(name)
        if member is None:
            raise Unreadable("damaged")
        self._left -= member.file_size
        if self._left < 0:
            raise Unreadable("too_heavy")
        try:
            return self.archive.read(member)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, OverflowError, NotImplementedError) as error:
            raise Unreadable("damaged") from error

    def xml(self, name: str) -> etree._Element:
        """The root of an XML part."""
        return parsed(self.read(name))

    def relations(self, name: str) -> list[Relation]:
        """What a part points at inside the package; `` is the package itself."""
        folder, base = posixpath.split(name)
        path = posixpath.join(folder, "_rels", f"{base}.rels")
        if path not in self.members:
            return []
        found = []
        for entry in self.xml(path):
            target, kind, id = entry.get("Target"), entry.get("Type"), entry.get("Id")
            if target and kind and id and entry.get("TargetMode") != "External":
                family, _, last = kind.rpartition("/")
                found.append(Relation(id, last, family, self._resolved(folder, target)))
        return found

    def _resolved(self, folder: str, target: str) -> str:
        path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        return path if path in self.members else self._folded.get(path.casefold(), path)

    @property
    def _folded(self) -> dict[str, str]:
        """Names of parts are the same in capitals."""
        return {name.casefold(): name for name in self.members}

    def word(self) -> str:
        """The name of the main part of a Word document; any other package is refused by what it is."""
        main = next((relation.target for relation in self.relations("") if relation.type == "officeDocument"), "")
        if main.endswith(".xml") and not main.startswith(("xl/", "ppt/")):
            return main
        for kind, start in (("workbook", "xl/"), ("slides", "ppt/")):
            if any(name.startswith(start) for name in self.members):
                raise Unreadable(kind)
        raise Unreadable("damaged" if "[Content_Types].xml" in self.members else "other_office")


def parsed(content: bytes) -> etree._Element:
    """XML as a tree, blanks kept."""
    if b"<!DOCTYPE" in content:
        raise Unreadable("declares_entities")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable("damaged") from error
    if root.getroottree().docinfo.doctype:  # hidden from the search above by another encoding
        raise Unreadable("declares_entities")
    return root
