"""The whole way from files to figures, against an oracle that was written from the rules alone."""

from datetime import UTC, date, datetime

import pytest

from gongwei.assessments.figures import Figures
from gongwei.exchange.folder import import_folder
from gongwei.indicators.evaluator import Evaluator
from gongwei.records import evaluable, snapshot
from gongwei.records.queries import resident_codes
from tests.indicators.compiled import compiled_once
from tests.oracle import oracle, reading
from tests.oracle.folders import AS_OF, COUNTY, write_folder

IMPORT_DAY = date(2026, 7, 1)
FAMILIES = ("health_record.", "older_people.", "hypertension.", "diabetes.", "cervical_breast_cancer.", "prenatal_screening.",
            "screening.", "tally.", "project.", "vital.", "completion.", "infectious.")
VALUE_ONLY = ("project.", "completion.")
"""Figures whose two sets the rules do not spell out."""


@pytest.fixture
def home(tmp_path):
    with compiled_once(tmp_path / "snapshot"):
        yield tmp_path / "snapshot"


def imported(folder, tmp_path, home) -> Figures:
    summary = import_folder(folder, actor="test", at=datetime(2026, 7, 1, tzinfo=UTC), today=IMPORT_DAY,
                            rejected=tmp_path / "rejected.csv")
    assert summary.total("read")
    return Figures(Evaluator(home, snapshot.update(home), evaluable.units(), evaluable.official_figures()))


def compared(expected: dict, figures: Figures, day: date) -> dict:
    """Where the two differ."""
    differences = {}
    for (indicator, unit), (numerator, denominator, value) in expected.items():
        if not indicator.startswith(FAMILIES):
            continue
        figure = figures.figures(indicator, day).get(unit)
        if figure is None:
            differences[indicator, unit] = ((numerator, denominator, value), None)
            continue
        theirs, ours = (numerator, denominator, value), (figure.numerator, figure.denominator, figure.value)
        if indicator.startswith(VALUE_ONLY):
            theirs, ours = theirs[2:], ours[2:]
        if theirs != ours:
            differences[indicator, unit] = (theirs, ours)
    return differences


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.once), pytest.param(3, marks=pytest.mark.once)])
def test_figures_and_rejections_agree(seed, tmp_path, home, db):
    folder = tmp_path / "exchange"
    planted = write_folder(folder, seed, residents=250, import_day=IMPORT_DAY)
    figures = imported(folder, tmp_path, home)
    rejected = {tuple(line.split(",")[:2]) for line in (tmp_path / "rejected.csv").read_text("utf-8-sig").splitlines()[1:]}
    assert rejected == {(file, str(line)) for file, line in planted}
    read = reading.read(folder, IMPORT_DAY)
    for day in AS_OF:
        expected = oracle.figures(read, day)
        assert compared(expected, figures, day) == {}, day


@pytest.mark.once
def test_people_agree(tmp_path, home, db):
    folder = tmp_path / "exchange"
    write_folder(folder, 4, residents=250, import_day=IMPORT_DAY)
    figures = imported(folder, tmp_path, home)
    read = reading.read(folder, IMPORT_DAY)
    for indicator in ("hypertension.standard_progress", "hypertension.standard_annual", "diabetes.control",
                      "older_people.management", "health_record.use", "screening.prenatal_screening.followed"):
        found = figures.evaluator.people(indicator, COUNTY, AS_OF[-1])
        codes = resident_codes([row[0] for row in found])
        assert {codes[resident]: outcome for resident, _, outcome, _ in found} == \
            oracle.people(read, AS_OF[-1], indicator, COUNTY)
