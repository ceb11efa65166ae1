"""An import killed half way and run again ends where an undisturbed one ends."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.oracle.folders import write_folder

ROOT = Path(__file__).parents[2]


def run(home: Path, folder: Path, where: str = "none", number: int = 0) -> subprocess.CompletedProcess:
    environment = os.environ | {"GONGWEI_HOME": str(home), "GONGWEI_DATABASE_URL": f"sqlite:///{home / 'x.sqlite3'}"}
    home.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "tests.exchange.killed_import", str(folder), where, str(number)]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("folder")
    write_folder(path, seed=11, residents=60)
    return path


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory, folder) -> dict:
    done = run(tmp_path_factory.mktemp("clean"), folder)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["created"] > 1000
    return found["dump"]


@pytest.mark.parametrize(("where", "number"), [("progress", 9), ("progress", 60), ("audit", 7), ("audit", 25)])
def test_killed_and_run_again(tmp_path, folder, undisturbed, where, number):
    killed = run(tmp_path / "home", folder, where, number)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    again = run(tmp_path / "home", folder)
    assert again.returncode == 0, again.stderr
    found = json.loads(again.stdout)
    assert found["created"] > 0
    assert found["dump"] == undisturbed
