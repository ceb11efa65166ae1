"""The demo plays through its year on a small county; its documents hold together, and what it tells to try next can be tried."""

import csv
import os
import subprocess
import sys

import pytest

from gongwei.checker import check
from gongwei.checker.against import against_facts
from gongwei.checker.reading import read
from gongwei.checker.showing import any_hard
from gongwei.reports.document import embedded
from tests.site.test_cli_process import gongwei

pytestmark = pytest.mark.xdist_group("demo")
PLAY = """
import os, sys, django
from pathlib import Path
os.environ["DJANGO_SETTINGS_MODULE"] = "gongwei.site.settings"
django.setup()
from gongwei.site.demo.show import show
show(Path(sys.argv[1]), 400, months=[1])
"""
DOCUMENTS = ["年度计划", "1月通报", "整改通知书", "半年考核结果通报", "工作进展汇报", "问题销号表", "年度考核结果通报", "资金拨付表", "年度总结", "工作简报", "领导一页纸"]


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """The folder of a demo with one month's bulletin, and what it said."""
    folder = tmp_path_factory.mktemp("demo")
    home = {"GONGWEI_HOME": str(folder / "unused"), "GONGWEI_DATABASE_URL": "", "GONGWEI_LANGUAGE": "zh"}
    done = subprocess.run([sys.executable, "-c", PLAY, str(folder)], env=os.environ | home, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    assert not (folder / "unused").exists() or not list((folder / "unused").iterdir())
    return folder, done.stdout


def test_the_published_figures_are_reproduced(played):
    folder, said = played
    for published in ("83.86", "68.05", "72.89", "85.48"):
        assert published in said
    assert embedded(folder / "yongzhou" / "progress.docx")["entries"]
    with (folder / "county" / "rejected.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert list(csv.DictReader(stream))


def test_the_year_went_through(played):
    _folder, said = played
    assert said.count("⚠") and "高出" in said, "the outbreak is told"
    assert "逾期 1,反弹 1" in said and "下级之和都与上级一致" in said and "申诉成立" in said and "已审定" in said


def test_what_it_tells_to_try_can_be_tried(played):
    folder, said = played
    home, command = folder / "county" / "home", said.partition("接下来可试")[2].split("gongwei explain ")[1].split()[0]
    explained = gongwei(home, "explain", command)
    assert explained.returncode == 0 and command in explained.stdout


def test_the_documents_lie_in_the_order_of_the_year(played):
    folder, _said = played
    found = sorted((folder / "county" / "documents").iterdir())
    assert [path.name for path in found] == [f"{number:02}-{name}.docx" for number, name in enumerate(DOCUMENTS, 1)]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_holds_together(played, name):
    (path,) = (played[0] / "county" / "documents").glob(f"*-{name}.docx")
    document = read(path)
    claims = [*check(document.text), *against_facts(document)]
    assert claims and not any_hard(claims), [claim.message for claim in claims if any_hard([claim])]
