"""The person-level indicators: each gives its cases — who, where, with which outcome, counted or not."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from .reading import measured
from .world import DAY, Chain, Enrolment, World, add_months, chain_of

FORMS_OF = {
    "health_record": ("health_exam",), "older_people": (), "contract": (), "hypertension": ("hypertension_followup",),
    "diabetes": ("diabetes_followup",), "mental": ("mental_followup",), "copd": ("copd_followup",),
    "child": ("child_visit",), "maternal": ("antenatal_visit", "postpartum_visit"),
    "tuberculosis": ("tb_first_visit", "tb_followup"),
}
SCREENED = ("cervical_breast_cancer", "prenatal_screening")
KEY_DISEASES = ("hypertension", "diabetes", "mental", "tuberculosis", "copd")
KEY_CODES = {"disabled", "poverty_relieved", "monitored", "special_family"}
FOLLOWED_AT_VISIT = False  # screening.<p>.followed at the screening's unit instead of the resident's at D


@dataclass(frozen=True)
class Case:
    """One subject of an indicator, at one unit or more."""

    subject: str
    resident: str
    units: frozenset[str]
    outcome: str
    counted: bool = True


Rule = Callable[[World], list[Case]]


def _by_resident(world: World, answers: dict[str, str], *counted: str) -> list[Case]:
    """Cases at the residents' units on the day."""
    return [Case(id, id, frozenset({world.home(id, world.day)}), outcome, outcome in counted)
            for id, outcome in answers.items()]


def on_record(world: World) -> list[str]:
    """Residents with a record opened by the day."""
    return [id for id in world.residents()
            if world.people[id]["record_opened"] and world.people[id]["record_opened"] <= world.day]


def record_use(world: World) -> list[Case]:
    answers = {id: "有动态记录" if world.seen(id, since=world.year_ago + DAY) else "无动态记录"
               for id in on_record(world)}
    return _by_resident(world, answers, "有动态记录")


def record_coverage(world: World) -> list[Case]:
    return _by_resident(world, dict.fromkeys(on_record(world), "计入"), "计入")


def record_electronic(world: World) -> list[Case]:
    electronic = [id for id in on_record(world) if world.people[id].get("electronic") == "1"]
    return _by_resident(world, dict.fromkeys(electronic, "计入"), "计入")


def older_management(world: World) -> list[Case]:
    answers = {}
    for id in world.residents():
        if world.age(id) >= 65:
            exams = world.seen(id, "health_exam", since=world.year_start)
            answers[id] = ("已管理" if world.complete_exam(id, world.year_start) else
                           "体检不完整" if exams else "未体检")
    return _by_resident(world, answers, "已管理")


def older_tcm(world: World) -> list[Case]:
    answers = {id: "已辨识" if world.seen(id, "tcm_constitution", since=world.year_start) else "未辨识"
               for id in world.residents() if world.age(id) >= 65}
    return _by_resident(world, answers, "已辨识")


def standard_progress(programme: str, form: str, face: bool = True, exam: bool = True) -> Rule:
    """Standard care on the progress basis."""
    def rule(world: World) -> list[Case]:
        answers = {}
        for id in world.people:
            spell = world.managed(id, programme)
            if not spell:
                continue
            begun = world.effective_start(spell)
            due = [(first, last) for first, last in world.complete_quarters()
                   if first >= world.year_start and first >= begun]
            if not due:
                continue
            days = [visit["date"] for visit in world.seen(id, form, face_to_face=face)]
            if any(not any(first <= day <= last for day in days) for first, last in due):
                answers[id] = "应访季度未访"
            elif exam and begun <= world.year_ago and not world.complete_exam(id, world.year_ago + DAY):
                answers[id] = "未体检"
            else:
                answers[id] = "规范"
        return _by_resident(world, answers, "规范")
    return rule


