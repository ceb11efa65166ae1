"""The columnar copy equals the database after every write, reading only the people touched."""

import random
import threading
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction

from gongwei.records import actions, evaluable, queries, snapshot
from gongwei.records.models import Resident, Visit
from gongwei.records.rows import ResidencyRow, SpellRow, UnitRow
from gongwei.records.snapshot import layers
from tests.evaluation.people import Population
from tests.records.county import (
    FORM,
    LATER,
    OTHER,
    TODAY,
    TOWNSHIP,
    VILLAGE,
    WHO,
    enrolment,
    populate,
    resident,
    visit,
)

AGAIN = {"actor": "王主任", "at": LATER}
population = Population()


def rows(connection) -> dict[str, list[str]]:
    """Every table of a connection, its columns by name and its rows in order, lists sorted."""
    found = {}
    for name in snapshot.opening.SCHEMAS:
        columns = ", ".join(f'"{column}"' for column in sorted(snapshot.opening.SCHEMAS[name].names))
        held = connection.execute(f"SELECT {columns} FROM {name}").fetchall()
        found[name] = sorted(str([sorted(value) if isinstance(value, list) else value for value in row]) for row in held)
    return found


def kept(home: Path, manifest: snapshot.Manifest) -> dict[str, list[str]]:
    """What a snapshot holds."""
    return rows(snapshot.open_snapshot(home, manifest).connection)


def recorded() -> dict[str, list[str]]:
    """What it must hold: everyone as the reference engine reads them, prepared as tables."""
    people = [evaluable.person(key) for key in Resident.objects.values_list("pk", flat=True)]
    population.hold(people)
    return rows(population.connection)


def folders(home: Path) -> set[str]:
    return {path.name for path in home.iterdir() if path.name.startswith(("base-", "layer-"))}


@pytest.fixture
def written(monkeypatch) -> list[set[int] | None]:
    """Whose records each new layer was written from; None is everyone's."""
    asked = []
    write = layers.write_layer

    def write_layer(folder, residents=None):
        asked.append(None if residents is None else set(residents))
        return write(folder, residents)

    monkeypatch.setattr(layers, "write_layer", write_layer)
    return asked


@pytest.fixture
def home(tmp_path) -> Path:
    return tmp_path / "o'home" / "snapshot"


@pytest.fixture
def villagers(people) -> list[int]:
    """Six residents, some with enrolments and visits; `people` are the first two."""
    actions.load_residents([resident(code) for code in "CDEF"], **WHO)
    keys = list(Resident.objects.order_by("code").values_list("pk", flat=True))
    actions.load_enrolments([enrolment("E1", keys[0]), enrolment("E2", keys[2])], **WHO)
    answers = '{"sbp":142,"dbp":88,"next_date":"2025-06-01","_absent":{"weight":"refused","height":"unmeasured"}}'
    batch = [visit("V1", keys[0]), visit("V2", keys[0], unit=None, answers=answers), visit("V3", keys[2], void=True)]
    actions.load_visits(FORM, batch, **WHO)
    return keys


def test_a_full_build_equals_the_database(villagers, home):
    manifest = snapshot.rebuild(home)
    held = kept(home, manifest)
    assert held == recorded()
    assert len(held["person"]) == 6 and len(held[f"visit_{FORM}"]) == 2 and len(held["enrolment"]) == 2
    assert [layer.people for layer in manifest.layers] == [6]
    assert manifest.layers[0].rows == sum(map(len, held.values()))
    assert layers.read_manifest(home) == manifest


def test_an_empty_database_has_a_snapshot_too(db, home):
    manifest = snapshot.update(home)
    assert (manifest.change, manifest.id) == (0, "S000000")
    assert not any(kept(home, manifest).values())
    populate()
    assert len(kept(home, snapshot.update(home))["person"]) == 2


