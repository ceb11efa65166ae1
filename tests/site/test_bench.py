"""The bench on a very small county: every phase runs, the floor agrees with the engine, the page says what was measured."""

import pytest

from gongwei.site.bench import Disagreement, run, run_bench
from gongwei.site.bench.run import agree
from gongwei.site.bench.table import NAMES, READING, kept_reading

SAVED = 3


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("bench")


@pytest.fixture(scope="module")
def phases(folder):
    (folder / "benchmarks.md").write_text(f"# Old\n\n{READING}\n\nFast enough.\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:  # what is repeated to measure better is not tested better
        patch.setattr(run, "REPETITIONS", 2)
        patch.setattr(run, "SAVED", SAVED)
        return run_bench(residents=1_000, folder=folder / "data", output=folder / "benchmarks.md")


def test_every_phase_measures_something(phases):
    assert list(phases) == ["generate", "import_sqlite", "sqlite_floor", "snapshot", "figures_first", "figures", "chosen",
                            "floor", "one_unit", "seen"]
    assert phases["import_sqlite"]["visits"] == phases["sqlite_floor"]["rows"] == phases["generate"]["visits"] > 5_000
    assert phases["snapshot"]["rows"] > phases["generate"]["visits"]
    assert phases["figures"]["figures"] > phases["figures"]["indicators"] > 50
    assert phases["seen"]["times"] == SAVED
    assert all(measured["memory"] > 2**20 for measured in phases.values())


def test_the_floor_counts_somebody_good_and_somebody_not(phases):
    for indicator in NAMES:
        good, everyone = max(phases["floor"][indicator]["results"].values(), key=lambda pair: pair[1])
        assert 0 < good < everyone


def test_another_number_is_a_disagreement(phases):
    other = {indicator: {"results": dict(phases["floor"][indicator]["results"])} for indicator in NAMES}
    agree(phases["chosen"], other, "another")
    unit = next(iter(other["hypertension.control"]["results"]))
    other["hypertension.control"]["results"][unit] = [1, 2]
    with pytest.raises(Disagreement, match=f"hypertension.control: 1 units differ: {unit}"):
        agree(phases["chosen"], other, "another")


def test_the_page_holds_the_table_and_keeps_its_reading(phases, folder):
    page = (folder / "benchmarks.md").read_text(encoding="utf-8")
    assert f"{phases['generate']['visits']:,} visits" in page
    assert f"all {phases['figures']['indicators']} indicators" in page
    assert page.endswith(f"{READING}\n\nFast enough.\n")
    assert kept_reading(folder / "benchmarks.md") == f"{READING}\n\nFast enough.\n"


def test_its_large_folder_is_gone_afterwards(phases, folder):
    assert list((folder / "data").iterdir()) == []
