"""A spot check from the draw to its effect: who may be called, what is refused, the units' reply, and that nothing is lost."""

import hashlib
from collections import Counter
from contextlib import contextmanager
from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from gongwei.assessments.spot_checks import actions, queries
from gongwei.assessments.spot_checks.effect import MEASURES, Area, Asked, Rule, Standing
from gongwei.assessments.spot_checks.figures import SPOT_CHECK
from gongwei.assessments.spot_checks.models import Call, FramePerson, SpotCheck
from gongwei.assessments.spot_checks.reply import FINDING, RESULTS, after_reply, callable_now, outcome
from gongwei.assessments.spot_checks.sheet import Answer, Misread, columns, header, read
from gongwei.definition.declaration import Misdeclared, declaration
from gongwei.indicators.evaluator import Evaluator
from gongwei.indicators.figure import fixed, plain
from gongwei.records import actions as records
from gongwei.records import evaluable, snapshot
from gongwei.records.actions import Refused
from gongwei.records.models import AuditEntry, Revision
from gongwei.records.queries import resident_keys
from tests.indicators.compiled import compiled_once
from tests.pages import tables
from tests.records.county import (
    COUNTY,
    FORM,
    LATER,
    OTHER,
    TOWNSHIP,
    VILLAGE,
    WHO,
    enrolment,
    populate,
    resident,
    visit,
)

DAY = date(2025, 6, 30)
CALLED = date(2025, 7, 1)
NOW = {"actor": "cli:test", "at": LATER + timedelta(40)}
_CHANCES, _SHARES, _CELLS, ANSWERS, _ESTIMATE, _COVERAGE, _ENTRIES, EFFECTS = tables("work/spot_checks.md")


# --- pure: calls, replies, effect

@pytest.mark.parametrize(("attempts", "expected"), [
    ([], None), (["unreachable"], None), (["unreachable"] * 2, None), (["unreachable"] * 3, "unreachable"),
    (["unreachable", "authentic"], "authentic"), (["wrong_number"], "wrong_number"),
])
def test_only_after_three_vain_attempts_is_anybody_unreachable(attempts, expected):
    assert outcome(attempts, 3) == expected


@pytest.mark.parametrize(("outcomes", "called"), [
    ([None] * 4, 2), (["unreachable", None, None, None], 3), (["wrong_number", "unreachable", "unreachable", None], 4),
    (["unreachable"] * 4, 4), (["authentic", "not_authentic", None, None], 2),
])
def test_the_reserve_is_called_one_for_each_who_cannot_be_reached(outcomes, called):
    assert callable_now(outcomes, 2) == called


@given(st.lists(st.sampled_from(list(FINDING.steps)), max_size=4))
def test_only_an_upheld_contest_or_none_leaves_a_finding(steps):
    try:
        FINDING.replayed(steps)
    except ValueError:
        return
    assert after_reply("not_authentic", steps) == ("authentic" if steps == ["contest", "overturn"] else "not_authentic")


RULES = st.builds(Rule, st.sampled_from(["removed", "scaled"]), st.sampled_from(["point", "low"]),
                  st.sampled_from(["left_out", "not_authentic"]), st.sampled_from(["left_out", "not_authentic"]),
                  st.sampled_from([90, 95, 99]))
PEOPLE = st.lists(st.tuples(st.sampled_from(["T1", "T2"]), st.fractions(Fraction(1, 9), 1, max_denominator=9),
                            st.sampled_from([*RESULTS, None])), max_size=8)


def of(people) -> Standing:
    """Two townships of a county, 30 and 50 records."""
    areas = {"C": Area("C", None, 80, Fraction(100), 0, None), "T1": Area("T1", "C", 30, Fraction(40), 30, 4),
             "T2": Area("T2", "C", 50, Fraction(60), 50, 4)}
    order: Counter[str] = Counter()
    asked = []
    for stratum, chance, result in people:
        order[stratum] += 1
        asked.append(Asked(stratum, chance, order[stratum], 1, result))
    return Standing(areas, tuple(asked))


