"""Every kind of expression has words, and different rules have different words."""

from datetime import date

import pytest

from gongwei.concepts.health_exam import COMPLETE_EXAMS, is_complete
from gongwei.concepts.management import FACE_TO_FACE, enrolled, managed_in_year
from gongwei.definition import expression as e
from gongwei.definition.calendar import AS_OF, IN_YEAR, QUARTERS, YEAR_END
from gongwei.definition.composing import age_on, every, first_that_holds, greatest, least
from gongwei.definition.indicator import Chains, Partition, PeopleVisited
from gongwei.evaluation.words import Words
from gongwei.programmes.registry import FORMS, PROGRAMME_BY_ID, PROGRAMMES, counts

FOLLOWUPS = e.visits("hypertension_followup")
LAST = FOLLOWUPS.latest
FORM = FORMS["hypertension_followup"]

SAMPLES = {
    e.Literal: (e.lift(date(2025, 6, 30)), "2025-06-30"),
    e.Moment: (AS_OF, "截至日"),
    e.PersonField: (e.BIRTH_DATE, "出生日期"),
    e.InKeyGroup: (e.InKeyGroup("disabled"), "属于重点人群“disabled”"),
    e.ResidentAtAsOf: (e.RESIDENT, "截至日为居民"),
    e.EnrolmentField: (e.EnrolmentField("maternal", "lmp"), "末次月经(孕产妇健康管理)"),
    e.SubjectField: (e.SubjectField("end_reason").equals("lost"), "这一段的结案原因为失访"),
    e.VisitField: (e.visit.sbp, "收缩压"),
    e.Filled: (e.Filled("waist"), "已填腰围(或注明拒绝)"),
    e.PickedField: (LAST.sbp, "最近一次「高血压患者随访服务记录表」的收缩压"),
    e.Exists: (FOLLOWUPS.within(IN_YEAR).exist, "本年内有「高血压患者随访服务记录表」"),
    e.CountOf: (FOLLOWUPS.where(FACE_TO_FACE).count, "面对面的「高血压患者随访服务记录表」的次数"),
    e.Comparison: (e.SEX.equals(2), "性别为女"),
    e.Among: (e.visit.mode.is_in(("clinic", "phone")), "方式为门诊或电话"),
    e.Mentions: (e.visit.symptoms.mentions(("眼痛",)), "症状写有“眼痛”"),
    e.Missing: (e.visit.dbp.missing, "舒张压未记录"),
    e.Every: (every([e.visit.sbp < 140, (e.visit.dbp < 90) | (e.visit.dbp > 120)]), "收缩压<140且(舒张压<90或舒张压>120)"),
    e.Some: ((e.visit.sbp < 140) | (e.visit.dbp < 90) | e.RESIDENT, "收缩压<140或舒张压<90或截至日为居民"),
    e.Not: (~(e.visit.sbp < 140), "不符合(收缩压<140)"),
    e.Arithmetic: ((e.DaysBetween(AS_OF, YEAR_END) + 1) // 90, "⌊(截至日至本年12月31日的天数+1)÷90⌋"),
    e.Extreme: (least(4, greatest(1, 2)), "较小者(4,较大者(1,2))"),
    e.CompletedYears: (age_on(AS_OF), "截至日的年龄"),
    e.DaysBetween: (e.DaysBetween(AS_OF, YEAR_END), "截至日至本年12月31日的天数"),
    e.PlusDays: (AS_OF.plus_days(14), "截至日后14天"),
    e.PlusMonths: (AS_OF.plus_months(12), "截至日后12个月"),
    e.Case: (first_that_holds([(age_on(AS_OF) >= 65, 150)], 140), "(截至日的年龄≥65时150,否则140)"),
}

PHRASES = {
    "在管": enrolled("hypertension"),
    "本年在管(2型糖尿病患者健康管理)": managed_in_year("diabetes"),
    "第一季度没有面对面的「高血压患者随访服务记录表」": ~FOLLOWUPS.where(FACE_TO_FACE).within(QUARTERS[0]).exist,
    "本年内有完整的「健康体检表」": COMPLETE_EXAMS.within(IN_YEAR).exist,
    "没有「高血压患者随访服务记录表」": LAST.date.missing,
    "最近一次「高血压患者随访服务记录表」:该次收缩压<140且该次舒张压<90": (LAST.sbp < 140) & (LAST.dbp < 90),
    "最近一次「高血压患者随访服务记录表」:缺该次收缩压或该次舒张压": ~every([LAST.sbp.known, LAST.dbp.known]),
    "有未成功的服务": e.Visits(("*",), attempts=True).exist,
    "建档日期在本年内": IN_YEAR.holds(e.PersonField("record_opened")),
    "完整": is_complete(),
    "全部": e.TRUE,
}


def words(programme: str = "hypertension") -> Words:
    return Words(programme, FORMS, PROGRAMME_BY_ID)


def kinds(of: type = e.Expression) -> set[type]:
    return {kind for below in of.__subclasses__() for kind in {below, *kinds(below)}}


def test_every_kind_of_expression_has_a_sample():
    assert set(SAMPLES) == {kind for kind in kinds() if kind.__module__ == e.__name__}


@pytest.mark.parametrize("kind", SAMPLES, ids=lambda kind: kind.__name__)
def test_every_kind_of_expression_has_words(kind):
    expression, phrase = SAMPLES[kind]
    form = FORMS["health_exam"] if kind is e.Filled else FORM
    assert words().sentence(expression, form) == phrase
    assert any(isinstance(node, kind) for node in e.walk(expression))


@pytest.mark.parametrize("phrase", PHRASES)
def test_phrases(phrase):
    assert words().sentence(PHRASES[phrase]) == phrase


def test_an_unknown_kind_is_an_error():
    with pytest.raises(TypeError, match="no words for Expression"):
        words().say(e.Expression())


def test_a_visit_is_named_where_it_is_spoken_of():
    assert words().sentences(LAST.date.known, LAST.date.plus_days(90)) == (
        "有「高血压患者随访服务记录表」", "最近一次「高血压患者随访服务记录表」:该次日期后90天")


def rules(programme) -> list[tuple]:
    """All that a programme says, with the form of the visit at hand."""
    partitions = [one for one in (*programme.indicators, *counts(programme)) if isinstance(one, Partition)]
    said = [(programme.eligible, None)]
    said += [(condition, None) for one in partitions for condition in (one.of, *(c for _, c in one.outcomes))]
    said += [(part, None) for schedule in programme.schedules
             for part in (schedule.of, *(part for rule in schedule.rules for part in (rule.when, rule.by)))]
    return said + [(condition, form) for form in programme.forms for _, condition in form.classes]


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda programme: programme.id)
def test_different_rules_have_different_words(programme):
    meanings: dict[str, e.Expression] = {}
    for expression, form in rules(programme):
        phrase = words(programme.id).sentence(expression, form)
        assert meanings.setdefault(phrase, expression) == expression, phrase


def test_what_is_counted_has_words():
    assert words().subject(Chains("hypertension")).startswith("连续管理的一段")
    assert words().subject(PeopleVisited(FOLLOWUPS)).startswith("有「高血压患者随访服务记录表」的人")
    with pytest.raises(TypeError, match="no words for"):
        words().subject("households")
