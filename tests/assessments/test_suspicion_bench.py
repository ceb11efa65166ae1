"""The bench of suspicion on a small county: what is made up is made up, thresholds keep their promise, the page its reading."""

import numpy as np
import pytest

from gongwei.assessments.suspicion.rules import RULES
from gongwei.site.bench import suspicion as bench
from gongwei.site.bench.suspicion_world import KINDS, world


@pytest.fixture(scope="module")
def found():
    return bench.judged(3, doctors=40)


def test_everyone_is_judged_and_some_make_things_up(found):
    assert len(found) == 80
    assert {one.kind for one in found if one.of == "provider"} - {""} <= set(KINDS)
    assert any(one.kind for one in found) and not all(one.kind for one in found)


def test_a_county_is_the_same_again_and_another_seed_is_another():
    first, again, other = world(5, 6), world(5, 6), world(6, 6)
    assert first.source.visits.equals(again.source.visits) and first.truth == again.truth
    assert not first.source.visits.equals(other.source.visits)


def test_honest_doctors_visit_nobody_after_death_but_for_wrongly_registered_days():
    made = world(7, 30, made_up=0)
    died = {row["resident"]: row["ended"] for row in made.source.residencies.to_pylist() if row["ended"]}
    late = sum(row["resident"] in died and row["day"] > died[row["resident"]] for row in made.source.visits.to_pylist())
    assert made.truth == {} and late <= 5


def test_thresholds_suspect_as_many_of_the_honest_as_allowed():
    random = np.random.default_rng(1)
    rules = {of: [rule.id for rule in RULES if rule.of == of] for of in ("provider", "unit")}
    made = [bench.Found(of, "", 0.0, {rule: float(random.random()) for rule in rules[of]})
            for of in rules for _one in range(3000)]
    thresholds = bench.calibrated(made)
    assert all(bench.FLOOR <= p <= bench.CEILING for p in thresholds.values())
    measured = bench.Measured(tuple(made), thresholds)
    for of in rules:
        wrong, honest = measured.honest(of)
        assert 0 < wrong <= bench.ALLOWED * honest


def test_p_values_of_the_honest_fill_the_whole_range(found):
    p = [value for one in found if not one.kind for value in one.p.values()]
    assert len(p) > 50 and np.quantile(p, 0.2) > 0.01


def test_the_section_is_replaced_and_what_is_written_under_it_stays(found, tmp_path):
    page = tmp_path / "benchmarks.md"
    page.write_text("# Benchmarks\n\n## Reading\n\nFast.\n", encoding="utf-8")
    section = bench.page(bench.Measured(tuple(found), bench.in_use()), bench.in_use(), "command", "machine")
    page.write_text(bench.kept(page, section) + "\n### What it means\n\nLook there.\n\n## Other\n\nElse.\n", encoding="utf-8")
    first = page.read_text(encoding="utf-8")
    page.write_text(bench.kept(page, section), encoding="utf-8")
    assert page.read_text(encoding="utf-8") == first
    assert first.count(bench.HEADING) == 1 and "Fast." in first and first.endswith("Else.\n") and "Look there." in first