WRITES = {
    "a visit saved": lambda keys: actions.save_visit(
        id="V9", resident=keys[1], form=FORM, date=date(2025, 5, 1), answers={"sbp": "150"}, today=TODAY, **AGAIN),
    "a visit corrected": lambda keys: actions.load_visits(FORM, [visit("V1", keys[0], answers='{"sbp":120}')], **AGAIN),
    "a visit corrected to another person": lambda keys: actions.load_visits(FORM, [visit("V1", keys[3])], **AGAIN),
    "an enrolment corrected to another person": lambda keys: actions.enrol(enrolment("E1", keys[5]), **AGAIN),
    "a visit made void": lambda keys: actions.void_visit(id="V1", reason="录错了人", **AGAIN),
    "a new enrolment": lambda keys: actions.enrol(enrolment("E9", keys[4]), **AGAIN),
    "an enrolment ended": lambda keys: actions.end_enrolment(code="E1", on=date(2025, 6, 1), reason="lost", **AGAIN),
    "a resident moved": lambda keys: actions.move_resident(resident=keys[0], unit=OTHER, on=date(2025, 1, 1), **AGAIN),
    "a resident gone": lambda keys: actions.end_residency(resident=keys[5], on=date(2025, 6, 1), reason="died", **AGAIN),
    "all residencies taken back": lambda keys: actions.load_residencies([ResidencyRow(keys[0], ())], **AGAIN),
    "a resident registered": lambda keys: actions.register_resident(resident("G", OTHER), **AGAIN),
}
TOUCHED = {"a visit saved": "B", "a visit corrected": "A", "a visit corrected to another person": "AD",
           "an enrolment corrected to another person": "AF",
           "a visit made void": "A", "a new enrolment": "E", "an enrolment ended": "A", "a resident moved": "A",
           "a resident gone": "F", "all residencies taken back": "A", "a resident registered": "G"}


@pytest.mark.parametrize("write", WRITES)
def test_a_write_is_seen_without_a_rebuild(villagers, home, written, write):
    first = snapshot.rebuild(home)
    before = kept(home, first)
    WRITES[write](villagers)
    second = snapshot.update(home)
    after = kept(home, second)
    assert after == recorded() and after != before
    codes = queries.resident_codes(villagers + list(Resident.objects.values_list("pk", flat=True)))
    assert written[0] is None and [{codes[key] for key in asked} for asked in written[1:]] == [set(TOUCHED[write])]
    assert second.layers[0] == first.layers[0] and [layer.people for layer in second.layers[1:]] == [len(TOUCHED[write])]
    assert folders(home) == {layer.folder for layer in second.layers}
    assert second.change > first.change and second.id > first.id


def test_nothing_written_nothing_done(villagers, home, written):
    first = snapshot.update(home)
    actions.load_visits(FORM, [visit("V1", villagers[0])], **AGAIN)
    assert snapshot.update(home) == first and written == [None]


def test_a_change_that_touches_nobody_only_raises_the_number(villagers, home, written):
    first = snapshot.update(home)
    actions.load_units([UnitRow("431102100003", "南村", "village", TOWNSHIP)], **AGAIN)
    second = snapshot.update(home)
    assert written == [None] and second.layers == first.layers
    assert second.change == queries.last_change() > first.change


def save(key: int, number: int) -> None:
    actions.load_visits(FORM, [visit(f"N{number}", key, date(2025, 4, 1 + number))], **AGAIN)


def test_small_layers_fold_into_the_next(villagers, home, written):
    snapshot.update(home)
    for number, key in enumerate((villagers[0], villagers[1], villagers[0]), 1):
        save(key, number)
        manifest = snapshot.update(home)
        assert len(manifest.layers) == 2
    assert written[1:] == [{villagers[0]}, set(villagers[:2]), set(villagers[:2])]
    assert kept(home, manifest) == recorded()


def test_layers_pile_up_and_beyond_the_limit_the_base_is_written_anew(villagers, home, written, monkeypatch):
    monkeypatch.setattr(layers, "FOLD_BELOW", 1)
    monkeypatch.setattr(layers, "MOST_LAYERS", 3)
    monkeypatch.setattr(layers, "MOST_TOUCHED", 10)
    snapshot.update(home)
    heights = []
    for number, key in enumerate((villagers[0], villagers[0], villagers[1], villagers[0]), 1):
        save(key, number)
        manifest = snapshot.update(home)
        heights.append(len(manifest.layers))
        assert kept(home, manifest) == recorded()
    assert heights == [2, 3, 1, 2]
    assert written[-2:] == [None, {villagers[0]}]


