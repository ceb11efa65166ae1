"""The independent oracle: figures and people of an exchange folder on a day, computed from the domain texts alone.

Where the texts leave room, the most literal reading was chosen:

| # | where the text is open | chosen here |
| --- | --- | --- |
| 1 | an id repeats a row that was itself refused | refused too: it "repeats an earlier one of the file" |
| 2 | an id repeats across visit forms: which row is earlier | forms in the order exchange.md lists them |
| 3 | files without an id (population, residencies, targets, tallies …) | natural key; repeats refused |
| 4 | code columns outside the list of exchange.md (kind, finding, class, key_groups, outcome, consent) | never refuse |
| 5 | enrolments naming a programme that exchange.md/services.md do not name | refused as an unknown reference |
| 6 | visits, targets, tallies naming an unknown programme or item | kept; undefined: a flow (`beds`, `staff`: stock) |
| 7 | hard ranges of §1 for the same field on other forms | apply to every form; height not on child_visit (length) |
| 8 | values outside hard ranges include what is no number, date or JSON | refused |
| 9 | empty key, resident, date, start, birth_date, programme | refused; other empty columns are accepted |
| 10 | codes of residencies.end_reason | those of residents.csv |
| 11 | all rows of a person in residencies.csv are refused | the row of residents.csv holds again |
| 12 | a residency (re)starting the day after the last ended | resident nowhere on the day of the end |
| 13 | "previous end" of a chain when enrolments overlap | the chain's latest end so far; open: everything later joins |
| 14 | managed in the year, several enrolments, none open | the last (start, then id) speaks, alone |
| 15 | enrolments starting after D, ends after D | not there yet / still open, chains included |
| 16 | control: follow-ups in the window before the effective start | count |
| 17 | `<p>.managed` | persons once, at the resident's unit at D, maternal and tuberculosis too |
| 18 | `<p>.new`, `<p>.closed` | count chains, so a person with two chains counts twice; never resident: nowhere |
| 19 | health_record.managed, older_people.managed | enrolments of that programme id only |
| 20 | visits of an empty unit on a day the person is resident nowhere | count at no unit |
| 21 | `screening.<p>.done` | kind `screen` only; `.visits` counts every kind |
| 22 | place of `screening.<p>.followed` (a proportion, not a count) | resident's unit at D, residents at D only |
| 23 | contract without end | end = same day next year, and an end day is no longer covered |
| 24 | pregnant at D (key groups) | enrolment open at D, not delivered by D; after delivery 42 days, open or not |
| 25 | aged 0–36 completed months | completed months ≤ 36, until the day before 37 months |
| 26 | a tally with some units or periods missing | the sum of those reported; none: no numerator, no value |
| 27 | a stock above the reporting unit | the sum of each unit's last; two ending together: the later row |
| 28 | an item reported by month and by year at once | everything adds up |
| 29 | vital rates in mid year | not annualised; population of D's year; births or deaths missing: no growth |
| 30 | numerator and denominator of a project group | sum of the projects' shares, number of projects |
| 31 | numerator and denominator of a completion | done (a rate: its value in its own factor) and target |
| 32 | the item of a target | bare indicator, tally or group id, tried in this order |
| 33 | an upper unit's population, some children without | no value; leaves without a figure: no value |
| 34 | last complete quarter in [Y0, D] when D's year has none | the previous year's Q4; progress has an empty `of` |
| 35 | mental.stable with an empty `hospitalised` | not hospitalised; only `now` excludes |
| 36 | units with validity dates and successors | the tree as given; dates are not looked at |
| 37 | annual basis read before 31 December | the same n as at 31 December |
| 38 | due quarters after an enrolment was closed (lost, refused …) | still due, up to D |
| 39 | voided attempts, `<p>.visits` of older_people and contract | not counted; 0 |
| 40 | a tally item bearing an indicator's id (no records exist) | `tally.<id>` only; rates keep to records |
| 41 | a pregnancy or TB course whose enrolment names no unit | counts nowhere |
| 42 | antenatal days "from lmp to delivery" | both ends count; without lmp and edd no first day; booking then is late |
| 43 | maternal.postpartum, discharge known | from delivery on, at most 28 days after discharge |
| 44 | maternal.systematic | 28 days of *delivery*, as written, not of discharge |
| 45 | an unnamed visit on a day that several pregnancies hold | counts for each |
| 46 | a person dies or moves while an enrolment stays open | not enrolled, but the chain is not closed |
| 47 | a done vaccination visit whose outcome is refused or deferred | a done visit by its result |
"""

from datetime import date
from fractions import Fraction

from . import aggregates, pregnancies, rules
from .aggregates import Figure, ratio
from .reading import Folder, read
from .rules import Case, Rule, chains, control, screened, services, standard_annual, standard_progress
from .world import World

PROGRAMMES = tuple(rules.FORMS_OF) + rules.SCREENED