def standard_annual(programme: str, form: str, face: bool = True, exam: bool = True) -> Rule:
    """Standard care on the annual basis."""
    def rule(world: World) -> list[Case]:
        answers = {}
        for id in world.people:
            spell = world.managed(id, programme)
            if not spell:
                continue
            begun, year = world.effective_start(spell), world.day.year
            left = (date(year, 12, 31) - begun).days + 1
            required = 4 if begun <= world.year_start else max(1, min(4, left // 90))
            done = world.seen(id, form, since=max(world.year_start, begun), face_to_face=face)
            if len(done) < required:
                answers[id] = "随访次数不足"
            elif exam and begun <= date(year, 6, 30) and not world.complete_exam(id, world.year_start):
                answers[id] = "未体检"
            else:
                answers[id] = "规范"
        return _by_resident(world, answers, "规范")
    return rule


def pressure_on_target(world: World, visit: dict) -> bool | None:
    """None without a reading; below 140/90, from 65 below 150/90."""
    sbp, dbp = measured(visit, "sbp"), measured(visit, "dbp")
    if sbp is None or dbp is None:
        return None
    return sbp < (150 if world.age(visit["resident"], visit["date"]) >= 65 else 140) and dbp < 90


def glucose_on_target(world: World, visit: dict) -> bool | None:
    """None without a reading; below 7.0."""
    glucose = measured(visit, "fasting_glucose")
    return None if glucose is None else glucose < 7


def control(programme: str, form: str, on_target: Callable[[World, dict], bool | None]) -> Rule:
    """The last due follow-up at target."""
    def rule(world: World) -> list[Case]:
        first, last = world.complete_quarters()[-1]
        answers = {}
        for id in world.people:
            spell = world.managed(id, programme)
            if not spell or world.effective_start(spell) > last:
                continue
            visits = world.seen(id, form, since=first, face_to_face=True)
            reached = on_target(world, visits[-1]) if visits else None
            answers[id] = ("未随访" if not visits else "未测" if reached is None else "达标" if reached else "未达标")
        return _by_resident(world, answers, "达标")
    return rule


def enrolled_here(programme: str) -> Rule:
    """Everyone enrolled on the day."""
    return lambda world: _by_resident(
        world, {id: "计入" for id in world.people if world.enrolled(id, programme)}, "计入")


def mental_management(world: World) -> list[Case]:
    answers = {}
    for id in world.people:
        if spell := world.enrolled(id, "mental"):
            answers[id] = ("未同意" if spell.attributes.get("consent") == "refused" else
                           "在管" if world.seen(id, "mental_followup", since=world.year_start) else "未随访")
    return _by_resident(world, answers, "在管")


def mental_last(answer: Callable[[dict], str | None], *counted: str) -> Rule:
    """By the last follow-up in the window; `answer` None leaves the person out."""
    def rule(world: World) -> list[Case]:
        answers = {}
        for id in world.people:
            if world.enrolled(id, "mental"):
                visits = world.seen(id, "mental_followup", since=world.complete_quarters()[-1][0])
                outcome = answer(visits[-1]) if visits else "未随访"
                if outcome:
                    answers[id] = outcome
        return _by_resident(world, answers, *counted)
    return rule


def mental_exam(world: World) -> list[Case]:
    answers = {id: "已体检" if world.seen(id, "health_exam", since=world.year_start) else "未体检"
               for id in world.people if world.enrolled(id, "mental")}
    return _by_resident(world, answers, "已体检")


def child_management(world: World) -> list[Case]:
    answers = {id: "已管理" if world.seen(id, "child_visit", since=world.year_start) else "未管理"
               for id in world.residents() if world.age(id) <= 6}
    return _by_resident(world, answers, "已管理")


def newborn_visit(world: World) -> list[Case]:
    cases = []
    for id, person in world.people.items():
        born, home = person["birth_date"], world.last_home(id)
        if home and world.year_start <= born <= world.day - timedelta(days=28):
            done = any(visit.get("kind") == "newborn" and born <= visit["date"] <= born + timedelta(days=28)
                       for visit in world.seen(id, "child_visit"))
            cases.append(Case(id, id, frozenset({home}), "已访视" if done else "未访视", done))
    return cases


def child_tcm(world: World) -> list[Case]:
    answers = {}
    for id in world.residents():
        born = world.people[id]["birth_date"]
        if world.day < add_months(born, 37):
            answers[id] = ("已服务" if world.seen(id, "tcm_child", since=world.year_start) else
                           "未满6月龄" if world.day < add_months(born, 6) else "未服务")
    return _by_resident(world, answers, "已服务")


def tb_management(world: World) -> list[Case]:
    cases = []
    for id, spells in world.of_programme("tuberculosis").items():
        for spell in spells:
            notified = spell.attributes.get("notified_on")
            if notified and world.year_start <= date.fromisoformat(notified) <= world.day and spell.unit:
                done = bool(world.seen(id, "tb_first_visit", since=date.fromisoformat(notified)))
                cases.append(Case(spell.id, id, frozenset({spell.unit}), "已管理" if done else "未管理", done))
    return cases


def contracted(world: World, resident: str) -> bool:
    """Whether a contract covers the day."""
    return any(spell.end is None for spell in world.enrolments.get((resident, "contract"), ()))


def contract_coverage(world: World) -> list[Case]:
    return _by_resident(world, {id: "计入" for id in world.residents() if contracted(world, id)}, "计入")


def key_groups(world: World, resident: str) -> bool:
    """Whether a resident is in at least one key group."""
    codes = set(world.people[resident].get("key_groups", "").split(";")) & KEY_CODES
    years = world.age(resident)
    return bool(codes or years >= 65 or years <= 6 or any(world.enrolled(resident, p) for p in KEY_DISEASES)
                or any(_with_child(world, spell) for spell in world.enrolments.get((resident, "maternal"), ())))


def _with_child(world: World, spell: Enrolment) -> bool:
    """Pregnant, or at most 42 days after delivery."""
    delivered = spell.attributes.get("delivered_on")
    if delivered and date.fromisoformat(delivered) <= world.day:
        return (world.day - date.fromisoformat(delivered)).days <= 42
    return spell.end is None


def contract_key_groups(world: World) -> list[Case]:
    answers = {id: "已签约" if contracted(world, id) else "未签约" for id in world.residents() if key_groups(world, id)}
    return _by_resident(world, answers, "已签约")


def _screenings(world: World, programme: str, abnormal: bool) -> dict[str, list[dict]]:
    """Per person the year's done screenings (kind `screen`), all or the abnormal and suspected."""
    result = {}
    for id in world.people:
        visits = [visit for visit in world.seen(id, "screening", since=world.year_start)
                  if visit.get("programme") == programme and visit.get("kind") == "screen"
                  and (not abnormal or visit.get("finding") in ("abnormal", "suspected"))]
        if visits:
            result[id] = visits
    return result


def screened(programme: str, abnormal: bool) -> Rule:
    """People screened, at the units of their screenings."""
    return lambda world: [
        Case(id, id, frozenset(filter(None, (world.visit_unit(visit) for visit in visits))), "计入")
        for id, visits in _screenings(world, programme, abnormal).items()]


def followed(programme: str) -> Rule:
    """Those with an abnormal screening: a diagnosis or treatment on or after any of them."""
    def rule(world: World) -> list[Case]:
        cases = []
        for id, visits in _screenings(world, programme, abnormal=True).items():
            units = {world.visit_unit(visit) for visit in visits} if FOLLOWED_AT_VISIT else {world.home(id, world.day)}
            done = any(visit.get("programme") == programme and visit.get("kind") in ("diagnosis", "treatment")
                       for visit in world.seen(id, "screening", since=visits[0]["date"]))
            if units := frozenset(filter(None, units)):
                cases.append(Case(id, id, units, "已干预" if done else "未干预", done))
        return cases
    return rule


def chains(programme: str, chosen: Callable[[World, Chain], bool]) -> Rule:
    """Chains of the programme, at the unit on the day, else that of the last residency."""
    def rule(world: World) -> list[Case]:
        cases = []
        for id in world.of_programme(programme):
            for spells in world.chains(id, programme):
                chain, home = chain_of(spells), world.last_home(id)
                if home and chosen(world, chain):
                    cases.append(Case(spells[0].id, id, frozenset({home}), chain.reason if chain.end else "计入"))
        return cases
    return rule


def services(programme: str, attempts: bool) -> Rule:
    """Done visits of the programme's forms in the year, or attempts, at the visit's unit."""
    def rule(world: World) -> list[Case]:
        visits = world.attempts if attempts else [visit for rows in world.visits.values() for visit in rows]
        return [Case(visit["id"], visit["resident"], frozenset({world.visit_unit(visit)}), "计入") for visit in visits
                if visit["date"] >= world.year_start and world.visit_unit(visit)
                and (visit["form"] in FORMS_OF.get(programme, ())
                     or (visit["form"] == "screening" and visit.get("programme") == programme))]
    return rule
