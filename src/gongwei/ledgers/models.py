"""All tables of the ledgers; each stands in the folder of its work."""

from gongwei.ledgers.activities.models import Activity, ActivityFile
from gongwei.ledgers.files.models import KeptFile
from gongwei.ledgers.inspections.models import Finding, FindingProof, FindingStep, Inspection, ItemScore, KeptChecklist
from gongwei.ledgers.projects.models import Milestone, MilestoneStep, Project, ProjectNote, ProjectPayment
from gongwei.ledgers.standards.models import AssessmentProof, SelfAssessment
from gongwei.ledgers.tallies.models import Item, Tally, TallyStep
from gongwei.ledgers.training.models import Attendance, Session

__all__ = [
    "Activity", "ActivityFile", "AssessmentProof", "Attendance", "Finding", "FindingProof", "FindingStep", "Inspection", "Item",
    "ItemScore", "KeptChecklist", "KeptFile", "Milestone", "MilestoneStep", "Project", "ProjectNote", "ProjectPayment",
    "SelfAssessment", "Session", "Tally", "TallyStep",
]  # fmt: skip
