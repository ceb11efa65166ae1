"""The layout of official documents (GB/T 9704-2012) and the template that has it.

`python -m gongwei.reports.layout FILE.docx` writes the shipped template again; a bureau edits a copy in Word or WPS.
"""

import io
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

TWIPS_A_MM = 1440 / 25.4
SONG, FANGSONG, HEI, KAI, PLAIN_SONG = "方正小标宋简体", "仿宋", "黑体", "楷体", "宋体"
OTHER_NAMES = {
    SONG: "FZXiaoBiaoSong-B05S",
    FANGSONG: "仿宋_GB2312",
    HEI: "SimHei",
    KAI: "楷体_GB2312",
    PLAIN_SONG: "SimSun",
}
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every entry of a document's archive: the same content gives the same bytes."""


@dataclass(frozen=True)
class Page:
    """Millimetres: A4, top and left margin, text block; the footer stands 7 mm below the block."""

    width: int = 210
    height: int = 297
    top: int = 37
    left: int = 28
    block_width: int = 156
    block_height: int = 225
    footer: int = 23

    @property
    def turned(self) -> "Page":
        """The page a quarter turned: its head at the binding edge, the page number within the lower margin."""
        return Page(self.height, self.width, self.left, self.bottom, self.block_height, self.block_width, self.right // 2)

    @property
    def right(self) -> int:
        return self.width - self.left - self.block_width

    @property
    def bottom(self) -> int:
        return self.height - self.top - self.block_height


PAGE = Page()


def twips(mm: float) -> int:
    return round(mm * TWIPS_A_MM)


@dataclass(frozen=True)
class Style:
    """A paragraph style. size in points (22 = 2号, 16 = 3号, 14 = 4号, 10.5 = 5号, 9 = 小5号).

    lines: exact height in points, None for single; indent (first line) and right in characters; before and after in
    points; ruled: a line of its colour below.
    """

    id: str
    name: str
    font: str
    size: float
    lines: float | None = 28
    indent: float = 0
    align: str = "both"
    bold: bool = False
    before: float = 0
    after: float = 0
    outline: int | None = None
    with_next: bool = False
    right: float = 0
    colour: str = ""
    ruled: bool = False

    def xml(self) -> str:
        height = (
            f'w:line="{round(self.lines * 20)}" w:lineRule="exact"' if self.lines else 'w:line="240" w:lineRule="auto"'
        )
        return (
            f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{self.id}"><w:name w:val="{self.name}"/>'
            f'<w:basedOn w:val="a"/><w:qFormat/><w:pPr>{"<w:keepNext/>" * self.with_next}'
            f"{_rule(self.colour) if self.ruled else ''}"
            f'<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
            f'<w:spacing w:before="{round(self.before * 20)}" w:after="{round(self.after * 20)}" {height}/>'
            f"<w:ind{_indent('firstLine', self.indent, self.size)}{_indent('right', self.right, self.size)}/>"
            f'<w:jc w:val="{self.align}"/>'
            f'{"" if self.outline is None else f"""<w:outlineLvl w:val="{self.outline}"/>"""}</w:pPr>'
            f'<w:rPr>{fonts(self.font)}{"<w:b/>" * self.bold}'
            f'{f"""<w:color w:val="{self.colour}"/>""" if self.colour else ""}<w:sz w:val="{round(self.size * 2)}"/>'
            f'<w:szCs w:val="{round(self.size * 2)}"/></w:rPr></w:style>'
        )


def _rule(colour: str) -> str:
    return f'<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="4" w:color="{colour}"/></w:pBdr>'


def _indent(side: str, characters: float, size: float) -> str:
    if not characters:
        return ""
    return f' w:{side}Chars="{round(characters * 100)}" w:{side}="{round(characters * size * 20)}"'


def fonts(name: str) -> str:
    """All characters of a run in one font, Chinese and Latin alike."""
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}" w:hint="eastAsia"/>'


