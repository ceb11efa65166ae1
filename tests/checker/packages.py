"""Word files written by hand, so that a test says exactly what stands in the XML."""

import io
import zipfile
from collections.abc import Mapping

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"'
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def run(text: str, properties: str = "") -> str:
    return f'<w:r>{f"<w:rPr>{properties}</w:rPr>" if properties else ""}<w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*content: str) -> str:
    """Strings without markup become runs."""
    return f"<w:p>{''.join(part if part.startswith('<') else run(part) for part in content)}</w:p>"


def cell(*blocks: str, properties: str = "") -> str:
    """Strings without markup become paragraphs."""
    inside = "".join(block if block.startswith("<") else paragraph(block) for block in blocks or ("",))
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def table(*rows: list[str]) -> str:
    """Strings without markup become cells."""
    made = (f"<w:tr>{''.join(one if one.startswith('<w:t') else cell(one) for one in row)}</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(made)}</w:tbl>"


def field(code: str, result: str) -> str:
    """A field, its code and result in runs of their own."""
    sign = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    return (
        f'{sign.format("begin")}<w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r>'
        f'{sign.format("separate")}{run(result)}{sign.format("end")}'
    )


def note(kind: str, id: int) -> str:
    """The sign in the text that leads to a note."""
    return f'<w:r><w:{kind}Reference w:id="{id}"/></w:r>'


def box(*paragraphs: str) -> str:
    """A text box, said twice as Word does."""
    inside = f"<w:txbxContent>{''.join(paragraphs)}</w:txbxContent>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{inside}</wps:txbx></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{inside}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def docx(*body: str, parts: Mapping[str, str] | None = None, members: Mapping[str, bytes] | None = None) -> bytes:
    """A Word file. parts: base name of a part beside the body → the content of its root; headers and footers are
    referred to by the section at the end. members: anything else."""
    parts = dict(parts or {})
    relations, sections, made = [], [], {}
    for number, (name, content) in enumerate(parts.items(), 1):
        kind = name.rstrip("0123456789")
        root = {"header": "hdr", "footer": "ftr"}.get(kind, kind)
        made[f"word/{name}.xml"] = f"{DECLARATION}<w:{root} {SPACES}>{content}</w:{root}>"
        relations.append(f'<Relationship Id="rId{number}" Type="{R}/{kind}" Target="{name}.xml"/>')
        if kind in ("header", "footer"):
            sections.append(f'<w:{kind}Reference w:type="default" r:id="rId{number}"/>')
    blocks = "".join(block if block.startswith("<") else paragraph(block) for block in body)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml."
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{kind}{name.rstrip("0123456789")}+xml"/>' for name in parts
    )
    files = {
        "[Content_Types].xml": f'{DECLARATION}<Types xmlns="{TYPES}"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{kind}document.main+xml"/>{overrides}</Types>',
        "_rels/.rels": f'{DECLARATION}<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" Type="{R}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"{DECLARATION}<w:document {SPACES}><w:body>{blocks}<w:sectPr>{''.join(sections)}</w:sectPr>"
        "</w:body></w:document>",
        "word/_rels/document.xml.rels": f'{DECLARATION}<Relationships xmlns="{RELATIONS}">{"".join(relations)}</Relationships>',
        **made,
    }
    return zipped({**{name: content.encode() for name, content in files.items()}, **(members or {})})


def zipped(members: Mapping[str, bytes]) -> bytes:
    """An archive."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return archive.getvalue()


def unzipped(content: bytes) -> dict[str, bytes]:
    """The members of an archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
