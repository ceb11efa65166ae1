"""Every programme, form and indicator of the system, in one visible list. No discovery: what is not named here does not exist."""

from gongwei.concepts.management import enrolled
from gongwei.concepts.sources import PROJECT_RULES
from gongwei.definition.calendar import IN_YEAR
from gongwei.definition.expression import OTHERWISE, TRUE, SubjectField, Visits
from gongwei.definition.form import Form
from gongwei.definition.indicator import END_REASONS, Chains, Count, EachVisit, Indicator, Persons
from gongwei.definition.programme import Programme
from gongwei.definition.schedule import Schedule

from . import (
    child,
    contract,
    copd,
    diabetes,
    health_record,
    hypertension,
    immunisation,
    maternal,
    mental,
    older_people,
    screening,
    tcm,
    tuberculosis,
)

PROGRAMMES: tuple[Programme, ...] = (
    health_record.PROGRAMME,
    older_people.PROGRAMME,
    hypertension.PROGRAMME,
    diabetes.PROGRAMME,
    mental.PROGRAMME,
    tuberculosis.PROGRAMME,
    copd.PROGRAMME,
    child.PROGRAMME,
    maternal.PROGRAMME,
    immunisation.PROGRAMME,
    tcm.PROGRAMME,
    contract.PROGRAMME,
    *screening.SHIPPED,
)

NO_VISITS = Visits(())


def counts(programme: Programme) -> tuple[Count, ...]:
    """The counts that every programme has: managed, new, closed, visits, attempts."""
    id, name = programme.id, programme.name
    services = programme.services or NO_VISITS
    reasons = {reason: SubjectField("end_reason").equals(reason) for reason in END_REASONS}
    attempts = Visits(services.forms, services.condition, attempts=True)

    def count(what: str, title: str, measure: str = "人", **partition) -> Count:
        return Count(id=f"{id}.{what}", name=f"{name}{title}", source=PROJECT_RULES, measure=measure, **partition)

    return (
        count("managed", "在管人数", subject=Persons(), of=enrolled(id)),
        count("new", "新纳入人数", subject=Chains(id), of=IN_YEAR.holds(SubjectField("start"))),
        count("closed", "结案人数", subject=Chains(id), of=IN_YEAR.holds(SubjectField("end")),
              outcomes={**reasons, "未注明": OTHERWISE}),
        count("visits", "服务人次", "人次", subject=EachVisit(services.within(IN_YEAR)), of=TRUE),
        count("attempts", "未成功服务次数", "次", subject=EachVisit(attempts.within(IN_YEAR)), of=TRUE),
    )


def by_id(*definitions) -> dict:
    """Definitions by their ids; two of one id are a mistake (ValueError)."""
    found: dict = {}
    for definition in definitions:
        if definition.id in found:
            raise ValueError(f"two definitions are called {definition.id}")
        found[definition.id] = definition
    return found


PROGRAMME_BY_ID: dict[str, Programme] = by_id(*PROGRAMMES)
FORMS: dict[str, Form] = by_id(*(form for programme in PROGRAMMES for form in programme.forms), screening.form)
COUNTED = tuple(programme for programme in PROGRAMMES if programme is not contract.PROGRAMME)
"""A contract without an end lasts one year in every figure: its counts come with that rule."""
INDICATORS: dict[str, Indicator] = by_id(
    *(indicator for programme in PROGRAMMES for indicator in programme.indicators),
    *(count for programme in COUNTED for count in counts(programme)),
)
SCHEDULES: dict[str, Schedule] = by_id(*(schedule for programme in PROGRAMMES for schedule in programme.schedules))
