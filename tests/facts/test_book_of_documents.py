"""What plans, ledgers and records give to documents through the book of facts."""

from datetime import date
from fractions import Fraction

from tests.facts.conftest import DAY
from tests.records.county import COUNTY, VILLAGE


def test_a_target_is_a_fact_of_the_year(book):
    aim = book.target("births", COUNTY, 2025)
    assert (aim.indicator, aim.value, aim.unit, aim.as_of) == ("target.tally.births", Fraction(4), COUNTY, date(2025, 12, 31))
    assert book.target("tally.births", COUNTY, 2025) == aim
    assert book.target("births", VILLAGE, 2025).value is None
    assert book.target("hypertension.control", COUNTY, 2025).measure == "%"
    assert book.target("births", COUNTY, 2024).value is None


def test_ledgers_tell_what_no_target_tells(book):
    assert "tally.births" not in {fact.indicator for fact in book.ledger(COUNTY, DAY)}  # it has a target there
    told = book.ledger(VILLAGE, DAY)
    assert {fact.indicator: fact.value for fact in told}["tally.births"] == 3
    assert all(fact.value is not None for fact in told)


def test_what_a_record_says_is_named_as_its_family_names_it(book):
    own = book.stated("inspection.I1.findings", "发现问题", Fraction(3), "个", VILLAGE, DAY, source="督导检查记录")
    assert (own.name, own.value, own.numerator, own.denominator, own.source) == ("发现问题", 3, 3, None, "督导检查记录")
    assert own.definition != book.stated("inspection.I2.findings", "发现问题", Fraction(3), "个", VILLAGE, DAY, source="").definition
    known = book.stated("tally.births", "别的名字", Fraction(3), "人", VILLAGE, DAY, source="")
    assert (known.name, known.definition) == (book.fact("tally.births", VILLAGE, DAY).name,
                                              book.fact("tally.births", VILLAGE, DAY).definition)
