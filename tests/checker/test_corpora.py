"""The checker on annotated reports: two corpora that people wrote without knowing its rules.

`claims.jsonl` has one claim a line: the text it stands in, the type, the contiguous quote, the numbers, the verdict.
The texts are ours; some tell figures of published bulletins in other words.
"""

from pathlib import Path

import pytest

from gongwei.site.bench.corpus import CONSISTENT, score, table

CORPORA = Path(__file__).parent / "corpora"


@pytest.fixture(scope="module", params=["first", "second"])
def result(request):
    return request.param, score(CORPORA / request.param)


def test_what_it_calls_wrong_is_wrong(result):
    _, found = result
    hard = [key for key in found.found if key[2] == "hard"]
    right, said = (sum(counts[key] for key in hard) for counts in (found.right, found.found))
    assert said > 30
    assert right >= 0.97 * said


def test_it_finds_most_of_what_cannot_be_reconciled(result):
    name, found = result
    hard = [key for key in found.annotated if key[2] == "hard"]
    recalled, annotated = (sum(counts[key] for key in hard) for counts in (found.recalled, found.annotated))
    assert recalled >= {"first": 0.75, "second": 0.65}[name] * annotated


def test_it_confirms_most_of_what_holds(result):
    _, found = result
    recalled, annotated = (sum(counts[key] for key in CONSISTENT) for counts in (found.recalled, found.annotated))
    assert recalled >= 0.8 * annotated


def test_the_page_shows_every_kind_and_the_aims(tmp_path):
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "1.txt").write_text("任务200人,完成150人,完成率75%。抽查300份,合格270份,合格率91%。\n", encoding="utf-8")
    (tmp_path / "claims.jsonl").write_text(
        '{"doc": "1.txt", "type": "T1", "quote": "完成率75%", "verdict": "consistent"}\n'
        '{"doc": "1.txt", "type": "T1", "quote": "合格率91%", "verdict": "inconsistent", "severity": "soft"}\n', encoding="utf-8")
    page = table(tmp_path)
    assert "| T1 | consistent |  | 1 | 1.00 |" in page
    assert "| T1 | inconsistent | soft | 1 | 1.00 | 1 | 1.00 |" in page
    assert "| recall of consistent T1 ≥ 0.85 | 1.00 (1/1) | yes |" in page
    assert "| precision of inconsistent, hard ≥ 0.97 | — (0/0) | — |" in page
