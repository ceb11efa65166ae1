"""The worked numbers of docs/work/plans.md are what the system computes, and its columns are those of the file."""

import re
from decimal import Decimal
from fractions import Fraction

from gongwei.assessments.plans import weights
from gongwei.assessments.plans.curve import cumulated, read_curve
from gongwei.assessments.plans.dividing import Division, Weights, divided
from gongwei.exchange.tasks import REMARKS, WRITTEN
from tests.pages import DOCS, tables

COLUMNS, RULES, WHOLE, GIVEN, KILOGRAMS, CHECKED, CURVE = tables("work/plans.md")


def people(table) -> Weights:
    return Weights("人口", {row["单位"]: Fraction(row["人口"]) for row in table if row["单位"] != "合计"})


def parts(table, column: str) -> dict[str, Decimal]:
    return {row["单位"]: Decimal(row[column]) for row in table if row["单位"] != "合计"}


def test_the_largest_remainder():
    *rows, total = WHOLE
    whole, everyone = int(total["任务"]), int(total["人口"])
    assert divided(Decimal(whole), people(WHOLE)) == parts(WHOLE, "任务")
    for row in rows:
        exact = Fraction(whole * int(row["人口"]), everyone)
        assert (Fraction(row["应得"]), int(row["取整"]), Fraction(row["余数"])) == (exact, int(exact), exact - int(exact))
    for column in ("人口", "应得", "取整", "余数", "任务"):
        assert sum(Decimal(row[column]) for row in rows) == Decimal(total[column])


def test_what_is_given_stands():
    given = {row["单位"]: Decimal(row["定死"]) for row in GIVEN if row["定死"]}
    assert given and divided(Decimal(100), people(GIVEN), given) == parts(GIVEN, "任务")


def test_kilograms_in_the_smallest_step():
    assert divided(Decimal("88.5"), people(KILOGRAMS), decimals=1) == parts(KILOGRAMS, "公斤")


def test_a_changed_part_leaves_a_difference():
    (row,) = CHECKED
    changed = Division("全县", Decimal(row["目标"]), parts(WHOLE, "任务") | {"甲乡": Decimal(44)})
    assert (sum(changed.parts.values()), changed.left) == (Decimal(row["下级之和"]), Decimal(row["相差"]))


def test_the_curve_of_the_page():
    said = re.search(r"写作 `([\d ]+)`", (DOCS / "work/plans.md").read_text(encoding="utf-8"))[1]
    assert cumulated(read_curve(said)) == tuple(map(Fraction, CURVE[0].values()))


def test_columns_and_rules_are_those_there_are():
    assert [row["规则"].strip("`") for row in RULES] == list(weights.RULES)
    assert {row["列"] for row in COLUMNS} == {WRITTEN[name][0] for name in WRITTEN if name not in REMARKS}
