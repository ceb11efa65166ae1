"""Numbers that are not there are listed as missing; names with xx are no numbers."""

import pytest

from gongwei.checker import Verdict, check


@pytest.mark.parametrize(("text", "missing"), [
    ("全县管理高血压患者xx人,规范管理率为XX%。", ["xx人", "XX%"]),
    ("到7月底,筛查?58人,阳性率2.1%。", ["?58人"]),
    ("拨付资金××万元。", ["××万"]),
    ("20xx年,XX县召开会议。", []),
    ("全年完成2000人。", []),
])
def test_what_is_masked_is_listed(text, missing):
    found = [claim for claim in check(text) if claim.subtype == "masked"]
    assert [claim.numbers[0].text for claim in found] == missing
    assert all(claim.verdict is Verdict.UNCHECKABLE and claim.numbers[0].value is None for claim in found)


def test_a_masked_number_accuses_nobody():
    assert not [claim for claim in check("任务xx人,完成312人,完成率xx%;共xx人,其中男120人、女130人。")
                if claim.verdict is Verdict.INCONSISTENT]