def test_with_many_touched_the_base_is_written_anew(villagers, home, written, monkeypatch):
    monkeypatch.setattr(layers, "FOLD_BELOW", 2)
    monkeypatch.setattr(layers, "MOST_TOUCHED", 0.5)
    snapshot.update(home)
    actions.load_visits(FORM, [visit(f"N{key}", key) for key in villagers[:3]], **AGAIN)
    snapshot.update(home)
    save(villagers[4], 1)
    manifest = snapshot.update(home)
    assert written == [None, set(villagers[:3]), None] and len(manifest.layers) == 1
    assert kept(home, manifest) == recorded()


def random_write(random: random.Random, number: int, keys: list[int]) -> None:
    """Some write to some people; refused ones change nothing."""
    key, day = random.choice(keys), date(2025, random.randrange(1, 7), random.randrange(1, 28))
    visits = list(Visit.objects.order_by("pk").values_list("pk", flat=True))
    answers = f'{{"sbp":{random.randrange(100, 190)}}}'
    spells = (SpellRow(VILLAGE, None, day), SpellRow(OTHER, day))
    kind = random.randrange(7)
    try:
        match kind:
            case 0:
                fresh = [visit(f"R{number}-{key}", key, day) for key in random.sample(keys, 3)]
                actions.load_visits(random.choice([FORM, "diabetes_followup"]), fresh, **AGAIN)
            case 1:
                known = Visit.objects.get(pk=random.choice(visits))
                unit = random.choice([None, VILLAGE, OTHER])
                actions.load_visits(known.form, [visit(known.pk, key, day, unit=unit, answers=answers)], **AGAIN)
            case 2:
                actions.void_visit(id=random.choice(visits), reason="录错了", **AGAIN)
            case 3:
                code, end = f"E{random.randrange(3)}", random.choice([None, day])
                actions.enrol(enrolment(code, key, start=date(2024, 5, random.randrange(1, 9)), end=end), **AGAIN)
            case 4:
                actions.load_residencies([ResidencyRow(key, random.choice([(), spells, spells[:1]]))], **AGAIN)
            case 5:
                actions.load_residents([resident(f"R{number}", OTHER)], **AGAIN)
            case 6:
                code = queries.resident_codes([key])[key]
                born = date(1960, 2, random.randrange(1, 28))
                actions.load_residents([resident(code, birth_date=born, spells=None)], **AGAIN)
    except actions.Refused:
        pass


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.once)])
def test_after_any_writes_an_update_equals_a_rebuild(villagers, home, tmp_path, monkeypatch, seed):
    monkeypatch.setattr(layers, "FOLD_BELOW", 3)
    monkeypatch.setattr(layers, "MOST_LAYERS", 3)
    monkeypatch.setattr(layers, "MOST_TOUCHED", 2)
    chance = random.Random(seed)
    heights = {len(snapshot.update(home).layers)}
    for number in range(5):
        for part in range(chance.randrange(1, 4)):
            keys = list(Resident.objects.order_by("pk").values_list("pk", flat=True))
            random_write(chance, number * 10 + part, keys)
        manifest = snapshot.update(home)
        heights.add(len(manifest.layers))
        assert kept(home, manifest) == recorded(), number
    assert heights >= {1, 2}
    assert kept(tmp_path / "new", snapshot.rebuild(tmp_path / "new")) == kept(home, manifest)


class Killed(BaseException):
    """Stands for a signal."""


@pytest.mark.parametrize("where", ["layer", "manifest"])
def test_killed_while_writing_and_run_again(villagers, home, monkeypatch, where):
    first = snapshot.update(home)
    before = kept(home, first)
    save(villagers[0], 1)

    def killed(*arguments):
        if where == "layer":
            write(*arguments)
        raise Killed

    with monkeypatch.context() as patched:
        write = layers.write_layer
        patched.setattr(*{"layer": (layers, "write_layer"), "manifest": (layers.os, "replace")}[where], killed)
        with pytest.raises(Killed):
            snapshot.update(home)
    left = folders(home) - {layer.folder for layer in first.layers}
    assert len(left) == 1
    assert layers.read_manifest(home) == first and kept(home, first) == before
    second = snapshot.update(home)
    assert kept(home, second) == recorded() != before
    assert folders(home) == {layer.folder for layer in second.layers} and not folders(home) & left


