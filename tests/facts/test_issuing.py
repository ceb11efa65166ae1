"""An issued document's facts stay as printed, whatever becomes of the records."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from gongwei.facts.actions import issue_document
from gongwei.facts.book import FactBook
from gongwei.facts.fact import from_json
from gongwei.facts.models import Document, IssuedFact
from gongwei.facts.queries import UnknownFact, explain
from gongwei.ledgers.tallies import actions as tallies
from gongwei.records import actions
from gongwei.records.models import AuditEntry
from tests.facts.conftest import DAY
from tests.records.county import COUNTY, FORM, LATER, WHO, visit

AGAIN = {"actor": "王主任", "at": LATER}


def issue(*facts, content: bytes = b"docx", **said) -> Document:
    return issue_document(**{"kind": "progress", "title": "汇报", "unit": COUNTY, "as_of": DAY, "snapshot": "S1",
                             "content": content, "facts": facts, **AGAIN, **said})


@pytest.fixture
def control(book):
    return book.fact("hypertension.control", COUNTY, DAY)


def test_an_issued_document(control, book):
    births = book.fact("tally.births", COUNTY, DAY)
    document = issue(control, births, control)
    assert {from_json(one.content) for one in document.facts.all()} == {control, births}
    entry = AuditEntry.objects.latest("pk")
    assert (document.change, entry.action, entry.actor, entry.detail["facts"]) == (entry, "issue_document", "王主任", 2)
    assert (document.issued_at, len(document.digest), document.title) == (LATER, 64, "汇报")


def test_the_same_file_again_is_the_same_document(control):
    before = AuditEntry.objects.count()
    first = issue(control)
    assert issue(control, title="别的") == first and issue(control, content=b"other") != first
    assert (Document.objects.count(), IssuedFact.objects.count(), AuditEntry.objects.count()) == (2, 2, before + 2)


def test_a_later_change_leaves_the_issued_fact_and_shows_beside_it(control, people, figures):
    issue(control)
    unchanged = explain(control.id, figures())
    assert (unchanged.fact, unchanged.difference, unchanged.redefined) == (control, 0, False)
    lower = visit("V9", people.b, date(2025, 6, 15), answers='{"sbp":130,"dbp":80}')
    actions.load_visits(FORM, [lower], **AGAIN)
    found = explain(control.id, figures())
    assert found.fact == control and found.fact.value == 50
    assert (found.now.value, found.difference, found.redefined) == (100, 50, False)
    assert found.now.snapshot > found.fact.snapshot and found.now.id != found.fact.id
    assert [document.title for document in found.documents] == ["汇报"]


def test_what_happens_after_the_day_does_not_show(control, people, figures):
    issue(control)
    actions.load_visits(FORM, [visit("V9", people.b, date(2025, 7, 1), answers='{"sbp":130,"dbp":80}')], **WHO)
    assert explain(control.id, figures()).difference == 0


def test_a_tally_corrected_since(book, figures):
    births = book.fact("tally.births", COUNTY, DAY)
    issue(births)
    tallies.load_tallies([tallies.TallyRow("431102100001", "births", "2025-03", Decimal(5))], **AGAIN)
    found = explain(births.id, figures())
    assert (found.fact.value, found.now.value, found.difference) == (3, 5, 2)


def test_a_fact_in_two_documents(control, figures):
    documents = (issue(control), issue(control, content=b"second", title="又一份"))
    assert explain(control.id.lower(), figures()).documents == documents


def test_a_definition_changed_since(control, figures):
    issue(replace(control, definition="000000000000"))
    found = explain(control.id, figures())
    assert found.redefined and found.fact.definition == "000000000000" and found.now.definition == control.definition


@pytest.mark.parametrize("gone", [{"indicator": "hypertension.former"}, {"unit": "431199000000"}, {"unit": ""}])
def test_an_indicator_or_a_unit_that_is_gone(control, figures, gone):
    issue(replace(control, **gone))
    found = explain(control.id, figures())
    assert (found.now, found.difference, found.redefined) == (None, None, False)
    assert found.fact.value == 50


def test_no_value_has_no_difference(book, figures):
    fact = book.fact("diabetes.control", COUNTY, DAY)
    issue(fact)
    assert explain(fact.id, figures()).difference is None


def test_an_unknown_fact(control, figures):
    with pytest.raises(UnknownFact):
        explain(control.id, figures())


def test_facts_of_a_book_are_found_again_in_another(control, figures):
    assert FactBook(figures(), DAY).fact("hypertension.control", COUNTY, DAY) == control
