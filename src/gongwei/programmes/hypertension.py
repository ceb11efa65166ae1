"""高血压: people of 35 and over with primary hypertension; a face-to-face follow-up every quarter, an exam every year."""

from gongwei.concepts import follow_up as f
from gongwei.concepts import measurements as m
from gongwei.concepts.health_exam import COMPLETE_EXAMS
from gongwei.concepts.management import (
    FACE_TO_FACE,
    INTERVAL,
    REQUIRED_EVERY,
    SOON,
    VISITS_A_YEAR,
    control,
    enrolled,
    follow_up_schedule,
    standard_annual,
    standard_progress,
    yearly_exam_schedule,
)
from gongwei.concepts.sources import SPEC_2017
from gongwei.definition.calendar import AS_OF
from gongwei.definition.composing import age_on, first_that_holds
from gongwei.definition.expression import RESIDENT, visit, visits
from gongwei.definition.form import Form
from gongwei.definition.parameter import parameter
from gongwei.definition.programme import Programme

ID = "hypertension"
SOURCE = SPEC_2017.section("高血压患者健康管理服务规范")

SBP_TARGET = parameter("hypertension_sbp_target", 140, SOURCE, unit="mmHg")
SBP_TARGET_OLDER = parameter("hypertension_sbp_target_older", 150, SOURCE, unit="mmHg")
OLDER_FROM = parameter("hypertension_older_from", 65, SOURCE, unit="岁")
DBP_TARGET = parameter("hypertension_dbp_target", 90, SOURCE, unit="mmHg")
SBP_EMERGENCY = parameter("hypertension_sbp_emergency", 180, SOURCE, unit="mmHg")
DBP_EMERGENCY = parameter("hypertension_dbp_emergency", 110, SOURCE, unit="mmHg")
ELIGIBLE_FROM = parameter("hypertension_age", 35, SOURCE, unit="岁")

DANGER_SYMPTOMS = ("意识改变", "剧烈头痛", "剧烈头晕", "恶心呕吐", "视力模糊", "眼痛", "心悸胸闷", "喘憋不能平卧",
                   "妊娠期血压升高", "哺乳期血压升高")


def sbp_target(day):
    """Under which systolic pressure: 140, from 65 years (age on that day) 150."""
    older = age_on(day) >= OLDER_FROM.in_force(day)
    return first_that_holds([(older, SBP_TARGET_OLDER.in_force(day))], SBP_TARGET.in_force(day))


def at_target(row):
    """One visit meets the target: both pressures are known and under it."""
    return (row.sbp < sbp_target(row.date)) & (row.dbp < DBP_TARGET.in_force(row.date))


def classes(row):
    """The rule's class of a visit, the first that holds."""
    day = row.date
    emergency = (
        (row.sbp >= SBP_EMERGENCY.in_force(day)) | (row.dbp >= DBP_EMERGENCY.in_force(day))
        | row.symptoms.mentions(DANGER_SYMPTOMS)
    )
    return (
        ("emergency", emergency),
        ("complication", f.said(row.complication)),
        ("adverse_reaction", f.said(row.adverse_reaction)),
        ("uncontrolled", (row.sbp >= sbp_target(day)) | (row.dbp >= DBP_TARGET.in_force(day))),
        ("controlled", at_target(row)),
    )


followup = Form(
    id="hypertension_followup", title="高血压患者随访服务记录表", programme=ID, source=SOURCE,
    below=(m.PRESSURE_ORDER,), classes=classes(visit),
    fields=(
        f.SYMPTOMS, m.SBP, m.DBP, m.WEIGHT, m.HEIGHT, m.WAIST, m.BMI, m.HEART_RATE,
        *f.LIFESTYLE, m.text("salt", "摄盐情况(轻/中/重)", carried=True), f.PSYCHOLOGY, f.COMPLIANCE,
        m.text("lab_checks", "辅助检查"), f.ADHERENCE, f.ADVERSE_REACTION, f.COMPLICATION, f.CLASS, f.DRUGS,
        f.REFERRAL, f.NEXT_DATE,
    ),
)

followups = visits(followup.id)
face_to_face = followups.where(FACE_TO_FACE)

progress = standard_progress(
    "hypertension.standard_progress", "高血压患者规范管理率(进度口径)", SOURCE, ID, face_to_face, COMPLETE_EXAMS
)
annual = standard_annual(
    "hypertension.standard_annual", "高血压患者规范管理率(年度口径)", SOURCE, ID, face_to_face, COMPLETE_EXAMS
)
blood_pressure_control = control(
    "hypertension.control", "管理人群血压控制率", SOURCE, ID, face_to_face, ("sbp", "dbp"), at_target
)

PROGRAMME = Programme(
    id=ID, name="高血压患者健康管理", source=SOURCE,
    eligible=RESIDENT & (age_on(AS_OF) >= ELIGIBLE_FROM.in_force(AS_OF)) & enrolled(ID),
    services=followups,
    forms=(followup,),
    schedules=(
        follow_up_schedule("hypertension.follow_up", "高血压随访", SOURCE, ID, face_to_face, followup, classes),
        yearly_exam_schedule("hypertension.exam", "高血压患者健康体检", SOURCE, ID, COMPLETE_EXAMS),
    ),
    indicators=(progress, annual, blood_pressure_control),
    parameters=(SBP_TARGET, SBP_TARGET_OLDER, OLDER_FROM, DBP_TARGET, SBP_EMERGENCY, DBP_EMERGENCY, ELIGIBLE_FROM,
                VISITS_A_YEAR, REQUIRED_EVERY, INTERVAL, SOON),
)
