"""Credits by class and who meets the norm."""

from datetime import date
from decimal import Decimal

import click
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from gongwei.ledgers.training import actions
from gongwei.ledgers.training.actions import AttendanceRow, SessionRow
from gongwei.ledgers.training.credits import CLASSES, Attended, Norm, earned, lacking, norm_of
from gongwei.ledgers.training.figures import training_figures
from gongwei.ledgers.training.models import Attendance
from gongwei.ledgers.training.queries import transcripts
from gongwei.records import actions as records
from gongwei.records.rows import Loaded, StaffRow
from gongwei.site.cli.training import training
from tests.pages import tables
from tests.records.county import COUNTY, LATER, OTHER, TOWNSHIP, UNITS, VILLAGE, WHO

AGAIN = {"actor": "王主任", "at": LATER}
DAY = date(2025, 12, 31)
ATTENDED = st.lists(st.builds(
    Attended, st.sampled_from(list(CLASSES)), st.decimals(0, 30, places=1),
    st.none() | st.just(Decimal(60)), st.none() | st.decimals(0, 100, places=0), st.none() | st.just(DAY)), max_size=15)


def test_the_page_tells_what_is_computed():
    _figures, rows = tables("work/training.md")
    attended = [Attended(row["类别"], Decimal(row["每场学分"])) for row in rows for _ in range(int(row["场次"]))]
    norm = norm_of(2025)
    short = lacking(attended, norm)
    for row in rows:
        klass = row["类别"]
        assert (earned(attended)[klass], norm.needed[klass], short.get(klass, 0)) == tuple(
            Decimal(row[title]) for title in ("得分", "要求", "尚缺"))


@given(ATTENDED, ATTENDED)
def test_more_training_never_lacks_more(attended, more):
    norm = norm_of(2025)
    before, after = lacking(attended, norm), lacking(attended + more, norm)
    assert all(after[klass] <= before[klass] for klass in after) and after.keys() <= before.keys()


@given(ATTENDED)
def test_what_is_lacking_and_what_is_earned_make_the_norm(attended):
    norm = Norm(DAY, "", {"I": Decimal(5), "II": Decimal(20), "in_house": Decimal(10)})
    have = earned(attended)
    for klass, short in lacking(attended, norm).items():
        assert have[klass] + short == norm.needed[klass]


def test_a_test_not_passed_or_not_taken_earns_nothing():
    assert Attended("I", Decimal(5), Decimal(60), Decimal(60)).earned == 5
    assert Attended("I", Decimal(5), Decimal(60), Decimal(59)).earned == 0
    assert Attended("I", Decimal(5), Decimal(60)).earned == 0


def test_there_is_no_norm_before_the_first():
    assert norm_of(2018) is None and norm_of(2019) is not None


@pytest.fixture
def staff(db):
    """Two in the village, one of whom met the norm; one gone in June; one in the other village who attended nothing."""
    records.load_units(UNITS, **WHO)
    rows = [StaffRow("S1", VILLAGE, "甲"), StaffRow("S2", VILLAGE, "乙"), StaffRow("S4", OTHER, "丁"),
            StaffRow("S3", VILLAGE, "丙", left=date(2025, 6, 1))]
    records.load_staff(rows, **WHO)
    sessions = [SessionRow("T1", "规范培训", "I", COUNTY, date(2025, 3, 1), credits=Decimal(5), pass_mark=Decimal(60)),
                SessionRow("T2", "专项培训", "II", COUNTY, date(2025, 4, 1), credits=Decimal(20)),
                *(SessionRow(f"H{number}", "例会", "in_house", TOWNSHIP, date(2025, 5, number + 1)) for number in range(20))]
    actions.load_sessions(sessions, **WHO)
    everything = [AttendanceRow(session.code, "S1", Decimal(80), "", date(2025, 11, 1)) for session in sessions]
    actions.load_attendances([*everything, AttendanceRow("T1", "S2", Decimal(50)), AttendanceRow("T2", "S3")], **WHO)


