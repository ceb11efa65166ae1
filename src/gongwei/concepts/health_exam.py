"""When a health exam is complete: older people's care and every long-term programme ask for it."""

from gongwei.definition.composing import age_on, every
from gongwei.definition.expression import Expression, Filled, Visits, visit, visits
from gongwei.definition.parameter import parameter

from .sources import SPEC_2017

OLDER = parameter("older_people_age", 65, SPEC_2017.section("老年人健康管理服务规范"), unit="岁")

ALWAYS_FILLED = parameter(
    "health_exam_complete",
    ("height", "weight", "waist", "sbp", "dbp", "assessment", "guidance"),
    SPEC_2017.section("居民健康档案管理服务规范"),
)
FILLED_FOR_OLDER_PEOPLE = parameter(
    "health_exam_complete_older",
    ("self_care", "haemoglobin", "white_cells", "platelets", "urine_protein", "urine_sugar", "fasting_glucose", "alt",
     "ast", "bilirubin", "creatinine", "urea", "cholesterol", "triglycerides", "ldl", "hdl", "ecg", "ultrasound"),
    SPEC_2017.section("老年人健康管理服务规范"),
)

EXAMS: Visits = visits("health_exam")


def _all_filled(fields: tuple[str, ...]) -> Expression:
    return every(Filled(field) for field in fields)


def is_complete() -> Expression:
    """Of the exam at hand: the list in force on its day is filled, and from 65 (age on its day) the longer one too."""
    older = age_on(visit.date) >= OLDER.in_force(visit.date)
    return ALWAYS_FILLED.in_force(visit.date, _all_filled) & (
        ~older | FILLED_FOR_OLDER_PEOPLE.in_force(visit.date, _all_filled)
    )


COMPLETE_EXAMS = EXAMS.where(is_complete())
