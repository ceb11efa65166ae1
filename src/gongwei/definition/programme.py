"""A programme: one kind of service with its people, forms, duties and indicators."""

from dataclasses import dataclass

from .expression import Expression, Visits
from .form import Field, Form
from .indicator import Partition, Ratio
from .parameter import Parameter
from .schedule import Schedule
from .source import Source


@dataclass(frozen=True, kw_only=True)
class Programme:
    """Who is served, on which forms, what falls due, and what is counted: readable in one file from top to bottom.

    `services` are the visits that belong to the programme (None: it owns no form). `eligible` says whom the programme
    is for among residents. `attributes` are the facts that its enrolments carry (a pregnancy's last menstrual period).
    """

    id: str
    name: str
    source: Source
    eligible: Expression
    services: Visits | None = None
    forms: tuple[Form, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    indicators: tuple[Partition | Ratio, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    attributes: tuple[Field, ...] = ()
