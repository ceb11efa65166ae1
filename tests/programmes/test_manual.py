"""The committed documentation is what the definitions and cases say."""

from pathlib import Path

import pytest

from gongwei.definition.fingerprint import fingerprint
from gongwei.evaluation.cases import cases
from gongwei.programmes.registry import PROGRAMMES, counts
from gongwei.site.manual import page, pages, table, write_manual

FOLDER = Path(__file__).parents[2] / "docs" / "programmes"
STALE = "the definitions or cases have changed: run `gongwei manual docs/programmes` and commit the result"


def test_no_page_too_many_or_missing():
    assert {path.name for path in FOLDER.glob("*.md")} == set(pages()), STALE


@pytest.mark.parametrize("name", pages())
def test_committed_page_is_the_generated_one(name):
    committed = (FOLDER / name).read_text(encoding="utf-8")
    assert committed == pages()[name], STALE


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda programme: programme.id)
def test_page_holds_everything_of_the_programme(programme):
    text = page(programme)
    for indicator in (*programme.indicators, *counts(programme)):
        assert f"`{indicator.id}`" in text and fingerprint(indicator) in text
    for schedule in programme.schedules:
        assert f"`{schedule.id}`" in text and all(rule.reason in text for rule in schedule.rules)
    for form in programme.forms:
        assert all(f"`{field.name}`" in text for field in form.fields)
    for parameter in programme.parameters:
        assert f"`{parameter.id}`" in text
    for case in cases():
        if programme.id in case.programmes:
            assert case.why in text


def test_manual_is_written(tmp_path):
    written = write_manual(tmp_path / "new")
    assert {path.name: path.read_text(encoding="utf-8") for path in written} == pages()


def test_a_table_keeps_its_cells_apart():
    assert table(["甲"], [["1|2\n3"]]) == "| 甲 |\n| --- |\n| 1\\|2<br>3 |"
