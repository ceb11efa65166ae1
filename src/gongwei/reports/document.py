"""A drafted document as a Word file: template, attachments, annex, picture, and the facts as data inside the file."""

import io
import json
import zipfile
from copy import deepcopy
from datetime import datetime
from importlib.resources import as_file, files
from pathlib import Path

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part as PackagePart
from docx.oxml.ns import qn
from docx.shared import Mm
from lxml import etree
from markupsafe import Markup

from gongwei.facts.fact import Fact, as_json

from . import markup
from .annex import annex
from .content import Attachment, Block, Chapter, Chart, Paragraph, Report, Table
from .derivation import Derived
from .layout import PAGE, pack, twips
from .picture import described, draw
from .template import fill, open_template
from .typography import chinese
from .wording import full_day, numeral

TEMPLATE = files("gongwei.reports") / "templates" / "official.docx"
SOURCES = "数据来源附表"
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
            "报头": writing.masthead(report.masthead),
            "标题": "\n".join(report.title),
            "主送": report.to,
            "开头": [markup.runs(paragraph.text) for paragraph in report.opening],
            "各章": [writing.chapter(i, chapter) for i, chapter in _numbered(report.chapters)],
            "附件说明": _listed([attachment.heading for attachment in report.attachments]),
            "落款": "" if report.masthead or report.dense else report.signatory,
            "成文日期": full_day(report.issued),
            "截至日期": full_day(report.as_of),
            "辖区": report.unit,
            "数据快照": report.snapshot,
            "各附件": writing.attachments(report.attachments),
            "附件序号": len(report.attachments) + 1 if report.attachments else "",
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


def _numbered(chapters: tuple[Chapter, ...]) -> list[tuple[int, Chapter]]:
    """The chapters with their numbers; one without a heading takes none."""
    headed = [chapter for chapter in chapters if chapter.heading]
    return [(headed.index(chapter) + 1 if chapter.heading else 0, chapter) for chapter in chapters]


def _listed(headings: list[str]) -> str:
    """附件：1. … as it stands above the signature, one to a line; the sources come last."""
    if not headings:
        return f"附件：{SOURCES}"
    lines = [f"{number}. {heading}" for number, heading in enumerate([*headings, SOURCES], 1)]
    return "附件：" + "\n　　　　　".join(lines)


class _Writing:
    """Blocks as markup, tables and pictures numbered through the document."""

    def __init__(self, document, styles: markup.Styles, report: Report) -> None:
        self.document, self.styles = document, styles
        self.last = [None, *(block for chapter in report.chapters for part in chapter.parts for block in part.blocks)][-1]
        """Stays on the page of the signature: a page of nothing but a signature is not issued."""
        self.body = styles["公文紧凑正文" if report.dense else "公文正文"]
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

    def block(self, block: Block, width: int = PAGE.block_width, *, attached: bool = False) -> Markup:
        match block:
            case Paragraph(text):
                return markup.paragraph(self.body, markup.runs(text), keep=block is self.last)
            case Table():
                self.tables += 1
                return markup.table(self.styles, block, self.tables, width, own_page=attached)
            case Chart():
                return self.picture(block)

    def masthead(self, lines: tuple[str, ...]) -> Markup:
        """Name, number and editor of a brief."""
        styles = ("简报报头", "简报期号", "简报编印")
        return Markup("").join(
            markup.paragraph(self.styles[style], markup.run(line)) for style, line in zip(styles, lines, strict=False)
        )

    def attachments(self, attachments: tuple[Attachment, ...]) -> Markup:
        """Each attachment in a section of its own."""
        return Markup("").join(self._attachment(i, attachment) for i, attachment in enumerate(attachments, 1))

    def _attachment(self, number: int, attachment: Attachment) -> Markup:
        width = PAGE.turned.block_width if attachment.landscape else PAGE.block_width
        head = markup.paragraph(self.styles["公文附件标记"], markup.run(f"附件{number}"), keep=True)
        title = markup.paragraph(self.styles["公文附件标题"], markup.run(attachment.heading), keep=True)
        blocks = Markup("").join(self.block(block, width, attached=True) for block in attachment.blocks)
        blocks = Markup(blocks.removesuffix(markup.after_table(self.styles)))  # the end of the section stands for it
        return head + title + blocks + self._section(landscape=attachment.landscape)

    def _section(self, *, landscape: bool) -> Markup:
        """The end of a section that is like the template's last one, or that one turned."""
        section = deepcopy(self.document.element.body.sectPr)
        if landscape:
            size, margins, turned = section.find(qn("w:pgSz")), section.find(qn("w:pgMar")), PAGE.turned
            size.attrib.update({qn("w:w"): str(twips(turned.width)), qn("w:h"): str(twips(turned.height)),
                                qn("w:orient"): "landscape"})
            for side in ("top", "left", "bottom", "right", "footer"):
                margins.set(qn(f"w:{side}"), str(twips(getattr(turned, side))))
        return Markup('<w:p><w:pPr><w:pStyle w:val="{}"/><w:spacing w:line="20" w:lineRule="exact"/>{}</w:pPr></w:p>').format(
            self.styles["公文表后"], Markup(etree.tostring(section, encoding="unicode")))

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
