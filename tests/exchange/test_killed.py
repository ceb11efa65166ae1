"""An import killed half way and run again ends where an undisturbed one ends."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.exchange.killed_import import SCENES
from tests.oracle.folders import write_folder

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def ends(tmp_path_factory) -> dict[str, dict]:
    """Scene and which import of it → the signal that ended it, and what it left."""
    folder, home = tmp_path_factory.mktemp("folder"), tmp_path_factory.mktemp("home")
    write_folder(folder, seed=11, residents=60)
    environment = os.environ | {"GONGWEI_HOME": str(home), "GONGWEI_DATABASE_URL": f"sqlite:///{home / 'x.sqlite3'}"}
    command = [sys.executable, "-m", "tests.exchange.killed_import", str(folder), str(home)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_undisturbed(ends):
    first, again = (ends[f"none 0 {which}"] for which in ("first", "again"))
    assert first["signal"] == again["signal"] == 0
    assert first["left"]["created"] > 1000 and again["left"]["created"] == 0


@pytest.mark.parametrize(("where", "number"), SCENES)
def test_killed_and_run_again(ends, where, number):
    first, again = (ends[f"{where} {number} {which}"] for which in ("first", "again"))
    assert (first["signal"], first["left"]) == (signal.SIGKILL, None)
    assert again["signal"] == 0
    assert again["left"]["created"] > 0
    assert again["left"]["dump"] == ends["none 0 first"]["left"]["dump"]
