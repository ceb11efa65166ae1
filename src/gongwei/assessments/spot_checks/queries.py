"""What was drawn, asked and found."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from django.db.models import Max
from django.utils.translation import gettext as _

from gongwei.assessments.spot_checks.effect import Adjusted, Area, Asked, Rule, Standing
from gongwei.assessments.spot_checks.models import Call, FramePerson, SpotCheck, SpotCheckStep, SpotCheckUnit
from gongwei.assessments.spot_checks.reply import (
    CHECK,
    CONTESTED,
    FINDING,
    NOT_AUTHENTIC,
    PUBLISHED,
    after_reply,
    outcome,
)
from gongwei.definition.expression import Visits, walk
from gongwei.programmes.registry import FORMS, INDICATORS
from gongwei.records.models import Enrolment, Visit


class UnknownCheck(LookupError):
    """No spot check has this code."""


@dataclass(frozen=True)
class Person:
    """A drawn resident with all that was asked and replied. `number`: counts the drawn of a check from 1, by stratum in the
    order of calls; by it callers and units name them. `calls`: (attempt, result, awareness, satisfaction) in order;
    `steps` of the unit's reply."""

    key: int
    number: int
    resident: int
    code: str
    unit: str
    asked: Asked
    calls: tuple[tuple, ...]
    steps: tuple[str, ...]

    @property
    def told(self) -> str | None:
        """What the calls came to, before the unit's reply."""
        return self.asked.result if not self.steps else NOT_AUTHENTIC

    @property
    def finding(self) -> str | None:
        """The state of the finding; None where nothing was found against the record."""
        return FINDING.replayed(self.steps) if self.told == NOT_AUTHENTIC else None


def check(code: str) -> SpotCheck:
    """A spot check by its code. Raises UnknownCheck."""
    found = SpotCheck.objects.filter(pk=code).first()
    if found is None:
        raise UnknownCheck(code)
    return found


def alike(indicator: str, unit: str, as_of: date) -> list[str]:
    """The codes of all draws from the same numerator: who draws until the sample pleases is seen."""
    found = SpotCheck.objects.filter(indicator=indicator, unit=unit, as_of=as_of)
    return list(found.order_by("change_id").values_list("code", flat=True))


def steps(code: str, until: date | None = None) -> list[tuple[int | None, str, date, str, str]]:
    """(drawn resident or None for the check itself, step, day, reason, proof) in the order in which they were taken."""
    found = SpotCheckStep.objects.filter(spot_check=code, **({"on__lte": until} if until else {}))
    return list(found.order_by("pk").values_list("person_id", "step", "on", "reason", "proof"))


def state(code: str, until: date | None = None) -> str:
    """Where a check is in its life, now or at the end of a day."""
    return CHECK.replayed(step for person, step, *_rest in steps(code, until) if person is None)


def last_call(held: SpotCheck) -> date | None:
    """The day of the last attempt to ask anybody."""
    return Call.objects.filter(person__spot_check=held).aggregate(last=Max("on"))["last"]


def reply_until(held: SpotCheck) -> date | None:
    """The last day on which units may contest; None before the results are published."""
    published = [on for person, step, on, *_rest in steps(held.pk) if person is None and step == "publish"]
    return published[-1] + timedelta(held.reply_days) if published else None