@settings(max_examples=60)
@given(PEOPLE, RULES, st.data())
def test_one_more_found_authentic_never_lowers_a_figure(people, rule, data):
    wrong = [place for place, person in enumerate(people) if person[2] == "not_authentic"]
    if not wrong:
        return
    place = data.draw(st.sampled_from(wrong))
    better = [*people[:place], (*people[place][:2], "authentic"), *people[place + 1 :]]
    for unit in ("C", "T1", "T2"):
        before, after = of(people).adjusted(unit, rule), of(better).adjusted(unit, rule)
        assert before.numerator <= after.numerator <= of(people).areas[unit].numerator
        assert before.numerator >= 0 and before.denominator == after.denominator


def test_nobody_told_anything_is_no_rate_and_changes_nothing():
    one = of([("T1", Fraction(1, 2), "unreachable")]).adjusted("C", Rule("scaled", "low"))
    assert (one.authentic_rate, one.low, one.high, one.numerator) == (None, None, None, 80)
    assert "无人作答,真实率为「—」" in one.explanation
    held = of([("T1", Fraction(1, 2), "unreachable")]).adjusted("T1", Rule("scaled", "point", "not_authentic"))
    assert (held.authentic_rate, held.numerator) == (0, 0)


def test_a_stratum_in_which_nobody_told_anything_is_not_spoken_for():
    found = of([("T1", Fraction(1, 2), "authentic"), ("T1", Fraction(1, 2), "not_authentic"), ("T2", Fraction(1, 2), None)])
    assert [found.estimate(unit, MEASURES["authenticity"]).value for unit in ("C", "T1", "T2")] == [Fraction(1, 2)] * 2 + [None]
    both = of([("T1", Fraction(1, 2), "authentic"), ("T2", Fraction(1, 9), "not_authentic")])
    assert both.estimate("C", MEASURES["authenticity"]).value == Fraction(30, 80)


@pytest.mark.parametrize("row", EFFECTS, ids=lambda row: f"{row['kind']}-{row['bound']}")
def test_the_page_tells_the_effect(row):
    asked = [Asked("T", Fraction(group["概率"]), 1, 1, "authentic" if number < int(group["真实"]) else "not_authentic")
             for group in ANSWERS for number in range(int(group["作答"]))]
    standing = Standing({"T": Area("T", None, 40, Fraction(50), 40, 12)}, tuple(asked))
    adjusted = standing.adjusted("T", Rule(row["kind"], row["bound"]))
    assert plain(adjusted.numerator, 2) == row["折算后分子"]
    assert "真实率 91.67%(95% 区间 60.78%~98.74%)" in adjusted.explanation


def test_a_rule_is_declared_in_a_scheme(tmp_path):
    file = tmp_path / "scheme.toml"
    file.write_text('[check]\nkind = "scaled"\nbound = "low"\nunreachable = "not_authentic"\n', "utf-8")
    with declaration(file) as said:
        assert Rule.declared(said.section("check")) == Rule("scaled", "low", "not_authentic")
    file.write_text('[check]\nkind = "halved"\nconfidence = 80\nbund = "low"\n', "utf-8")
    with pytest.raises(Misdeclared) as wrong, declaration(file) as said:
        assert Rule.declared(said.section("check")) is None
    assert [one.line for one in wrong.value.wrongs] == [2, 3, 4]
    with pytest.raises(ValueError):
        Rule("scaled", "middle")


# --- pure: the sheet

TITLES = header(["知道自己患病", "知道免费"], names=False)
FILLED = {"number": "3", "attempt": "1", "on": "2025-07-01", "caller": "张三", "result": "真实", "satisfaction": "5", 1: "是", 2: ""}


