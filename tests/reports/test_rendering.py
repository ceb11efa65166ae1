"""The report as pages: nothing off the page, every character in a Simplified Chinese shape."""

import re
import subprocess
from datetime import date
from fractions import Fraction

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageOps

from gongwei.reports.document import document
from gongwei.reports.progress import draft
from gongwei.reports.rendering import RenderingError, to_pdf, to_png
from tests.reports.books import COUNTY, JULY, JUNE, YONGZHOU, county, yongzhou

pytestmark = pytest.mark.rendering

POINTS_A_MM = 72 / 25.4
DOTS = 300
TELLING = "直骨令复"
"""Drawn differently in Chinese and in Japanese faces."""
WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)</word>')


@pytest.fixture(scope="module")
def pdf(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    (folder / "汇报.docx").write_bytes(document(draft(county(), COUNTY.code, JUNE, issued=date(2025, 7, 5))))
    return to_pdf(folder / "汇报.docx", folder)


@pytest.fixture(scope="module")
def pages(pdf) -> list[list[tuple]]:
    """Per page its words with their boxes in points."""
    return words_of(pdf)


def words_of(pdf) -> list[list[tuple]]:
    listed = subprocess.run(["pdftotext", "-bbox", pdf, "-"], check=True, capture_output=True, text=True).stdout
    return [
        [(*map(float, m.groups()[:4]), m.group(5)) for m in WORD.finditer(page)] for page in listed.split("<page ")[1:]
    ]


def text(page) -> str:
    return "".join(word[4] for word in page)


def test_pages(pages):
    annex = next(i for i, page in enumerate(pages) if text(page).startswith("附件数据来源附表"))
    assert 8 <= annex <= 14
    assert len(pages) - annex <= 16
    for i, page in enumerate(pages, 1):
        assert f"—{i}—" in text(page)


def test_the_page_number_is_on_the_outer_side(pages):
    for i, page in enumerate(pages, 1):
        lowest = max(page, key=lambda word: word[1])
        middle = 105 * POINTS_A_MM
        assert (lowest[0] > middle) == (i % 2 == 1)


def test_nothing_leaves_the_text_block(pages):
    character = 17  # a punctuation mark may hang over the right edge
    for page in pages:
        for left, top, right, bottom, word in page:
            assert left >= 28 * POINTS_A_MM - 1, word
            assert right <= 184 * POINTS_A_MM + character, word
            assert top >= 37 * POINTS_A_MM - 12, word
            assert bottom <= 280 * POINTS_A_MM, word


def test_the_signature_is_not_alone_on_its_page(pages):
    signed = next(page for page in pages if "清源县卫生健康局2025年7月5日" in text(page))
    assert "附件：数据来源附表" in text(signed)
    assert text(signed).index("附件：") > 20


def test_all_fonts_are_embedded(pdf):
    listed = subprocess.run(["pdffonts", pdf], check=True, capture_output=True, text=True).stdout.splitlines()[2:]
    assert listed
    assert all(line.split()[-5] == "yes" for line in listed), listed
    if "Noto" in listed[0]:
        assert all("CJK" in line for line in listed), listed  # one family, no stray Latin or symbol face


def face(language: str, style: str) -> ImageFont.FreeTypeFont:
    family = f"Noto {style} CJK {language}"
    found = subprocess.run(
        ["fc-match", "-f", "%{family}|%{file}|%{index}", f"{family}:style=Regular"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    name, file, index = found.split("|")
    assert family in name, f"install fonts-noto-cjk: {family} gives {name}"
    return ImageFont.truetype(file, 120, index=int(index))


def ink(picture: Image.Image) -> Image.Image:
    """The dark of a picture, cut to its edges, in one size."""
    picture = ImageOps.invert(picture.convert("L"))
    return picture.crop(picture.point(lambda dot: 255 * (dot > 60)).getbbox()).resize((96, 96))


def unlike(one: Image.Image, other: Image.Image) -> Fraction:
    return Fraction(sum(ImageChops.difference(one, other).get_flattened_data()), 96 * 96)


@pytest.fixture(scope="module")
def title(tmp_path_factory) -> tuple[Image.Image, list[tuple]]:
    """The first page of a report about 直骨令复, in dots, and its words in points."""
    folder = tmp_path_factory.mktemp("title")
    report = draft(yongzhou(), YONGZHOU.code, JULY, issued=JULY, subject=TELLING)
    (folder / "字形.docx").write_bytes(document(report))
    made = to_pdf(folder / "字形.docx", folder)
    subprocess.run(["pdftoppm", "-r", str(DOTS), "-singlefile", "-png", made, folder / "first"], check=True)
    return Image.open(folder / "first.png"), words_of(made)[0]


@pytest.mark.parametrize("place", range(len(TELLING)), ids=list(TELLING))
def test_characters_have_their_chinese_shape(title, place):
    page, words = title
    left, top, right, bottom, word = next(word for word in words if word[4].startswith(TELLING))
    width = (right - left) / len(word)
    left += place * width
    seen = ink(page.crop([round(edge * DOTS / 72) for edge in (left, top, left + width, bottom)]))

    def drawn(language: str) -> Image.Image:
        picture = Image.new("L", (200, 240), 255)
        ImageDraw.Draw(picture).text((20, 20), TELLING[place], font=face(language, "Serif"), fill=0)
        return ink(picture)

    assert unlike(seen, drawn("SC")) * 2 < unlike(seen, drawn("JP"))


def test_yongzhou_on_pages(tmp_path):
    (tmp_path / "永州.docx").write_bytes(document(draft(yongzhou(), YONGZHOU.code, JULY, issued=date(2019, 8, 5))))
    made = to_pdf(tmp_path / "永州.docx", tmp_path)
    said = subprocess.run(["pdftotext", made, "-"], check=True, capture_output=True, text=True).stdout
    for figure in ("83.86%", "68.05%", "72.89%", "85.48%"):
        assert figure in said
    assert 4 <= len(to_png(made, tmp_path, 40)) <= 7


def test_what_is_no_document_is_an_error(tmp_path):
    with pytest.raises(RenderingError):
        to_pdf(tmp_path / "没有.docx", tmp_path)