PROPORTIONS: dict[str, Rule] = {
    "health_record.use": rules.record_use,
    "older_people.management": rules.older_management,
    "older_people.tcm": rules.older_tcm,
    "child.management": rules.child_management,
    "child.newborn_visit": rules.newborn_visit,
    "child.tcm": rules.child_tcm,
    "hypertension.standard_progress": standard_progress("hypertension", "hypertension_followup"),
    "hypertension.standard_annual": standard_annual("hypertension", "hypertension_followup"),
    "hypertension.control": control("hypertension", "hypertension_followup", rules.pressure_on_target),
    "diabetes.standard_progress": standard_progress("diabetes", "diabetes_followup"),
    "diabetes.standard_annual": standard_annual("diabetes", "diabetes_followup"),
    "diabetes.control": control("diabetes", "diabetes_followup", rules.glucose_on_target),
    "mental.management": rules.mental_management,
    "mental.standard_progress": standard_progress("mental", "mental_followup", face=False, exam=False),
    "mental.standard_annual": standard_annual("mental", "mental_followup", face=False, exam=False),
    "mental.stable": rules.mental_last(
        lambda visit: None if visit.get("hospitalised") == "now" else
        "稳定" if visit.get("class") == "stable" else "未稳定", "稳定"),
    "mental.regular_medication": rules.mental_last(
        lambda visit: {"regular": "规律", "not_needed": "无需服药"}.get(visit.get("adherence"), "不规律"),
        "规律", "无需服药"),
    "mental.exam": rules.mental_exam,
    "tuberculosis.management": rules.tb_management,
    "tuberculosis.regular_medication": pregnancies.tb_regular,
    "contract.key_groups": rules.contract_key_groups,
} | pregnancies.PREGNANCY | {
    f"screening.{programme}.followed": rules.followed(programme) for programme in rules.SCREENED
}

RATIOS: dict[str, tuple[Rule, str, int]] = {  # numerator's cases, population group, factor
    "health_record.coverage": (rules.record_coverage, "all", 100),
    "health_record.electronic": (rules.record_electronic, "all", 100),
    "older_people.coverage": (rules.older_management, "65+", 100),
    "contract.coverage": (rules.contract_coverage, "all", 100),
    "mental.prevalence": (rules.enrolled_here("mental"), "all", 1000),
}

COUNTS: dict[str, Rule] = {}
for _programme in PROGRAMMES:
    COUNTS[f"{_programme}.managed"] = rules.enrolled_here(_programme)
    COUNTS[f"{_programme}.new"] = chains(_programme, lambda world, chain: chain.start >= world.year_start)
    COUNTS[f"{_programme}.closed"] = chains(
        _programme, lambda world, chain: chain.end is not None and chain.end >= world.year_start)
    COUNTS[f"{_programme}.visits"] = services(_programme, attempts=False)
    COUNTS[f"{_programme}.attempts"] = services(_programme, attempts=True)
for _programme in rules.SCREENED:
    COUNTS[f"screening.{_programme}.done"] = screened(_programme, abnormal=False)
    COUNTS[f"screening.{_programme}.abnormal"] = screened(_programme, abnormal=True)


def _here(world: World, cases: list[Case], unit: str) -> list[Case]:
    """The cases of the unit and all below it."""
    below = world.subtree(unit)
    return [case for case in cases if case.units & below]


def figures(folder, as_of: date, import_day: date | None = None) -> dict[tuple[str, str], Figure]:
    """(indicator, unit) → (numerator, denominator, value), exact; None where the CSV is empty; factor applied."""
    world = World(_folder(folder, import_day), as_of)
    result = {}
    units = {unit: world.subtree(unit) for unit in world.units}
    for name, rule in (PROPORTIONS | {id: parts[0] for id, parts in RATIOS.items()} | COUNTS).items():
        cases = rule(world)
        for unit, below in units.items():
            here = [case for case in cases if case.units & below]
            counted = len({case.subject for case in here if case.counted})
            if name in PROPORTIONS:
                result[name, unit] = ratio(counted, len({case.subject for case in here}), 100)
            elif name in RATIOS:
                _, group, factor = RATIOS[name]
                result[name, unit] = ratio(counted, aggregates.population(world, unit, group), factor)
            else:
                result[name, unit] = _count(counted)
    births = {spell.id: spell for spell in pregnancies.delivered(world)}
    for name, rule in pregnancies.PREGNANCY.items():
        for unit in units:
            here = _here(world, rule(world), unit)
            born = sum(pregnancies.live_births(births[case.subject]) for case in here)
            result[f"{name}_national", unit] = ratio(sum(case.counted for case in here), born, 100)
    groups = {row["group"] for row in world.tables["projects"] if row.get("group")}
    for unit in units:
        for item in aggregates.tally_items(world):
            result[f"tally.{item}", unit] = _count(aggregates.tally(world, unit, item))
        for group in groups:
            result[f"project.{group}", unit] = aggregates.project(world, unit, group)
        for name in aggregates.VITAL:
            result[name, unit] = aggregates.vital(world, unit, name)
        result["infectious.incidence", unit] = aggregates.incidence(world, unit)
    known = dict(result)
    for row in world.tables["targets"]:
        if row["year"] == str(as_of.year):
            result[f"completion.{row['item']}", row["unit"]] = aggregates.completion(
                world, row["unit"], row["item"], row["target"], known)
    return result


def people(folder, as_of: date, indicator: str, unit: str, import_day: date | None = None) -> dict[str, str]:
    """Each resident of the indicator at the unit with the outcome (counts: 计入, an ended chain its reason)."""
    world = World(_folder(folder, import_day), as_of)
    rule = PROPORTIONS.get(indicator) or COUNTS.get(indicator) or RATIOS[indicator][0]
    return {case.resident: case.outcome for case in _here(world, rule(world), unit)}


def rejections(folder, import_day: date | None = None) -> dict[tuple[str, int], str]:
    """(file, line) of every row refused, with the reason."""
    return _folder(folder, import_day).rejected


def text(value: Fraction | None) -> str:
    """The value as the CSV has it: six decimals, half away from zero, empty when there is none."""
    if value is None:
        return ""
    millionths = int(abs(value) * 1_000_000 + Fraction(1, 2))
    return f"{'-' if value < 0 and millionths else ''}{millionths // 1_000_000}.{millionths % 1_000_000:06d}"


def _count(count) -> Figure:
    return (None, None, None) if count is None else (Fraction(count), None, Fraction(count))


def _folder(folder, import_day: date | None) -> Folder:
    return folder if isinstance(folder, Folder) else read(folder, import_day or date.today())