def test_a_sheet_is_read_back_by_its_titles():
    assert "姓名" not in TITLES and "姓名" in header([], names=True)
    assert columns(TITLES)[:2] == ["number", "resident"] and columns(TITLES)[-2:] == [1, 2]
    assert read(FILLED, 2, date.fromisoformat) == Answer(3, 1, CALLED, "张三", "authentic", "1-", 5)
    assert read(FILLED | {"result": " "}, 2, date.fromisoformat) is None
    with pytest.raises(Misread, match="缺少「序号」一列"):
        columns(["结果", "第几次"])


@pytest.mark.parametrize(("change", "words"), [
    ({"result": "好"}, "「结果」应为 真实、不真实、联系不上、号码错误 之一,表中为「好」"), ({"number": "3.5"}, "「序号」应为 1、2、3"),
    ({"attempt": "0"}, "「第几次」应为"), ({"on": "昨天"}, "「日期」应写作 2025-03-01,表中为「昨天」"), ({"caller": ""}, "「调查员」未填"),
    ({"satisfaction": "6"}, "「满意度」应为 1~5"), ({2: "也许"}, "「知晓2」应为 是 或 否"),
    ({"result": "联系不上"}, "结果为「联系不上」,却填了知晓或满意度"),
])
def test_a_line_that_says_nothing_certain_is_refused(change, words):
    with pytest.raises(Misread, match=words):
        read(FILLED | change, 2, date.fromisoformat)


# --- with records

@pytest.fixture(scope="module")
def written(tmp_path_factory, django_db_setup, django_db_blocker) -> Evaluator:
    """Eight people with hypertension in the east village, four in the west; written once and taken back after the module."""
    home = tmp_path_factory.mktemp("snapshot")
    with django_db_blocker.unblock(), transaction.atomic(), compiled_once(home):
        populate()
        rows = [resident(f"E{number}") for number in range(8)] + [resident(f"W{number}", OTHER) for number in range(4)]
        records.load_residents(rows, **WHO)
        keys = resident_keys()
        records.load_enrolments([enrolment(f"N{row[0]}", keys[row[0]]) for row in rows], **WHO)
        yield Evaluator(home, snapshot.rebuild(home), evaluable.units(), evaluable.official_figures())
        transaction.set_rollback(True)


@pytest.fixture
def evaluator(written, db) -> Evaluator:
    """Over the records as written; what a test writes is taken back after it."""
    return written


def drawn(evaluator, **changes) -> SpotCheck:
    orders = {"code": "C1", "indicator": "hypertension.managed", "unit": COUNTY, "as_of": DAY, "seed": "7", "size": 5, "least": 1,
              "level": "village", "questions": ["知道吗"]}
    return actions.draw(evaluator=evaluator, **orders | changes, **NOW)


def call(number: int, result: str = "authentic", attempt: int = 1, *more, on: date = CALLED) -> Answer:
    return Answer(number, attempt, on, "张三", result, *more)


def record(*answers: Answer):
    return actions.record_calls(check="C1", answers=answers, **NOW)


def test_a_draw_keeps_its_frame_and_is_the_same_again(evaluator):
    held = drawn(evaluator)
    assert drawn(evaluator) == held and SpotCheck.objects.count() == 1
    areas = queries.areas(held)
    assert {unit: (area.frame, area.size, area.above) for unit, area in areas.items()} == {
        COUNTY: (0, None, None), TOWNSHIP: (0, None, COUNTY), VILLAGE: (8, 3, TOWNSHIP), OTHER: (4, 2, TOWNSHIP)}
    assert areas[COUNTY].numerator == 12
    frame = FramePerson.objects.filter(spot_check=held)
    assert frame.count() == 12 and sum(Fraction(row.probability) for row in frame) == 5
    assert [person.number for person in queries.people(held)] == list(range(1, 11))  # as many again in reserve, if there are
    with pytest.raises(Refused, match="已用于另一次抽查"):
        drawn(evaluator, seed="8")
    with pytest.raises(Refused, match="已用于另一次抽查"):
        drawn(evaluator, least=2)
    assert drawn(evaluator, code="C2").frame == held.frame
    first, second = (list(FramePerson.objects.filter(spot_check=code).order_by("stratum", "order").exclude(order=None)
                          .values_list("resident", flat=True)) for code in ("C1", "C2"))
    assert first == second
    assert queries.alike("hypertension.managed", COUNTY, DAY) == ["C1", "C2"]
    entry = AuditEntry.objects.filter(action="draw_spot_check").first()
    assert entry.detail["seed"] == "7" and entry.detail["frame"] == held.frame