def test_readers_go_on_while_newer_ones_are_written(villagers, home):
    first = snapshot.update(home)
    reading = snapshot.open_snapshot(home, first)
    before = rows(reading.connection)
    for number in (1, 2):
        save(villagers[0], number)
        snapshot.rebuild(home)
        assert rows(reading.connection) == before
    assert len(folders(home)) == 3
    reading.close()
    snapshot.rebuild(home)
    assert len(folders(home)) == 2 and first.layers[0].folder not in folders(home)
    with pytest.raises(FileNotFoundError):
        snapshot.open_snapshot(home, first)


def test_a_connection_alone_keeps_its_layers(villagers, home):
    connection = snapshot.open_snapshot(home, snapshot.update(home)).connection
    before = rows(connection)
    for number in (1, 2):
        save(villagers[0], number)
        snapshot.rebuild(home)
    assert rows(connection) == before and len(folders(home)) == 3
    del connection
    snapshot.rebuild(home)
    assert len(folders(home)) == 2


def test_a_reader_that_is_forgotten_holds_nothing(villagers, home):
    reading = [snapshot.open_snapshot(home, snapshot.update(home))]
    reading.clear()
    snapshot.rebuild(home)
    snapshot.rebuild(home)
    assert len(folders(home)) == 2


@pytest.mark.parametrize("damage", ["other format", "broken", "another shape", "a layer gone"])
def test_what_cannot_be_used_is_built_anew(villagers, home, monkeypatch, written, damage):
    first = snapshot.update(home)
    match damage:
        case "other format":
            monkeypatch.setattr(layers, "format_of_tables", lambda: "other")
        case "broken":
            (home / "snapshot.json").write_text('{"change": 1', encoding="utf-8")
        case "another shape":
            (home / "snapshot.json").write_text('{"change": 1, "layers": []}', encoding="utf-8")
        case "a layer gone":
            (home / first.layers[0].folder).rename(home / "elsewhere")
    assert layers.read_manifest(home) is None
    second = snapshot.update(home)
    assert written == [None, None] and folders(home) == {layer.folder for layer in second.layers}
    assert kept(home, second) == recorded()


def test_the_format_follows_columns_and_preparation(monkeypatch):
    known = layers.format_of_tables.__wrapped__()
    assert known == layers.format_of_tables()
    with monkeypatch.context() as patched:
        patched.setattr(layers, "COLUMNS", layers.COLUMNS | {"person": '"resident"'})
        assert layers.format_of_tables.__wrapped__() != known
    monkeypatch.setattr(layers.tables, "__file__", layers.__file__)
    assert layers.format_of_tables.__wrapped__() != known


@pytest.mark.parametrize("since", ["nothing", "another visit"])
def test_a_database_restored_from_an_older_copy_is_not_taken_for_the_present_one(villagers, home, since):
    """The same number may stand for another change: what was lost with the old database must not stay in the figures."""
    snapshot.update(home)
    last, mark = queries.last_change(), transaction.savepoint()
    save(villagers[0], 1)
    lost = kept(home, snapshot.update(home))
    transaction.savepoint_rollback(mark)
    if since == "another visit":
        if connection.vendor == "postgresql":  # a restored database counts on from the last row, a rolled back one does not
            with connection.cursor() as cursor:
                cursor.execute("SELECT setval(pg_get_serial_sequence('records_auditentry', 'id'), %s)", [last])
        actions.load_visits(FORM, [visit("N2", villagers[1])], actor="王主任", at=LATER + timedelta(seconds=1))
        assert queries.last_change() == last + 1
    manifest = snapshot.update(home)
    assert kept(home, manifest) == recorded() != lost


@pytest.mark.django_db(transaction=True)
def test_two_updates_at_the_same_time(home, monkeypatch):
    """The second waits, then finds the work done."""
    populate()
    snapshot.update(home)
    key = Resident.objects.get(code="A").pk
    save(key, 1)
    inside, most, ready, results = [], [], threading.Barrier(3), []
    write = layers.write_layer

    def write_layer(*arguments):
        inside.append(1)
        most.append(len(inside))
        try:
            return write(*arguments)
        finally:
            inside.pop()

    monkeypatch.setattr(layers, "write_layer", write_layer)

    def update() -> None:
        ready.wait()
        try:
            results.append(snapshot.update(home))
        finally:
            connection.close()

    workers = [threading.Thread(target=update) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(results) == 3 and len(set(results)) == 1
    assert most == [1]
    assert kept(home, results[0]) == recorded()
