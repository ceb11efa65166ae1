"""`gongwei check` as a writer meets it, with claims that are given here."""

import io
import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len
from rich.console import Console

from gongwei import checker
from gongwei.checker import Claim, Kind, Linked, Severity, Verdict
from gongwei.checker.reading.plain import lines
from gongwei.checker.showing import AROUND, quoted, shown
from gongwei.definition.message import Message
from gongwei.site.cli.commands import gongwei
from tests.checker.packages import docx, paragraph, table, zipped
from tests.checker.pdfs import laid, pdf

TEXT = "一、总体情况\n应查484人,实查480人,完成率99.38%。\n共3家,其中甲1家、乙1家。\n增长5.1%。\n合计100人。"
HARD, SOFT = Severity.HARD, Severity.SOFT


def claim(quote: str, verdict: Verdict, severity: Severity | None = None, message: str = "", numbers: tuple[str, ...] = (),
          text: str = TEXT, type: Kind = Kind.RATIO) -> Claim:  # fmt: skip
    start = text.index(quote)
    linked = tuple(Linked("part", one, at := text.index(one, start), at + len(one), None) for one in numbers)
    return Claim(type, "", start, start + len(quote), quote, linked, None, None, None, verdict, severity, message)


CLAIMS = [
    claim("应查484人,实查480人,完成率99.38%", Verdict.INCONSISTENT, HARD, "480÷484=99.17%,文中为99.38%", ("484", "480", "99.38%")),
    claim("共3家,其中甲1家、乙1家", Verdict.INCONSISTENT, SOFT, "1+1=2,文中为3", ("3家",), type=Kind.SUM),
    claim("增长5.1%", Verdict.UNCHECKABLE, None, "没有上年的数", ("5.1%",), type=Kind.GROWTH),
    claim("合计100人", Verdict.CONSISTENT, None, "", ("100",), type=Kind.SUM),
]


@pytest.fixture
def finds(monkeypatch):
    """Let the checker find these claims, where their quotes stand."""
    def found(text: str, claims: tuple[Claim, ...]) -> list[Claim]:
        starts = [(text.index(one.quote), one) for one in claims if one.quote in text]
        return [replace(one, start=start, end=start + len(one.quote)) for start, one in starts]

    return lambda *claims: monkeypatch.setattr(checker, "check", lambda text: found(text, claims))


@pytest.fixture
def report(tmp_path):
    (tmp_path / "报告.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path / "报告.txt"


def run(*arguments: object, **given) -> Result:
    result = CliRunner().invoke(gongwei, ["check", *map(str, arguments)], **given)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_what_does_not_hold_is_shown_the_worst_first(finds, report):
    finds(*reversed(CLAIMS))
    result = run(report)
    assert result.exit_code == 1 and result.stderr == ""
    shown = [line.strip() for line in result.stdout.splitlines() if line.strip()]
    assert shown == [
        "2 处对不上(其中硬错 1)、1 处核对无误、1 处无法核对",
        "✗ 对不上  第2行  比率 T1", "应查484人,实查480人,完成率99.38%", "→ 480÷484=99.17%,文中为99.38%",
        "! 略有出入  第3行  合计与其中 T2", "共3家,其中甲1家、乙1家", "→ 1+1=2,文中为3",
    ]  # fmt: skip


def test_all_claims_on_request(finds, report):
    finds(*CLAIMS)
    shown = run(report, "--all").stdout
    assert shown.index("✗ 对不上") < shown.index("! 略有出入") < shown.index("? 无法核对  第4行") < shown.index("✓ 无误  第5行")
    assert "没有上年的数" in shown


@pytest.mark.parametrize(("claims", "status"), [([], 0), (CLAIMS[1:], 0), (CLAIMS[:1], 1)])
def test_exit_status(finds, report, claims, status):
    finds(*claims)
    for options in ([], ["--format", "json"], ["--all"]):
        assert run(report, *options).exit_code == status


def test_json(finds, report):
    finds(*CLAIMS)
    said = json.loads(run(report, "--format", "json").stdout)
    assert said["file"] == str(report) and len(said["claims"]) == 4
    first = said["claims"][0]
    assert first == {**CLAIMS[0].record(), "place": "第2行"} and TEXT[first["start"] : first["end"]] == first["quote"]
    assert {"type", "start", "end", "quote", "numbers", "stated", "expected", "verdict", "severity", "message"} <= set(first)


def test_standard_input(finds):
    finds(*CLAIMS)
    said = run("-", input=TEXT.encode("gb18030"))
    assert said.exit_code == 1 and "第2行" in said.stdout


def test_word_and_pdf(finds, tmp_path):
    finds(claim("480人", Verdict.INCONSISTENT, HARD), claim("100人", Verdict.INCONSISTENT, HARD))
    (tmp_path / "a.docx").write_bytes(docx("应查484人,实查480人。", table(["合计", "100人"])))
    (tmp_path / "a.pdf").write_bytes(pdf(laid(["应查484人,实查480人。"]), [], laid(["合计100人。"])))
    assert "第1段" in (shown := run(tmp_path / "a.docx").stdout) and "表1第1行第2列" in shown
    result = run(tmp_path / "a.pdf")
    assert "第1页" in result.stdout and "第3页" in result.stdout and "第 2 页没有文字" in result.stderr


def test_annotating(finds, tmp_path):
    finds(*CLAIMS)
    source, target = tmp_path / "a.docx", tmp_path / "b.docx"
    source.write_bytes(before := docx(*TEXT.split("\n")))
    result = run(source, "--annotate", target, "--format", "json")
    assert result.exit_code == 1 and "1 条批注" in result.stderr and json.loads(result.stdout)["claims"]
    assert "3 条批注" in run(source, "--annotate", target, "--all").stderr
    again = run(source, "--annotate", source)
    assert again.exit_code == 2 and "不能覆盖原文件" in again.stderr and again.stdout == "" and source.read_bytes() == before


@pytest.mark.parametrize(("content", "said"), [
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "密码"), (b"PK\x03\x04", "已损坏"),
    (b"%PDF-1.7", "已损坏"), (pdf([]), "扫描件"), (zipped({"xl/workbook.xml": b""}), "Excel"), (b"", "没有文字"), (b"\x89PNG\0", "图片"),
])  # fmt: skip
def test_what_cannot_be_read(tmp_path, content, said):
    (tmp_path / "坏.docx").write_bytes(content)
    for options in ([], ["--format", "json"]):
        result = run(tmp_path / "坏.docx", *options)
        assert result.exit_code == 2 and said in result.stderr and result.stdout == "" and len(result.stderr.splitlines()) == 1