def test_the_suspicious_are_drawn_with_greater_chances(evaluator):
    keys = resident_keys()
    drawn(evaluator, level="", size=2, least=0, weights={keys["E0"]: Fraction(6), keys["E1"]: Fraction(3)})
    chances = {row.resident.code: Fraction(row.probability) for row in FramePerson.objects.all()}
    assert (chances["E0"], chances["E1"], chances["E2"]) == (Fraction(12, 19), Fraction(6, 19), Fraction(2, 19))


@pytest.mark.parametrize(("change", "words"), [
    ({"indicator": "hypertension.nonsense"}, "不是有名单的指标"), ({"size": 1}, "不够每个单位至少 1 人"), ({"seed": " "}, "不能为空"),
    ({"size": None, "least": 0}, "至少为 1"), ({"indicator": "diabetes.managed"}, "分子无人"), ({"questions": [""]}, "不能为空"),
    ({"weights": 0}, "权数应大于 0"),
])
def test_a_draw_that_cannot_be_meant_is_refused(evaluator, change, words):
    if "weights" in change:
        change = {"weights": dict.fromkeys(resident_keys().values(), Fraction(change["weights"]))}
    with pytest.raises(Refused, match=words):
        drawn(evaluator, **change)
    assert not SpotCheck.objects.exists()


def test_calls_are_recorded_corrected_and_each_refused_for_itself(evaluator):
    drawn(evaluator)
    told = record(call(1, "authentic", 1, "1", 5), call(99), call(2, "unreachable", 2), call(4), call(3, "unreachable"), call(3),
                  call(5, on=date(2025, 6, 1)), call(7, "authentic", 1, "10"))
    assert (told.loaded.created, sorted(told.refused)) == (2, [1, 2, 3, 5, 6, 7])
    assert told.refused[1] == "这次抽查没有序号 99" and told.refused[2] == "第 2 次之前缺第 1 次"
    assert told.refused[3] == "序号 4 是候补,尚未轮到" and told.refused[5] == "同一人的第 1 次出现了两行"
    assert told.refused[7] == "知晓问题应有 1 个"
    assert record(call(1, "authentic", 1, "1", 5)).loaded.unchanged == 1
    assert "只有联系不上才有下一次" in record(call(1, "not_authentic", 2)).refused[0]
    assert record(call(1, "not_authentic", 1, "1", 5)).loaded.revised == 1
    assert Revision.objects.get(model="call").content["result"] == "authentic"
    assert Call.objects.count() == 2


def test_the_reserve_has_its_turn_after_three_vain_attempts(evaluator):
    held = drawn(evaluator)
    waiting = [person.number for person in queries.to_be_called(held)]
    assert waiting == [1, 2, 3, 7, 8]  # the east village's first, then the west's
    told = record(call(4), *(call(1, "unreachable", attempt) for attempt in (1, 2, 3)))
    assert not told.refused, "the batch is taken in the order of calls"
    assert [person.number for person in queries.to_be_called(held)] == [2, 3, 7, 8]
    assert record(call(5)).refused == {0: "序号 5 是候补,尚未轮到"}


def finished(evaluator) -> SpotCheck:
    held = drawn(evaluator)
    record(call(1, "not_authentic", 1, "0", 1), call(2, "authentic", 1, "1", 5), call(3, "authentic", 1, "1", 4),
           call(7), call(8))
    return held


