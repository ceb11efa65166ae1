"""The demo runs through on a small county, and what it tells to try next can be tried."""

import csv

from gongwei.reports.document import embedded
from tests.site.test_cli_process import gongwei


def test_the_demo_runs_through(tmp_path):
    folder = tmp_path / "demo"
    done = gongwei(tmp_path / "unused", "demo", "--residents", 400, "--folder", folder)
    assert done.returncode == 0, done.stderr
    for published in ("83.86", "68.05", "72.89", "85.48"):
        assert published in done.stdout
    reports = folder / "county" / "progress.docx", folder / "yongzhou" / "progress.docx"
    for report in reports:
        assert embedded(report)["entries"] and str(report) in done.stdout
    with (folder / "county" / "rejected.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert list(csv.DictReader(stream))
    home, command = folder / "county" / "home", done.stdout.split("gongwei ")[-1].split()
    assert command[0] == "explain" and f"GONGWEI_HOME={home}" in done.stdout
    explained = gongwei(home, *command)
    assert explained.returncode == 0 and command[1] in explained.stdout
    assert not (tmp_path / "unused").exists() or not list((tmp_path / "unused").iterdir())