def people(held: SpotCheck, until: date | None = None) -> list[Person]:
    """The drawn residents by stratum, in the order of calls; the replies as they stood at the end of a day."""
    called, replied = defaultdict(list), defaultdict(list)
    fields = ("attempt", "result", "awareness", "satisfaction")
    for key, *call in Call.objects.filter(person__spot_check=held).order_by("attempt").values_list("person_id", *fields):
        called[key].append(tuple(call))
    for key, step, *_rest in steps(held.pk, until):
        replied[key].append(step)
    rows = FramePerson.objects.filter(spot_check=held, order__isnull=False).order_by("stratum_id", "order")
    found = []
    for key, resident, code, unit, stratum, probability, order, records in rows.values_list(
            "pk", "resident_id", "resident__code", "unit_id", "stratum_id", "probability", "order", "records"):
        calls, taken = called[key], tuple(replied[key])
        result = outcome([call[1] for call in calls], held.attempts)
        asked = Asked(stratum, Fraction(probability), order, records, after_reply(result, taken),
                      *(calls[-1][2:] if calls else ()), contested=FINDING.replayed(taken) == CONTESTED)
        found.append(Person(key, len(found) + 1, resident, code, unit, asked, tuple(calls), taken))
    return found


def standing(code: str, until: date | None = None) -> Standing:
    """A check as it stands, or stood at the end of a day (of what was published by then). Raises UnknownCheck."""
    held = check(code)
    return Standing(areas(held), tuple(person.asked for person in people(held, until)))


def areas(held: SpotCheck) -> dict[str, Area]:
    """The units of a check by code."""
    rows = SpotCheckUnit.objects.filter(spot_check=held).order_by("unit_id")
    fields = ("unit_id", "above_id", "numerator", "denominator", "frame", "size")
    return {unit: Area(unit, above, numerator, None if denominator is None else Fraction(denominator), frame, size)
            for unit, above, numerator, denominator, frame, size in rows.values_list(*fields)}


def effect(code: str, rule: Rule) -> dict[str, Adjusted]:
    """What a scheme's rule makes of a check: for its strata and every unit above them, up to the one it was drawn in."""
    found = standing(code)
    return {unit: found.adjusted(unit, rule) for unit in found.areas}


def published(as_of: date) -> list[SpotCheck]:
    """The checks whose results were published by a day and stand."""
    return [held for held in SpotCheck.objects.order_by("code") if state(held.pk, as_of) == PUBLISHED]


MODES = {"clinic": "门诊", "home": "家庭", "phone": "电话"}


def forms_of(indicator: str) -> list[str]:
    """The forms of the services on which an indicator rests."""
    named = {form for node in walk(INDICATORS[indicator]) if isinstance(node, Visits) for form in node.forms}
    return [id for id, form in FORMS.items() if id in named or ("*" in named and form.service)]


def services(indicator: str, as_of: date, residents: Collection[int]) -> dict[int, str]:
    """What was recorded of each, to be asked about: of every form the last done visit, by day; no reading of it. Where the
    indicator rests on no visit: since when the person is enrolled."""
    said: dict[int, list[tuple[date, str]]] = defaultdict(list)
    if forms := forms_of(indicator):
        rows = Visit.objects.filter(resident__in=residents, form__in=forms, void=False, result="done", date__lte=as_of)
        last = {(resident, form): (day, mode) for resident, form, day, mode in
                rows.order_by("date", "id").values_list("resident_id", "form", "date", "mode")}
        for (resident, form), (day, mode) in last.items():
            said[resident].append((day, " ".join(filter(None, (str(day), FORMS[form].title, MODES.get(mode))))))
    else:
        programme = indicator.partition(".")[0]
        rows = Enrolment.objects.filter(resident__in=residents, programme=programme, start__lte=as_of)
        for resident, start in rows.values_list("resident_id", "start"):
            said[resident] = [*said[resident], (start, _("{day} 起签约或纳入管理").format(day=start))][-1:]
    return {resident: ";".join(words for _day, words in sorted(found, reverse=True)) for resident, found in said.items()}


def to_be_called(held: SpotCheck) -> list[Person]:
    """Those whose turn it is and who have told nothing yet, by stratum, in the order of calls."""
    found = people(held)
    now = Standing(areas(held), tuple(person.asked for person in found))
    turn = {(asked.stratum, asked.order) for stratum in now.in_stratum for asked in now.called(stratum) if asked.result is None}
    return [person for person in found if (person.asked.stratum, person.asked.order) in turn]