def test_only_word_can_be_annotated(finds, report, tmp_path):
    finds(*CLAIMS)
    for file, given in ((report, None), ("-", docx("甲"))):
        result = run(file, "--annotate", tmp_path / "b.docx", input=given)
        assert result.exit_code == 2 and ".docx" in result.stderr and not (tmp_path / "b.docx").exists()


def test_no_file():
    assert run("没有的.docx").exit_code == 2 and run().exit_code == 2


def test_nothing_need_be_prepared(tmp_path):
    """A process of its own with a home that does not exist and a database that cannot be reached."""
    (tmp_path / "a.docx").write_bytes(docx(paragraph("应查484人,实查480人,完成率99.38%。")))
    address = "postgresql://nobody@localhost:1/none"
    said = {**os.environ, "GONGWEI_HOME": str(tmp_path / "home"), "GONGWEI_DATABASE_URL": address, "GONGWEI_LANGUAGE": "en"}
    command = [sys.executable, "-m", "gongwei.site.cli", "check", "a.docx"]
    done = subprocess.run(command, env=said, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode in (0, 1) and "cannot be checked" in done.stdout and done.stderr == ""
    assert {path.name for path in tmp_path.iterdir()} == {"a.docx"}


def printed(claims: list[Claim], width: int = 80, text: str = TEXT, say=str) -> str:
    console = Console(width=width, record=True, file=io.StringIO())
    for part in shown(lines(text), claims, say):
        console.print(part)
    return console.export_text()


def test_lines_fit_the_terminal():
    text = "应查" + "各县区各乡镇各村卫生室" * 3 + "484人,实查480人,完成率99.38%。"
    long = claim(text[:-1], Verdict.INCONSISTENT, HARD, "请核对" * 60, ("484人", "480人"), text=text)
    for width in (80, 40):
        assert max(cell_len(line) for line in printed([long], width, text).splitlines()) <= width


def test_numbers_of_a_quote_stand_out_and_its_middle_is_left_out():
    text = "应查484人" + "啊" * 200 + "实查480人" + "呀" * 100
    said = quoted(claim(text, Verdict.INCONSISTENT, HARD, "", ("484", "480"), text=text), "red")
    assert said.plain == f"应查484人{'啊' * (AROUND - 1)}…{'啊' * (AROUND - 2)}实查480人{'呀' * (AROUND - 1)}…"
    assert [said.plain[span.start : span.end] for span in said.spans] == ["484", "480"]


def test_a_quote_without_numbers_and_one_over_lines():
    text = "甲\t1\n乙\x1b[31m\t2"
    assert quoted(claim(text, Verdict.CONSISTENT, text=text), "red").plain == "甲│1 乙 [31m│2"


def test_words_are_translated():
    one = claim("合计100人", Verdict.INCONSISTENT, HARD, Message("末位差{n}", n=1))
    words = {"第{number}行": "line {number}", "末位差{n}": "off by {n}", "对不上": "wrong", "比率": "ratio"}
    said = printed([one], say=lambda template: words.get(template, template))
    assert "✗ wrong  line 5  ratio T1" in said and "→ off by 1" in said


def test_no_markup_is_read_from_a_document():
    text = "[bold]480人[/bold][/x]"
    assert text in printed([claim(text, Verdict.INCONSISTENT, HARD, "[red]x[/]", text=text)], text=text)
