"""One visible registry: what lies in the folder is in it, and what speaks of it names what it has."""

from importlib import import_module
from pathlib import Path

from gongwei import programmes
from gongwei.facts.programmes import RECORDED
from gongwei.programmes import registry, screening
from gongwei.programmes.registry import FORMS, INDICATORS, PROGRAMMES, SCHEDULES

FOLDER = Path(programmes.__file__).parent
NOT_PACKS = {"__init__", "registry", "screening"}


def test_every_pack_is_registered():
    packs = {path.stem for path in FOLDER.glob("*.py")} - NOT_PACKS
    registered = {programme.id for programme in PROGRAMMES} - {programme.id for programme in screening.SHIPPED}
    assert {import_module(f"gongwei.programmes.{pack}").PROGRAMME.id for pack in packs} == registered == packs


def test_every_screening_file_is_a_programme_of_its_name():
    assert {path.stem for path in FOLDER.glob("screenings/*.toml")} == {programme.id for programme in screening.SHIPPED}


def test_forms_belong_to_the_programme_that_lists_them():
    for programme in PROGRAMMES:
        assert all(form.programme == programme.id for form in programme.forms)
        if programme.services:
            assert set(programme.services.forms) <= set(FORMS)
    assert all(schedule.form in FORMS for schedule in SCHEDULES.values())


def test_every_programme_has_its_counts():
    for programme in registry.COUNTED:
        assert all(f"{programme.id}.{count}" in INDICATORS for count in ("managed", "new", "closed", "visits", "attempts"))
    assert len(registry.counts(PROGRAMMES[0])) == 5


def test_what_a_report_tells_exists():
    assert all(figure.indicator in INDICATORS for programme in RECORDED for figure in programme.indicators)
