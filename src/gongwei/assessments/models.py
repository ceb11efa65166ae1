"""All tables of the assessments; each stands in the folder of its work."""

from gongwei.assessments.plans.models import Target

__all__ = ["Target"]