def test_the_units_reply(evaluator):
    held = finished(evaluator)
    reply = {"check": "C1", "number": 1, "reason": "有签字", **NOW}
    with pytest.raises(Refused, match="尚未公布"):
        actions.contest(**reply, on=CALLED)
    actions.publish(check="C1", on=date(2025, 7, 5), **NOW)
    assert queries.reply_until(held) == date(2025, 7, 15)
    with pytest.raises(Refused, match="结果已公布"):
        record(call(2))
    with pytest.raises(Refused, match="申辩期已于 2025-07-15 届满"):
        actions.contest(**reply, on=date(2025, 7, 16))
    with pytest.raises(Refused, match="没有「不真实」的结论"):
        actions.contest(**reply | {"number": 2}, on=date(2025, 7, 15))
    with pytest.raises(Refused, match="现在是「未申辩」,不能「撤销」"):
        actions.decide(**reply, overturn=True, on=date(2025, 7, 15))
    actions.contest(**reply, on=date(2025, 7, 15), proof="王秀英签字.jpg", content=b"signed")
    (kept,) = AuditEntry.objects.filter(action="contest_spot_check")
    assert kept.detail == {"on": "2025-07-15", "proof": hashlib.sha256(b"signed").hexdigest()}
    assert queries.steps("C1")[-1][4] == f"王秀英签字.jpg sha256:{kept.detail['proof']}"
    assert queries.effect("C1", Rule())[VILLAGE].contested == 1
    with pytest.raises(Refused, match="早于上一步"):
        actions.decide(**reply, overturn=True, on=date(2025, 7, 14))
    with pytest.raises(Refused, match="请写明理由"):
        actions.decide(**reply | {"reason": " "}, overturn=True, on=date(2025, 7, 18))
    actions.decide(**reply, overturn=True, on=date(2025, 7, 18))
    with pytest.raises(Refused, match="现在是「撤销」"):
        actions.decide(**reply, overturn=False, on=date(2025, 7, 19))
    person = queries.people(held)[0]
    assert (person.told, person.asked.result, person.finding) == ("not_authentic", "authentic", "overturned")
    assert FINDING.replayed(step for key, step, *_ in queries.steps("C1") if key == person.key) == "overturned"
    actions.reopen(check="C1", on=date(2025, 7, 20), reason="抄错", **NOW)
    assert record(call(1)).refused == {0: "序号 1 的结论已有申辩,以裁定为准"}
    assert record(call(2, "not_authentic")).loaded.revised == 1


def test_the_days_of_steps_are_bounded(evaluator):
    finished(evaluator)
    today = (NOW["at"] + timedelta(hours=8)).date()
    for day, words in ((date(1990, 1, 1), "早于上一步的 2025-07-01"), (CALLED - timedelta(1), "早于上一步的 2025-07-01"),
                       (today + timedelta(1), "还没有到")):
        with pytest.raises(Refused, match=words):
            actions.publish(check="C1", on=day, **NOW)
    actions.publish(check="C1", on=today, **NOW)
    for day in (today - timedelta(1), today + timedelta(1)):
        with pytest.raises(Refused, match=r"早于|还没有到"):
            actions.reopen(check="C1", on=day, reason="抄错", **NOW)
    with pytest.raises(Refused, match="还没有到"):
        actions.contest(check="C1", number=1, on=today + timedelta(1), reason="有签字", **NOW)


@pytest.mark.parametrize("step", ["publish", "contest", "decide"])
def test_what_a_step_rests_on_is_read_under_the_lock(evaluator, step, monkeypatch):
    """Between reading and writing nobody else writes: every read happens inside `one_writer`."""
    finished(evaluator)
    if step != "publish":
        actions.publish(check="C1", on=CALLED, **NOW)
    inside, read, lock = [], queries.check, actions.audit.one_writer

    @contextmanager
    def watched():
        with lock():
            inside.append(True)
            yield
            inside.pop()

    def seen(code):
        assert inside, "read before the lock"
        return read(code)

    monkeypatch.setattr(actions.audit, "one_writer", watched)
    monkeypatch.setattr(queries, "check", seen)
    given = {"check": "C1", "on": CALLED, **NOW} | ({} if step == "publish" else {"number": 1, "reason": "有签字"})
    if step == "decide":
        actions.contest(**given)
    getattr(actions, step)(**given | ({"overturn": True} if step == "decide" else {}))