STYLES = (
    Style("GwTitle", "公文标题", SONG, 22, 32, align="center", after=28),
    Style("GwBody", "公文正文", FANGSONG, 16, indent=2, align="left"),
    Style("GwDense", "公文紧凑正文", FANGSONG, 12, 20, indent=2, align="left"),
    Style("GwAddressee", "公文主送机关", FANGSONG, 16, align="left"),
    Style("GwMasthead", "简报报头", SONG, 36, 48, align="center", colour="C00000"),
    Style("GwIssue", "简报期号", FANGSONG, 16, align="center"),
    Style("GwEditor", "简报编印", FANGSONG, 16, align="both", after=20, colour="C00000", ruled=True),
    Style("GwHeading1", "公文一级标题", HEI, 16, indent=2, outline=0, with_next=True),
    Style("GwHeading2", "公文二级标题", KAI, 16, indent=2, outline=1, with_next=True),
    Style("GwCaption", "公文表题", HEI, 12, 22, align="center", before=6, with_next=True),
    Style("GwCellHead", "公文表头", HEI, 10.5, 15, align="center"),
    Style("GwCellText", "公文表格文字", FANGSONG, 10.5, 16, align="left"),
    Style("GwCellNumber", "公文表格数字", FANGSONG, 10.5, 16, align="right"),
    Style("GwAfterTable", "公文表后", FANGSONG, 10.5, 10),
    Style("GwPicture", "公文图片", FANGSONG, 10.5, None, align="center", before=6, with_next=True),
    Style("GwPictureCaption", "公文图题", HEI, 12, 22, align="center", after=6),
    Style("GwAttachment", "公文附件说明", FANGSONG, 16, indent=2, align="left", before=28, with_next=True),
    Style("GwSignature", "公文落款", FANGSONG, 16, align="right", right=4, with_next=True),
    Style("GwDate", "公文成文日期", FANGSONG, 16, align="right", right=4),
    Style("GwAnnex", "公文附件标记", HEI, 16, align="left"),
    Style("GwAttachmentTitle", "公文附件标题", SONG, 18, 28, align="center", after=8, with_next=True),
    Style("GwNote", "附表说明", FANGSONG, 10.5, 17, indent=2, align="left"),
    Style("GwAnnexHeading", "附表标题", HEI, 10.5, 17, align="left", before=8, with_next=True),
    Style("GwAnnexText", "附表定义", FANGSONG, 9, 14, align="left", after=3, with_next=True),
    Style("GwAnnexHead", "附表表头", HEI, 9, 13, align="center"),
    Style("GwAnnexCell", "附表文字", FANGSONG, 9, 13, align="left"),
    Style("GwAnnexNumber", "附表数字", FANGSONG, 9, 13, align="right"),
    Style("GwOddPage", "公文单页码", PLAIN_SONG, 14, None, align="right", right=1),
    Style("GwEvenPage", "公文双页码", PLAIN_SONG, 14, None, align="left", indent=1),
)
TABLE_STYLE = "公文表格"

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"

BODY = (
    ("GwBody", "{{p 报头 }}"),
    ("GwTitle", "{{ 标题 }}"),
    ("GwBody", "{%p if 主送 %}"),
    ("GwAddressee", "{{ 主送 }}："),
    ("GwBody", "{%p endif %}"),
    ("GwBody", "{%p for 段 in 开头 %}"),
    ("GwBody", "{{r 段 }}"),
    ("GwBody", "{%p endfor %}"),
    ("GwBody", "{%p for 章 in 各章 %}"),
    ("GwBody", "{%p if 章.标题 %}"),
    ("GwHeading1", "{{ 章.序号 }}、{{ 章.标题 }}"),
    ("GwBody", "{%p endif %}"),
    ("GwBody", "{%p for 节 in 章.各节 %}"),
    ("GwBody", "{%p if 节.标题 %}"),
    ("GwHeading2", "（{{ 节.序号 }}）{{ 节.标题 }}"),
    ("GwBody", "{%p endif %}"),
    ("GwBody", "{%p for 块 in 节.内容 %}"),
    ("GwBody", "{{p 块 }}"),
    ("GwBody", "{%p endfor %}"),
    ("GwBody", "{%p endfor %}"),
    ("GwBody", "{%p endfor %}"),
    ("GwBody", "{%p if 落款 %}"),
    ("GwAttachment", "{{ 附件说明 }}"),
    ("GwAttachment", ""),
    ("GwSignature", "{{ 落款 }}"),
    ("GwDate", "{{ 成文日期 }}"),
    ("GwBody", "{%p endif %}"),
)
ANNEX = (
    ("GwBody", "{{p 各附件 }}"),
    ("GwAnnex", "附件{{ 附件序号 }}"),
    ("GwTitle", "数据来源附表"),
    (
        "GwNote",
        "本附表列出正文和表格中的每一个数：按指标分组，写明统计口径、定义编号、依据和数据快照；"
        "点击正文中的数可跳到本表相应的行。差、率、占比均由未舍入的精确值计算，显示时保留两位小数；“—”表示无数据，不是零。",
    ),
    ("GwNote", "{{p 数据来源 }}"),
)