def test_figures_of_every_unit(staff):
    found = training_figures(DAY)
    shares = {name: found[f"training.{name}"] for name in ("coverage", "norm_met", "verified")}
    assert [(shares["coverage"][unit].numerator, shares["coverage"][unit].denominator) for unit in (VILLAGE, OTHER, COUNTY)] == [
        (2, 2), (0, 1), (2, 3)]
    assert shares["norm_met"][COUNTY].outcomes == (("已达标", 1, True), ("未达标", 2, False))
    assert shares["verified"][VILLAGE].value == 50 and shares["verified"][TOWNSHIP].numerator == 1
    assert found["training.sessions"][COUNTY].value == 22 and found["training.sessions"][VILLAGE].value == 0
    assert found["training.attendance"][VILLAGE].value == 24
    assert training_figures(date(2025, 10, 31))["training.verified"][VILLAGE].value == 0, "verified in November"
    actions.load_sessions([SessionRow("T0", "例会", "in_house", COUNTY, date(2018, 3, 1))], **AGAIN)
    assert training_figures(date(2018, 10, 31))["training.norm_met"][COUNTY].value is None, "no norm was in force"


def test_transcripts_name_what_is_lacking(staff):
    by_id = {one.staff: one for one in transcripts(DAY)}
    assert by_id.keys() == {"S1", "S2", "S4"} and by_id["S1"].lacking == {}
    assert by_id["S2"].lacking == {"I": 5, "II": 20, "in_house": 10} and by_id["S2"].sessions == 1


def test_what_cannot_be(staff):
    for wrong in ({"session": "T9", "staff": "S1"}, {"session": "T1", "staff": "S9"}, {"session": "H5", "staff": "S0"}):
        with pytest.raises(records.Refused):
            actions.attend(**wrong, **AGAIN)
    actions.load_sessions([SessionRow("T3", "夏季培训", "II", COUNTY, date(2025, 7, 1), credits=Decimal(3))], **WHO)
    with pytest.raises(records.Refused, match="不在岗"):
        actions.attend(session="T3", staff="S3", **AGAIN)
    assert actions.attend(session="T3", staff="S2", **AGAIN) == Loaded(created=1)
    with pytest.raises(records.Refused, match="早于"):
        actions.verify_credits(session="T3", staff="S2", on=date(2025, 6, 30), **AGAIN)
    assert actions.verify_credits(session="T3", staff="S2", on=DAY, **AGAIN).revised == 1


def test_nothing_is_told_while_no_session_is_known(staff):
    assert training_figures(date(2025, 2, 28)) == {} and training_figures(date(2025, 3, 1))["training.coverage"][OTHER].value == 0


def test_what_is_not_given_again_stays(staff):
    at = {"session": "T3", "staff": "S2"}
    actions.load_sessions([SessionRow("T3", "夏季培训", "II", COUNTY, date(2025, 7, 1), credits=Decimal(3))], **WHO)
    actions.attend(**at, score=Decimal(80), certificate="证1", **AGAIN)
    actions.verify_credits(**at, on=DAY, **AGAIN)
    assert actions.attend(**at, **AGAIN) == Loaded(unchanged=1)
    assert actions.attend(**at, score=Decimal("85.5"), **AGAIN) == Loaded(revised=1)
    held = Attendance.objects.get(**at)
    assert (held.score, held.certificate, held.verified) == (Decimal("85.5"), "证1", DAY)


@pytest.mark.parametrize("score", ["nan", "inf", "-1", "10000", "60.125"])
def test_a_score_is_a_number_that_can_be_kept(staff, score):
    before = Attendance.objects.count()
    with pytest.raises(records.Refused, match="成绩应不小于 0、小于 10000"):
        actions.attend(session="T2", staff="S2", score=Decimal(score), **AGAIN)
    result = CliRunner().invoke(training, ["attend", "T2", "S2", f"--score={score}"])
    assert result.exit_code and isinstance(result.exception, SystemExit) and Attendance.objects.count() == before


def test_the_staff_of_a_merged_village_are_listed_with_its_successor(staff):
    records.load_units([UNITS[1]._replace(valid_to=date(2025, 6, 1), successor=VILLAGE)], **AGAIN)
    listed = {one.staff for one in transcripts(DAY, {VILLAGE})}
    assert listed == {"S1", "S2", "S4"} and training_figures(DAY)["training.coverage"][VILLAGE].denominator == len(listed)


@pytest.mark.parametrize("arguments", [("attend", "T1", "S1"), ("verify", "T1", "S1")])
def test_a_database_not_prepared_is_told(monkeypatch, arguments):
    def refuse() -> None:
        raise click.ClickException("请先运行 gongwei init")

    monkeypatch.setattr("gongwei.site.cli.workplace.be_prepared", refuse)
    result = CliRunner().invoke(training, arguments)
    assert result.exit_code == 1 and "请先运行 gongwei init" in result.output
