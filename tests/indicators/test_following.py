"""An evaluator that follows the records gives what a new one gives."""

import random
from datetime import date

import pytest

from gongwei.indicators.evaluator import Evaluator
from gongwei.programmes.registry import INDICATORS
from gongwei.records import actions, evaluable, queries, snapshot
from gongwei.records.models import Resident
from gongwei.records.rows import UnitRow
from gongwei.records.snapshot import layers
from tests.indicators.compiled import compiled_once
from tests.records.county import COUNTY, FORM, LATER, OTHER, TOWNSHIP, VILLAGE, WHO, enrolment, resident, visit
from tests.records.test_snapshot import random_write, save

DAY = date(2025, 6, 30)
ASKED = ("health_record.use", "hypertension.managed", "hypertension.closed", "hypertension.visits", "hypertension.standard_progress",
         "hypertension.control", "older_people.management", "diabetes.visits")


@pytest.fixture
def home(tmp_path):
    with compiled_once(tmp_path / "snapshot"):
        yield tmp_path / "snapshot"


@pytest.fixture
def villagers(people) -> list[int]:
    """Six residents, three in hypertension; two visited."""
    actions.load_residents([resident(code) for code in "CDEF"], **WHO)
    keys = list(Resident.objects.order_by("code").values_list("pk", flat=True))
    actions.load_enrolments([enrolment(f"E{number}", key) for number, key in enumerate(keys[:3])], **WHO)
    actions.load_visits(FORM, [visit("V1", keys[0]), visit("V2", keys[2])], **WHO)
    return keys


def asked(evaluator: Evaluator) -> list:
    """Figures of everywhere, then of a village with the county; and the people behind one."""
    everywhere = [evaluator.figures(id, DAY) for id in ASKED]
    few = [evaluator.figures(id, DAY, {VILLAGE, COUNTY}) for id in ASKED]
    return [*everywhere, *few, evaluator.people("health_record.use", TOWNSHIP, DAY)]


def new(home, manifest) -> Evaluator:
    return Evaluator(home, manifest, evaluable.units(), evaluable.official_figures())


def followed(evaluator: Evaluator, home) -> list:
    """What it gives for the records as they are now, which must be what a new one gives."""
    manifest = snapshot.update(home)
    evaluator.follow(manifest, evaluable.units(), evaluable.official_figures())
    found = asked(evaluator)
    assert evaluator.manifest == manifest
    assert found == asked(new(home, manifest))
    return found


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.once)])
def test_after_any_writes(villagers, home, monkeypatch, seed):
    monkeypatch.setattr(layers, "FOLD_BELOW", 3)
    monkeypatch.setattr(layers, "MOST_LAYERS", 3)
    monkeypatch.setattr(layers, "MOST_TOUCHED", 2)
    chance, evaluator = random.Random(seed), new(home, snapshot.update(home))
    before, changed, bases = asked(evaluator), 0, {evaluator.manifest.layers[0]}
    for number in range(8):
        for part in range(chance.randrange(0, 4)):
            random_write(chance, number * 10 + part, list(Resident.objects.order_by("pk").values_list("pk", flat=True)))
        now = followed(evaluator, home)
        changed += now != before
        before = now
        bases.add(evaluator.manifest.layers[0])
    assert changed > 3 and len(bases) > 1


def test_the_day_is_not_worked_out_again(villagers, home, monkeypatch):
    evaluator = new(home, snapshot.update(home))
    visits = evaluator.figures("hypertension.visits", DAY)[COUNTY].value
    asked(evaluator)
    monkeypatch.setattr(evaluator.engine, "_store", None)
    save(villagers[1], 1)
    evaluator.follow(snapshot.update(home), evaluable.units(), evaluable.official_figures())
    assert evaluator.figures("hypertension.visits", DAY)[COUNTY].value == visits + 1
    assert evaluator.figures("hypertension.visits", DAY, {COUNTY, VILLAGE})[VILLAGE].value == visits + 1


@pytest.mark.once
def test_asked_for_together_they_are_what_they_are_alone(villagers, home):
    manifest = snapshot.rebuild(home)
    together, alone = new(home, manifest), new(home, manifest)
    ids = [*INDICATORS, "nobody.knows"]
    together.prepare(ids, DAY)
    together.prepare(ids, DAY, {VILLAGE, COUNTY})
    for id in INDICATORS:
        assert together.figures(id, DAY) == alone.figures(id, DAY), id
        assert together.figures(id, DAY, {VILLAGE, COUNTY}) == alone.figures(id, DAY, {VILLAGE, COUNTY}), id


def test_units_that_change_are_followed_too(villagers, home):
    evaluator = new(home, snapshot.update(home))
    before = asked(evaluator)
    actions.load_units([UnitRow(OTHER, "西村", "village", TOWNSHIP, valid_to=date(2025, 6, 1), successor=VILLAGE)],
                       actor="王主任", at=LATER)
    assert followed(evaluator, home) != before


def test_layers_that_are_followed_no_more_may_go(villagers, home):
    evaluator = new(home, snapshot.update(home))
    for number in range(3):
        save(villagers[0], number)
        followed(evaluator, home)
        snapshot.rebuild(home)
    evaluator.follow(snapshot.rebuild(home), evaluable.units(), {})
    snapshot.rebuild(home)
    snapshot.rebuild(home)
    assert len([path for path in home.iterdir() if path.name.startswith(("base-", "layer-"))]) == 3


def test_a_state_long_replaced_is_refused_and_nothing_has_changed(villagers, home):
    first = snapshot.update(home)
    evaluator = new(home, first)
    before = asked(evaluator)
    save(villagers[0], 1)
    second = snapshot.update(home)
    for number in (2, 3):
        save(villagers[0], number)
        snapshot.rebuild(home)
    with pytest.raises(FileNotFoundError):
        evaluator.follow(second, evaluable.units(), {})
    assert evaluator.manifest == first and asked(evaluator) == before
    assert queries.last_change() > second.change
    followed(evaluator, home)
