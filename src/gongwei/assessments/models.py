"""All tables of the assessments; each stands in the folder of its work."""

from gongwei.assessments.appraisal.models import Appeal, AppealStep, Appraised, Round, RoundStep, Score
from gongwei.assessments.payment.models import Payment, PaymentDeduction, PaymentStep, PaymentUnit, PaymentWork
from gongwei.assessments.plans.models import Target, Task
from gongwei.assessments.spot_checks.models import Call, FramePerson, SpotCheck, SpotCheckStep, SpotCheckUnit

__all__ = [
    "Appeal",
    "AppealStep",
    "Appraised",
    "Call",
    "FramePerson",
    "Payment",
    "PaymentDeduction",
    "PaymentStep",
    "PaymentUnit",
    "PaymentWork",
    "Round",
    "RoundStep",
    "Score",
    "SpotCheck",
    "SpotCheckStep",
    "SpotCheckUnit",
    "Target",
    "Task",
]
