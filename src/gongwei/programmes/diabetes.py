"""2型糖尿病: people of 35 and over with type 2 diabetes; a follow-up with fasting glucose every quarter, an exam every year."""

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
from gongwei.definition.composing import age_on
from gongwei.definition.expression import RESIDENT, visit, visits
from gongwei.definition.form import Field, Form, Kind
from gongwei.definition.parameter import parameter
from gongwei.definition.programme import Programme

ID = "diabetes"
SOURCE = SPEC_2017.section("2型糖尿病患者健康管理服务规范")

GLUCOSE_TARGET = parameter("diabetes_glucose_target", 7.0, SOURCE, unit="mmol/L")
GLUCOSE_HIGH = parameter("diabetes_glucose_emergency_high", 16.7, SOURCE, unit="mmol/L")
GLUCOSE_LOW = parameter("diabetes_glucose_emergency_low", 3.9, SOURCE, unit="mmol/L")
SBP_EMERGENCY = parameter("diabetes_sbp_emergency", 180, SOURCE, unit="mmHg")
DBP_EMERGENCY = parameter("diabetes_dbp_emergency", 110, SOURCE, unit="mmHg")
HEART_RATE_EMERGENCY = parameter("diabetes_heart_rate_emergency", 100, SOURCE, unit="次/分")
ELIGIBLE_FROM = parameter("diabetes_age", 35, SOURCE, unit="岁")

DANGER_SYMPTOMS = ("意识改变", "丙酮味", "心悸出汗", "恶心呕吐", "烦渴", "腹痛", "深大呼吸", "皮肤潮红", "妊娠期血糖升高",
                   "哺乳期血糖升高", "体温超过39℃", "视力骤降", "视力突然骤降")


def at_target(row):
    """One visit meets the target: fasting glucose under 7.0 mmol/L."""
    return row.fasting_glucose < GLUCOSE_TARGET.in_force(row.date)


def classes(row):
    """The rule's class of a visit, the first that holds."""
    day = row.date
    emergency = (
        (row.fasting_glucose >= GLUCOSE_HIGH.in_force(day)) | (row.fasting_glucose <= GLUCOSE_LOW.in_force(day))
        | (row.sbp >= SBP_EMERGENCY.in_force(day)) | (row.dbp >= DBP_EMERGENCY.in_force(day))
        | (row.heart_rate > HEART_RATE_EMERGENCY.in_force(day)) | row.symptoms.mentions(DANGER_SYMPTOMS)
    )
    return (
        ("emergency", emergency),
        ("complication", f.said(row.complication)),
        ("adverse_reaction", f.said(row.adverse_reaction)),
        ("uncontrolled", row.fasting_glucose >= GLUCOSE_TARGET.in_force(day)),
        ("controlled", at_target(row)),
    )


followup = Form(
    id="diabetes_followup", title="2型糖尿病患者随访服务记录表", programme=ID, source=SOURCE,
    below=(m.PRESSURE_ORDER,), classes=classes(visit),
    fields=(
        f.SYMPTOMS, m.SBP, m.DBP, m.WEIGHT, m.HEIGHT, m.WAIST, m.BMI, m.HEART_RATE,
        m.text("foot_pulse", "足背动脉搏动"),
        *f.LIFESTYLE, m.text("staple_food", "主食(克/天)", carried=True), f.PSYCHOLOGY, f.COMPLIANCE,
        m.FASTING_GLUCOSE, m.HBA1C, m.text("lab_checks", "其他检查"), f.ADHERENCE, f.ADVERSE_REACTION,
        m.text("hypoglycaemia", "低血糖反应"), f.COMPLICATION, f.CLASS, f.DRUGS,
        Field("insulin", "胰岛素", Kind.TEXT, carried=True), f.REFERRAL, f.NEXT_DATE,
    ),
)

followups = visits(followup.id)
face_to_face = followups.where(FACE_TO_FACE)

progress = standard_progress(
    "diabetes.standard_progress", "2型糖尿病患者规范管理率(进度口径)", SOURCE, ID, face_to_face, COMPLETE_EXAMS
)
annual = standard_annual(
    "diabetes.standard_annual", "2型糖尿病患者规范管理率(年度口径)", SOURCE, ID, face_to_face, COMPLETE_EXAMS
)
glucose_control = control(
    "diabetes.control", "管理人群血糖控制率", SOURCE, ID, face_to_face, ("fasting_glucose",), at_target
)

PROGRAMME = Programme(
    id=ID, name="2型糖尿病患者健康管理", source=SOURCE,
    eligible=RESIDENT & (age_on(AS_OF) >= ELIGIBLE_FROM.in_force(AS_OF)) & enrolled(ID),
    services=followups,
    forms=(followup,),
    schedules=(
        follow_up_schedule("diabetes.follow_up", "糖尿病随访", SOURCE, ID, face_to_face, followup, classes),
        yearly_exam_schedule("diabetes.exam", "糖尿病患者健康体检", SOURCE, ID, COMPLETE_EXAMS),
    ),
    indicators=(progress, annual, glucose_control),
    parameters=(GLUCOSE_TARGET, GLUCOSE_HIGH, GLUCOSE_LOW, SBP_EMERGENCY, DBP_EMERGENCY, HEART_RATE_EMERGENCY,
                ELIGIBLE_FROM, VISITS_A_YEAR, REQUIRED_EVERY, INTERVAL, SOON),
)
