"""A drafted report as a Word file: template, annex, picture, and the facts as data inside the file."""

import io
import json
import zipfile
from datetime import datetime
from importlib.resources import as_file, files
from pathlib import Path

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part as PackagePart
from docx.shared import Mm
from lxml import etree
from markupsafe import Markup

from gongwei.facts.fact import Fact, as_json

from . import markup
from .annex import annex
from .content import Block, Chapter, Chart, Paragraph, Report, Table
from .derivation import Derived
from .layout import PAGE, pack
from .picture import described, draw
from .template import fill, open_template
from .typography import chinese
from .wording import full_day, numeral

TEMPLATE = files("gongwei.reports") / "templates" / "progress.docx"
FACTS_NAMESPACE = "urn:gongwei:facts:1"


def document(report: Report, template: Path | None = None) -> bytes:
    """The report as .docx; the same report and template give the same bytes. Raises TemplateError."""
    if template is None:
        with as_file(TEMPLATE) as shipped:
            return _document(report, shipped)
    return _document(report, template)


def _document(report: Report, path: Path) -> bytes:
    template = open_template(path)
    styles = markup.Styles(template.docx, path.name)
    writing = _Writing(template.docx, styles, report)
    fill(
        template,
        path,
        {
            "标题": "\n".join(report.title),
            "开头": [markup.runs(paragraph.text) for paragraph in report.opening],
            "各章": [writing.chapter(i, chapter) for i, chapter in enumerate(report.chapters, 1)],
            "落款": report.signatory,
            "成文日期": full_day(report.issued),
            "截至日期": full_day(report.as_of),
            "辖区": report.unit,
            "数据快照": report.snapshot,
            "数据来源": annex(styles, report.entries()),
        },
    )
    _embed(template.docx, report)
    properties = template.docx.core_properties
    properties.title = "".join(report.title)
    properties.author = properties.last_modified_by = report.signatory
    properties.created = properties.modified = datetime(report.issued.year, report.issued.month, report.issued.day)
    properties.revision, properties.language = 1, "zh-CN"
    made = io.BytesIO()
    template.docx.save(made)
    return _repacked(made.getvalue())


class _Writing:
    """Blocks as markup, tables and pictures numbered through the document."""

    def __init__(self, document, styles: markup.Styles, report: Report) -> None:
        self.document, self.styles = document, styles
        self.last = [block for chapter in report.chapters for part in chapter.parts for block in part.blocks][-1]
        """Stays on the page of the signature: a page of nothing but a signature is not issued."""
        self.tables = self.pictures = 0

    def chapter(self, number: int, chapter: Chapter) -> dict[str, object]:
        named = [part for part in chapter.parts if part.heading]
        return {
            "序号": numeral(number),
            "标题": chapter.heading,
            "各节": [
                {
                    "序号": numeral(named.index(part) + 1) if part.heading else "",
                    "标题": part.heading,
                    "内容": [made for block in part.blocks if (made := self.block(block))],
                }
                for part in chapter.parts
            ],
        }

    def block(self, block: Block) -> Markup:
        match block:
            case Paragraph(text):
                return markup.paragraph(self.styles["公文正文"], markup.runs(text), keep=block is self.last)
            case Table():
                self.tables += 1
                return markup.table(self.styles, block, self.tables)
            case Chart():
                return self.picture(block)

    def picture(self, chart: Chart) -> Markup:
        """The chart with its caption below; nothing where it cannot be drawn."""
        png = draw(chart)
        if png is None:
            return Markup("")
        self.pictures += 1
        inline = self.document.part.new_pic_inline(io.BytesIO(png), width=Mm(PAGE.block_width))
        inline.docPr.set("descr", chinese(described(chart)))
        inline.docPr.set("title", chart.caption)
        drawing = Markup("<w:r><w:drawing>{}</w:drawing></w:r>").format(
            Markup(etree.tostring(inline, encoding="unicode"))
        )
        caption = markup.run(f"图{self.pictures} {chart.caption}")
        return markup.paragraph(self.styles["公文图片"], drawing) + markup.paragraph(self.styles["公文图题"], caption)


def as_data(entry: Fact | Derived) -> dict[str, object]:
    """An entry as JSON has it; fractions exact as text (82353/982), days as ISO 8601."""
    if not isinstance(entry, Derived):
        return as_json(entry)
    return {
        "id": entry.id,
        "name": entry.name,
        "formula": entry.formula,
        "value": str(entry.value),
        "measure": entry.measure,
        "of": [source.id for source in entry.of],
    }


def _embed(document, report: Report) -> None:
    """The facts as a custom XML part: `<facts xmlns="urn:gongwei:facts:1">` holding JSON."""
    root = etree.Element(f"{{{FACTS_NAMESPACE}}}facts", nsmap={None: FACTS_NAMESPACE})
    data = {
        "title": "".join(report.title),
        "unit": report.unit,
        "as_of": report.as_of.isoformat(),
        "snapshot": report.snapshot,
        "entries": [as_data(entry) for entry in report.entries()],
    }
    root.text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    taken = {str(part.partname) for part in document.part.package.iter_parts()}
    number = next(i for i in range(1, len(taken) + 2) if f"/customXml/item{i}.xml" not in taken)
    blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    part = PackagePart(PackURI(f"/customXml/item{number}.xml"), "application/xml", blob, document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)


def embedded(docx: Path | io.BytesIO) -> dict[str, object] | None:
    """The facts that a report carries inside its file, or None where there are none."""
    with zipfile.ZipFile(docx) as archive:
        for name in sorted(archive.namelist()):
            if name.startswith("customXml/item") and name.endswith(".xml"):
                root = etree.fromstring(archive.read(name))
                if root.tag == f"{{{FACTS_NAMESPACE}}}facts":
                    return json.loads(root.text)
    return None


def _repacked(docx: bytes) -> bytes:
    """The same archive without times and machine traces."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return pack({}, {name: archive.read(name) for name in archive.namelist()})
