"""Documents that Gongwei issued, edited by hand: each number against the fact that the document carries."""

import io
import json
import re
from fractions import Fraction

import pytest
from click.testing import CliRunner

from gongwei import checker
from gongwei.checker import Claim, Kind, Severity, Verdict
from gongwei.checker.against import against_facts
from gongwei.checker.reading import Document, Link
from gongwei.checker.reading.word import read_word
from gongwei.reports.document import embedded
from gongwei.site.cli.commands import gongwei
from tests.checker.packages import docx, unzipped, zipped
from tests.reports.test_document import made, report


def edited(name: str, *changes: tuple[str, str]) -> bytes:
    """An issued document after changes to the text of its main part, each of which is made once."""
    members = unzipped(made(name))
    text = members["word/document.xml"].decode()
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    return zipped({**members, "word/document.xml": text.encode()})


def wrong(content: bytes) -> list[Claim]:
    return [claim for claim in against_facts(read_word(content)) if claim.verdict is Verdict.INCONSISTENT]


def linked(text: str) -> str:
    return f'<w:t xml:space="preserve">{text}</w:t></w:r></w:hyperlink>'


@pytest.mark.parametrize("name", ["county", "yongzhou"])
def test_an_issued_document_says_what_its_facts_say(name):
    document = read_word(made(name))
    claims = against_facts(document)
    assert {claim.verdict for claim in claims} == {Verdict.CONSISTENT} and len(claims) > 20
    figures = [link for link in document.links if re.search(r"\d", text := document.text[link.start : link.end]) and "-" not in text[:2]]
    assert len(claims) == len(figures), "every link with a number but those that lead from one entry of the annex to another"


@pytest.mark.parametrize("name", ["county", "yongzhou"])
def test_what_gongwei_writes_adds_up(name):
    claims = checker.check(read_word(made(name)).text)
    assert [claim.message for claim in claims if claim.verdict is Verdict.INCONSISTENT] == []
    assert sum(claim.verdict is Verdict.CONSISTENT for claim in claims) > 20


@pytest.mark.parametrize(("before", "after", "expected"), [
    ("82353", "82553", 82353), ("72.89%", "78.29%", Fraction(327500, 4493)), ("98200", "9.9万", 98200),
    ("72.89%", "73.0%", Fraction(327500, 4493)), ("1218", "1,281", 1218), ("165", "１65.5", 165),
])  # fmt: skip
def test_an_edited_number_is_told(before, after, expected):
    (claim,) = wrong(edited("yongzhou", (linked(before), linked(after))))
    assert (claim.type, claim.subtype, claim.severity) == (Kind.GROWTH, "fact", Severity.HARD)
    assert claim.quote == after and claim.expected == expected
    entries = embedded(io.BytesIO(made("yongzhou")))["entries"]
    assert any(entry["id"] in claim.message and entry["name"] in claim.message for entry in entries)
    assert after in claim.message and re.search(r"的数据为 .*\d", claim.message)


@pytest.mark.parametrize(("before", "after"), [
    ("82353", "82,353"), ("82353", "８2353"), ("98200", "9.82万"), ("98200", "9.8万"), ("72.89%", "72.9%"), ("72.89%", "72.891%"),
    ("72.89%", ""), ("72.89%", "大部分"), ("72.89%", "约72.89%"),
])  # fmt: skip
def test_other_ways_to_say_it_and_deleted_numbers(before, after):
    assert wrong(edited("yongzhou", (linked(before), linked(after)))) == []


def test_words_beside_the_numbers_may_change():
    assert wrong(edited("yongzhou", ("建设进度", "工程进度"), ("扎实推进", "推进"))) == []


def test_a_unit_that_was_written_behind_the_link():
    assert wrong(edited("yongzhou", (f'{linked("98200")}<w:r><w:t xml:space="preserve">', f'{linked("9.82")}<w:r><w:t xml:space="preserve">万'))) == []
    assert len(wrong(edited("yongzhou", (linked("98200"), linked("9.82"))))) == 1


def test_a_place_in_a_ranking():
    (order, *_) = [entry for entry in report("county").entries() if "位次相同" in getattr(entry, "formula", "")]
    link = f'w:anchor="{order.id.replace("-", "_")}"'
    _, _, rest = unzipped(made("county"))["word/document.xml"].decode().partition(link)
    place = re.search(r">(\d+)</w:t>", rest)[1]
    passage = rest[: rest.index("</w:hyperlink>")]
    (claim,) = wrong(edited("county", (link + passage, link + passage.replace(f">{place}<", ">99<"))))
    assert claim.stated == 99 and order.id in claim.message


ENTRY = {"id": "F-A", "name": "率", "unit_name": "甲县", "value": "1/8", "measure": "%", "numerator": None, "denominator": "0/0",
         "outcomes": [["甲", 3, True], "x", []]}  # fmt: skip


def said(text: str, **changes: object) -> list[tuple[Verdict, Fraction]]:
    facts = json.dumps({"entries": [{**ENTRY, **changes}]})
    claims = against_facts(Document(text, (), "word", links=[Link(0, len(text), "F_A")], facts=facts))
    return [(claim.verdict, claim.expected) for claim in claims]


@pytest.mark.parametrize(("text", "value", "right"), [
    ("0.13%", "1/8", True), ("0.12%", "1/8", False), ("0.125%", "1/8", True), ("0.1%", "1/8", True), ("-0.13", "-1/8", True),
    ("0.13", "-1/8", True), ("+0.13", "1/8", True), ("+0.13", "-1/8", False), ("-0.12", "-1/8", False), ("3", "1/8", True),
])  # fmt: skip
def test_rounding_and_signs(text, value, right):
    ((verdict, _),) = said(text, value=value)
    assert (verdict is Verdict.CONSISTENT) == right


@pytest.mark.parametrize("text", ["F-A", "—", "3、4", ""])
def test_what_is_no_number(text):
    assert said(text) == []


@pytest.mark.parametrize("value", ["1/0", "1e999999999", "9" * 5000, 7, None, "x", ["1"]])
def test_values_that_are_none(value):
    assert said("3", value=value) == [(Verdict.CONSISTENT, 3)]


@pytest.mark.parametrize("facts", ["", "x", "[]", "{}", '{"entries":7}', '{"entries":[7]}', '{"entries":[{}]}', "[" * 100_000,
                                   '{"entries":{"a":1}}', '{"entries":[{"id":7}]}', '{"entries":[{"id":"F-A"}]}'])  # fmt: skip
def test_facts_that_are_none(facts):
    assert against_facts(Document("3", (), "word", links=[Link(0, 1, "F_A")], facts=facts)) == []


def test_other_documents_have_nothing_to_compare():
    assert against_facts(read_word(docx("完成480人。"))) == []


def test_the_command_compares(tmp_path, monkeypatch):
    monkeypatch.setattr(checker, "check", lambda text: [])
    path, target = tmp_path / "汇报.docx", tmp_path / "批注.docx"
    path.write_bytes(made("yongzhou"))
    assert CliRunner().invoke(gongwei, ["check", str(path)]).exit_code == 0
    path.write_bytes(edited("yongzhou", (linked("82353"), linked("82553"))))
    result = CliRunner().invoke(gongwei, ["check", str(path), "--format", "json", "--annotate", str(target)])
    assert result.exit_code == 1 and "1 条批注" in result.stderr
    (claim,) = [claim for claim in json.loads(result.stdout)["claims"] if claim["verdict"] == "inconsistent"]
    assert claim["subtype"] == "fact" and claim["stated"] == 82553 and claim["expected"] == 82353 and "F-" in claim["message"]
