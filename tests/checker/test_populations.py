"""T3: rates that imply one base, couples and averages."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from gongwei.checker import Verdict, check
from tests.checker.telling import CONSISTENT, HARD, inconsistent, one, outcome, rate, told


def test_two_rates_imply_one_base() -> None:
    claim = one("血清学筛查3120例,筛查率76.30%;听力筛查4056例,筛查率99.19%。", "common-denominator")
    assert claim.verdict is Verdict.CONSISTENT and claim.message == "各率所指的基数一致,约4089"
    assert [(number.role, number.text) for number in claim.numbers] == [
        ("numerator", "3120例"), ("rate", "76.30%"), ("numerator", "4056例"), ("rate", "99.19%")]


def test_a_rate_beside_them_of_another_base() -> None:
    text = "按活产数计算,血清学筛查3120例,筛查率76.30%;听力筛查4056例,筛查率99.19%;代谢病筛查4051例,筛查率95.07%。"
    (row,) = inconsistent(text)
    assert row[:2] == ("T3", HARD) and row[3] == "按其他率推算的基数4089,4051应为99.07,文中为95.07%"


def test_other_bases_are_nothing_wrong_where_the_text_does_not_say_that_they_are_one() -> None:
    assert not inconsistent("血清学筛查3120例,筛查率76.30%;听力筛查4056例,筛查率99.19%;随访高血压患者1203人,随访率65.07%。")


@pytest.mark.parametrize(("text", "expected", "message"), [
    ("免费孕前检查1.06万对(21200人)。", CONSISTENT, "21200÷2=10600.0,与文中1.06万对相符"),
    ("免费孕前检查1.06万对(22100人)。", HARD, "22100÷2=11050.0,文中为1.06万对"),
    ("婚检312对(624人)。", CONSISTENT, "624÷2=312.0,与文中312对相符"),
    ("婚检312对(642人)。", HARD, "642÷2=321.0,文中为312对"),
])
def test_two_people_to_a_couple(text: str, expected: str, message: str) -> None:
    claim = one(text, "pairs")
    assert (outcome(claim), claim.message) == (expected, message)


@pytest.mark.parametrize(("text", "message"), [
    ("支出经费84.6万元,服务10071人,人均84元。", "84.6万÷10071=84.00,与文中84元相符"),
    ("培训42场,参加2503人次,平均每场59.6人次。", "2503÷42=59.60,与文中59.6人次相符"),
])
def test_averages(text: str, message: str) -> None:
    claim = one(text, "average")
    assert (claim.verdict, claim.message) == (Verdict.CONSISTENT, message)


@pytest.mark.parametrize("text", [
    "支出经费84.6万元,服务10071人,人均预期寿命78.2岁。",
    "培训42场,发放资料5000份,平均每场讲解2小时。",
    "卫生院18家,平均每家床位34张,病床使用率61.2%。",
    "人均补助经费标准为89元,共投入经费4120万元,常住人口51.2万人。",
])
def test_averages_of_something_else(text: str) -> None:
    assert not inconsistent(text)


def test_a_rate_per_thousand_of_the_population() -> None:
    claim = one("常住人口46.2万人,床位2695张,每千人口床位5.83张。", "T3")
    assert (claim.subtype, claim.verdict, claim.message) == (
        "per-unit", Verdict.CONSISTENT, "2695÷46.2万=5.83‰,与文中5.83张相符")


def test_a_rate_per_thousand_that_misses() -> None:
    (row,) = inconsistent("常住人口462000人,床位2695张,每千人口床位6.83张。")
    assert row[:2] == ("T3", HARD) and row[3] == "2695÷462000=5.83‰,文中为6.83张"


@given(some.integers(2000, 9000), some.lists(some.integers(500, 1999), min_size=2, max_size=4, unique=True))
def test_rates_of_one_population_never_contradict_each_other(population: int, counts: list[int]) -> None:
    text = ";".join(f"{name}筛查{count}例,筛查率{rate(count, population, 2)}%" for name, count in zip("甲乙丙丁", counts, strict=False))
    text = f"按活产数计算,{text}。"
    assert not inconsistent(text)
    assert [claim.verdict for claim in check(text) if claim.subtype == "common-denominator"] == [Verdict.CONSISTENT]
    assert told(text, "common-denominator")[0][1] == CONSISTENT