def template() -> bytes:
    """The shipped template of all documents as a .docx file."""
    return pack(
        {
            "[Content_Types].xml": _content_types(),
            "_rels/.rels": _relationships(
                ("officeDocument", "word/document.xml"), ("extended-properties", "docProps/app.xml")
            ).replace(
                "</Relationships>",
                f'<Relationship Id="rId9" Type="{PACKAGE}/relationships/metadata/core-properties" '
                'Target="docProps/core.xml"/></Relationships>',
            ),
            "docProps/app.xml": '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
            "<Application>Gongwei</Application></Properties>",
            "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:language>zh-CN</dc:language></cp:coreProperties>',
            "word/_rels/document.xml.rels": _relationships(
                ("styles", "styles.xml"),
                ("settings", "settings.xml"),
                ("fontTable", "fontTable.xml"),
                ("footer", "footer1.xml"),
                ("footer", "footer2.xml"),
            ),
            "word/document.xml": _document(),
            "word/styles.xml": _styles(),
            "word/settings.xml": f'<w:settings {W}><w:zoom w:percent="100"/><w:evenAndOddHeaders/>'
            '<w:defaultTabStop w:val="640"/>'
            '<w:characterSpacingControl w:val="doNotCompress"/>'
            '<w:compat><w:compatSetting w:name="compatibilityMode" '
            'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
            '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>',
            "word/fontTable.xml": _font_table(),
            "word/footer1.xml": _footer("GwOddPage"),
            "word/footer2.xml": _footer("GwEvenPage"),
        },
        {},
    )


def pack(texts: dict[str, str], binaries: dict[str, bytes]) -> bytes:
    """The files as an archive whose bytes depend on nothing but them; the content types stand first."""
    files = {
        name: (text if text.startswith("<?xml") else HEAD + text).encode() for name, text in texts.items()
    } | binaries
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in sorted(files, key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o600 << 16
            archive.writestr(entry, files[name], compresslevel=6)
    return made.getvalue()


def _content_types() -> str:
    parts = (
        ("document", "document.main"),
        ("styles", "styles"),
        ("settings", "settings"),
        ("fontTable", "fontTable"),
        ("footer1", "footer"),
        ("footer2", "footer"),
    )
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{WORD_TYPE}.{kind}+xml"/>' for name, kind in parts
    )
    return (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}'
        '<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        '<Override PartName="/docProps/app.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/></Types>'
    )


def _relationships(*targets: tuple[str, str]) -> str:
    items = "".join(
        f'<Relationship Id="rId{i}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{items}</Relationships>'


def _paragraphs(content: tuple[tuple[str, str], ...]) -> str:
    return "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
        + (f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' if text else "")
        + "</w:p>"
        for style, text in content
    )


def _section() -> str:
    return (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId4"/><w:footerReference w:type="even" r:id="rId5"/>'
        '<w:type w:val="nextPage"/>'
        f'<w:pgSz w:w="{twips(PAGE.width)}" w:h="{twips(PAGE.height)}"/>'
        f'<w:pgMar w:top="{twips(PAGE.top)}" w:right="{twips(PAGE.right)}" w:bottom="{twips(PAGE.bottom)}" '
        f'w:left="{twips(PAGE.left)}" w:header="850" w:footer="{twips(PAGE.footer)}" w:gutter="0"/></w:sectPr>'
    )


def _document() -> str:
    return (
        f"<w:document {W} {R}><w:body>{_paragraphs(BODY)}"
        f'<w:p><w:pPr><w:pStyle w:val="GwBody"/>{_section()}</w:pPr></w:p>'
        f"{_paragraphs(ANNEX)}{_section()}</w:body></w:document>"
    )


def _styles() -> str:
    border = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    sides = (("top", 28), ("left", 57), ("bottom", 28), ("right", 57))
    margins = "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in sides)
    return (
        f'<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr>{fonts(FANGSONG)}<w:sz w:val="32"/><w:szCs w:val="32"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/><w:qFormat/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="a1"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/>'
        '<w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>'
        '<w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr></w:style>"
        '<w:style w:type="table" w:customStyle="1" w:styleId="GwTable">'
        f'<w:name w:val="{TABLE_STYLE}"/><w:basedOn w:val="a1"/><w:tblPr><w:jc w:val="center"/>'
        f"<w:tblBorders>{border}</w:tblBorders><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr></w:style>"
        f"{''.join(style.xml() for style in STYLES)}</w:styles>"
    )


def _font_table() -> str:
    items = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/>'
        f'<w:family w:val="{"swiss" if name == HEI else "roman"}"/><w:pitch w:val="variable"/></w:font>'
        for name, other in OTHER_NAMES.items()
    )
    return f"<w:fonts {W}>{items}</w:fonts>"


def _footer(style: str) -> str:
    field = "".join(
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>{then}'
        for kind, then in (
            ("begin", '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'),
            ("separate", "<w:r><w:t>1</w:t></w:r>"),
            ("end", ""),
        )
    )
    return (
        f'<w:ftr {W}><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
        f'<w:r><w:t xml:space="preserve">— </w:t></w:r>{field}'
        '<w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>'
    )


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(template())
