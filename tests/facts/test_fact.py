"""A fact is its content: the same number of the same unit, day and data has one id everywhere."""

import json
import re
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongwei.facts.fact import as_json, from_json, make_fact

CONTENT = {
    "indicator": "hypertension.control", "name": "管理人群血压控制率", "definition": "0123456789ab", "basis": "", "measure": "%",
    "unit": "431102100001", "unit_name": "东村", "level": "village", "as_of": date(2025, 6, 30), "snapshot": "S000007",
    "source": "规范第三版", "numerator": Fraction(2), "denominator": Fraction(3), "value": Fraction(200, 3),
    "outcomes": (("达标", 2, True), ("未达标", 1, False)),
}  # fmt: skip
OTHERS = {
    "indicator": "diabetes.control", "definition": "ba9876543210", "unit": "431102100002", "as_of": date(2025, 6, 29),
    "snapshot": "S000008", "numerator": Fraction(1), "denominator": Fraction(4), "value": None,
}  # fmt: skip


def test_the_id_of_a_content_stays_the_same_over_the_years():
    """Printed in documents: a change here would cut every issued report off from its facts."""
    assert make_fact(**CONTENT).id == "F-KECRWO3HHM"


@pytest.mark.parametrize("name", OTHERS)
def test_other_content_is_another_fact(name):
    assert make_fact(**CONTENT | {name: OTHERS[name]}).id != make_fact(**CONTENT).id


@pytest.mark.parametrize("name", ["name", "unit_name", "source"])
def test_a_title_is_not_the_content(name):
    assert make_fact(**CONTENT | {name: "改了名"}).id == make_fact(**CONTENT).id


def test_the_id_can_be_typed():
    assert all(re.fullmatch(r"F-[A-Z2-7]{10}", make_fact(**CONTENT | {"value": Fraction(number, 7)}).id) for number in range(50))


amounts = st.none() | st.fractions(max_denominator=10**9)


@given(amounts, amounts, amounts, st.dates(),
       st.lists(st.tuples(st.text(max_size=5), st.integers(0), st.booleans()), max_size=3).map(tuple))  # fmt: skip
def test_there_and_back_through_json(numerator, denominator, value, as_of, outcomes):
    said = {"numerator": numerator, "denominator": denominator, "value": value, "as_of": as_of, "outcomes": outcomes}
    fact = make_fact(**CONTENT | said)
    assert from_json(json.loads(json.dumps(as_json(fact)))) == fact
    assert make_fact(**CONTENT | said).id == fact.id