def test_results_are_told_when_all_are_called(evaluator):
    drawn(evaluator)
    with pytest.raises(Refused, match="还有 5 人没有结果"):
        actions.publish(check="C1", on=CALLED, **NOW)


def test_the_effect_and_the_figures(evaluator):
    finished(evaluator)
    removed, scaled = (queries.effect("C1", Rule(kind)) for kind in ("removed", "scaled"))
    assert {unit: one.numerator for unit, one in removed.items()} == {COUNTY: 11, TOWNSHIP: 11, VILLAGE: 7, OTHER: 4}
    assert scaled[VILLAGE].numerator == 8 * Fraction(2, 3) and scaled[COUNTY].authentic_rate == (8 * Fraction(2, 3) + 4) / 12
    assert (scaled[COUNTY].asked, scaled[COUNTY].authentic, scaled[COUNTY].inauthentic, scaled[COUNTY].pending) == (5, 4, 1, 0)
    assert scaled[OTHER].low < 1 == scaled[OTHER].high
    assert SPOT_CHECK.figures(DAY) == {}
    actions.publish(check="C1", on=date(2025, 7, 5), **NOW)
    assert SPOT_CHECK.figures(date(2025, 7, 4)) == {}
    figures = SPOT_CHECK.figures(date(2025, 7, 5))
    village = figures["spot_check.C1.authenticity"][VILLAGE]
    assert (village.denominator, fixed(village.value, 2)) == (8, "66.67") and village.value == village.numerator / 8 * 100
    assert figures["spot_check.C1.satisfaction"][VILLAGE].value == Fraction(200, 3)
    assert figures["spot_check.C1.awareness"][OTHER].value is None
    assert SPOT_CHECK.entry("C1.awareness").name.endswith("抽查知晓率")
    assert SPOT_CHECK.entry("C1.nonsense") is SPOT_CHECK.entry("C9.awareness") is None
    actions.contest(check="C1", number=1, on=date(2025, 7, 6), reason="有签字", **NOW)
    actions.decide(check="C1", number=1, overturn=True, on=date(2025, 7, 8), reason="属实", **NOW)
    assert SPOT_CHECK.figures(date(2025, 7, 7))["spot_check.C1.authenticity"][VILLAGE] == village.__class__(
        village.indicator, VILLAGE, date(2025, 7, 7), village.numerator, village.denominator, village.value)
    assert SPOT_CHECK.figures(date(2025, 7, 8))["spot_check.C1.authenticity"][VILLAGE].value == 100


def test_names_are_given_on_request_and_the_request_is_kept(evaluator):
    held = drawn(evaluator)
    people = queries.to_be_called(held)
    known = actions.reveal(check="C1", residents=[person.resident for person in people], **NOW)
    assert {one.phone for one in known.values()} == {"13900000000"}
    entry = AuditEntry.objects.get(action="reveal_spot_check")
    assert (entry.target, entry.detail) == ("C1", {"people": 5})
    assert all("王秀英" not in str(one.detail) for one in AuditEntry.objects.filter(action__contains="spot_check"))


def test_a_sheet_tells_the_service_but_no_reading(evaluator):
    keys = resident_keys()
    records.load_visits(FORM, [visit("V1", keys["E0"], date(2025, 5, 1), mode="home"), visit("V2", keys["E0"], date(2025, 2, 1)),
                               visit("V3", keys["E1"], DAY + timedelta(1)), visit("V4", keys["E2"], result="away")], **WHO)
    said = queries.services("hypertension.control", DAY, list(keys.values()))
    assert list(said) == [keys["E0"]] and said[keys["E0"]].startswith("2025-05-01 高血压") and said[keys["E0"]].endswith("家庭")
    assert "138" not in said[keys["E0"]]
    assert queries.services("hypertension.managed", DAY, [keys["E0"]]) == {keys["E0"]: "2020-01-01 起签约或纳入管理"}
