"""The command line as its users meet it: a process of its own, with options for the database and the home."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.exchange.folders import COUNTY, FOLLOWUPS, PERSON, SPELL, UNITS, VISIT, write


def gongwei(home: Path, *arguments: object, **environment: str) -> subprocess.CompletedProcess:
    """Run `gongwei` with a home of its own and no database but the home's."""
    said = {**os.environ, "GONGWEI_HOME": str(home), "GONGWEI_DATABASE_URL": "", "GONGWEI_LANGUAGE": "zh", **environment}
    done = subprocess.run([sys.executable, "-m", "gongwei.site.cli", *map(str, arguments)], env=said, capture_output=True, text=True)
    assert "Traceback" not in done.stderr + done.stdout
    return done


def test_from_nothing_to_a_figure(tmp_path):
    home = tmp_path / "它的家"
    new = gongwei(home, "indicators", "hypertension.managed")
    assert new.returncode == 1 and "gongwei init" in new.stderr and new.stdout == ""
    folder = write(tmp_path / "exchange", {"units": UNITS, "residents": [PERSON], "enrolments": [SPELL], FOLLOWUPS: [VISIT]})
    assert gongwei(home, "import", folder, "--today", "2026-07-01").returncode == 0
    options = ("--as-of", "2025-06-30", "--unit", COUNTY, "--level", "county", "--format", "csv")
    done = gongwei(tmp_path / "elsewhere", "indicators", "hypertension.managed", *options, "--home", home)
    assert done.stdout.splitlines()[1] == f"hypertension.managed,{COUNTY},丙县,county,2025-06-30,1,,1.000000"
    assert {path.name for path in home.iterdir()} >= {"gongwei.sqlite3", "snapshot"}
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize(("command", "url"), [
    ("snapshot", "mysql://root:geheim@localhost/x"), ("init", "postgresql://someone:geheim@127.0.0.1:1/x"),
    ("snapshot", "sqlite:////proc/none/x.sqlite3"),
])  # fmt: skip
def test_a_database_that_cannot_be_opened(tmp_path, command, url):
    done = gongwei(tmp_path, "--database", url, command)
    assert done.returncode in (1, 2) and "数据库" in done.stderr and done.stdout == ""
    assert "geheim" not in done.stderr and len(done.stderr.splitlines()) < 8


def test_a_home_that_cannot_be(tmp_path):
    (tmp_path / "file").touch()
    done = gongwei(tmp_path / "file" / "home", "init")
    assert done.returncode == 1 and str(tmp_path / "file" / "home") in done.stderr
