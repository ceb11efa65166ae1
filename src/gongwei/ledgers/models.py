"""All tables of the ledgers; each stands in the folder of its work."""

from gongwei.ledgers.projects.models import Milestone, Project
from gongwei.ledgers.tallies.models import Item, Tally

__all__ = ["Item", "Milestone", "Project", "Tally"]
