"""What is true on one day: ages, residencies, enrolments and their chains, visits; indicators.md line by line."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from .reading import Folder

BLAMELESS = {"died", "moved_away", "transferred", "misdiagnosed"}
REOPENABLE = {"lost", "refused", "other", ""}
EXAM = ("height", "weight", "waist", "sbp", "dbp", "assessment", "guidance")
EXAM_FROM_65 = ("self_care", "haemoglobin", "white_cells", "platelets", "urine_protein", "urine_sugar",
                "fasting_glucose", "alt", "ast", "bilirubin", "creatinine", "urea", "cholesterol", "triglycerides",
                "ldl", "hdl", "ecg", "ultrasound")
DAY = timedelta(days=1)


def year_before(day: date) -> date:
    """The same day of the previous year, 28 February for 29 February."""
    return date(day.year - 1, 2, 28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def year_after(day: date) -> date:
    """The same day of the next year, 28 February for 29 February."""
    return date(day.year + 1, 2, 28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year + 1)


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def age(birth: date, day: date) -> int:
    """Completed years; born on 29 February, a new age comes on 1 March of a common year."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def quarters(year: int) -> list[tuple[date, date]]:
    """The four calendar quarters of a year, as first and last day."""
    firsts = [date(year, month, 1) for month in (1, 4, 7, 10)] + [date(year + 1, 1, 1)]
    return [(first, after - DAY) for first, after in pairwise(firsts)]


@dataclass(frozen=True)
class Enrolment:
    """A spell in a programme; `end` is None while open on the day."""

    id: str
    resident: str
    programme: str
    start: date
    end: date | None
    reason: str
    unit: str
    attributes: dict


@dataclass(frozen=True)
class Chain:
    """Enrolments that follow on each other; `end` is None while any is open."""

    resident: str
    start: date
    end: date | None
    reason: str


class World:
    """The folder's rows as they stand on `day`."""

    def __init__(self, folder: Folder, day: date):
        self.day, self.year_start, self.year_ago = day, date(day.year, 1, 1), year_before(day)
        self.tables = folder.tables
        self.units = {row["code"]: row for row in folder.tables["units"]}
        self.parents = {code: row.get("parent", "") for code, row in self.units.items()}
        self.people = {row["id"]: row for row in folder.tables["residents"]}
        self.residencies = self._residencies()
        self.visits = {}  # resident -> counted visits up to the day, earliest first
        self.attempts = []
        for row in folder.tables["visits"]:
            if row.get("void") == "1" or row["date"] > day:
                continue
            if row.get("result") in ("", "done", None):
                self.visits.setdefault(row["resident"], []).append(row)
            else:
                self.attempts.append(row)
        for rows in self.visits.values():
            rows.sort(key=lambda row: (row["date"], row["id"]))
        self.enrolments = self._enrolments()

    # units

    def subtree(self, unit: str) -> set[str]:
        """The unit and all below it."""
        return {code for code in self.units if unit in self.line(code)}

    def line(self, code: str) -> list[str]:
        """The unit and those above it."""
        line = []
        while code in self.units and code not in line:
            line.append(code)
            code = self.parents[code]
        return line

    def children(self, unit: str) -> list[str]:
        """The units directly below."""
        return [code for code, parent in self.parents.items() if parent == unit]

    # residence

    def _residencies(self) -> dict[str, list[tuple[date, date | None, str]]]:
        """Per resident the residencies (start, end, unit), by start."""
        moved = {}
        for row in self.tables["residencies"]:
            start = row["start"] or self.people[row["resident"]]["birth_date"]
            moved.setdefault(row["resident"], []).append((start, row["end"], row["unit"]))
        result = {}
        for id, row in self.people.items():
            single = [(row["resident_since"] or row["birth_date"], row["ended"], row.get("unit", ""))]
            result[id] = sorted(moved.get(id, single), key=lambda spell: spell[0])
        return result

    def home(self, resident: str, day: date) -> str | None:
        """The unit where the person is a resident on the day, or None."""
        units = [unit for start, end, unit in self.residencies[resident] if start <= day and (end is None or end > day)]
        return units[-1] if units else None

    def residents(self) -> list[str]:
        """Everyone who is a resident on the day."""
        return [id for id in self.people if self.home(id, self.day)]

    def last_home(self, resident: str) -> str | None:
        """The unit on the day, else that of the last residency begun by then."""
        begun = [unit for start, end, unit in self.residencies[resident] if start <= self.day]
        return self.home(resident, self.day) or (begun[-1] if begun else None)

    def visit_unit(self, visit: dict) -> str | None:
        """The visit's unit; empty: the person's on that day."""
        return visit.get("unit") or self.home(visit["resident"], visit["date"])

    def age(self, resident: str, day: date | None = None) -> int:
        """Completed years on the day."""
        return age(self.people[resident]["birth_date"], day or self.day)

    # enrolments

    def _enrolments(self) -> dict[tuple[str, str], list[Enrolment]]:
        """By resident and programme, those begun by the day, by start and id."""
        result = {}
        for row in self.tables["enrolments"]:
            end = row["end"]
            if end is None and row["programme"] == "contract":
                end = year_after(row["start"])
            if row["start"] > self.day:
                continue
            open_yet = end is None or end > self.day
            spell = Enrolment(row["id"], row["resident"], row["programme"], row["start"], None if open_yet else end,
                              "" if open_yet else row.get("end_reason", ""), row.get("unit", ""),
                              row.get("attributes") or {})
            result.setdefault((spell.resident, spell.programme), []).append(spell)
        for spells in result.values():
            spells.sort(key=lambda spell: (spell.start, spell.id))
        return result

    def of_programme(self, programme: str) -> dict[str, list[Enrolment]]:
        """Per resident the enrolments begun by the day."""
        return {resident: spells for (resident, of), spells in self.enrolments.items() if of == programme}

    def enrolled(self, resident: str, programme: str) -> Enrolment | None:
        """The enrolment that speaks for a resident enrolled on the day: the latest start, then the greatest id."""
        open_yet = [spell for spell in self.enrolments.get((resident, programme), ()) if spell.end is None]
        return open_yet[-1] if open_yet and self.home(resident, self.day) else None

    def managed(self, resident: str, programme: str) -> Enrolment | None:
        """The enrolment by which a resident was managed in the year."""
        if spell := self.enrolled(resident, programme):
            return spell
        spells = self.enrolments.get((resident, programme))
        if not spells or not self.home(resident, self.day):
            return None
        last = spells[-1]
        counts = last.end is not None and last.end >= self.year_start and last.reason not in BLAMELESS
        return last if counts else None

    def chains(self, resident: str, programme: str) -> list[list[Enrolment]]:
        """The person's enrolments in the programme, grouped into chains."""
        chains = []
        for spell in self.enrolments.get((resident, programme), ()):
            if chains:
                last = chain_of(chains[-1])
                if last.end is None or spell.start <= last.end + DAY or last.reason in REOPENABLE:
                    chains[-1].append(spell)
                    continue
            chains.append([spell])
        return chains

    def effective_start(self, spell: Enrolment) -> date:
        """The first start of the chain that holds the enrolment."""
        return next(chain[0].start for chain in self.chains(spell.resident, spell.programme) if spell in chain)

    # visits

    def seen(self, resident: str, *forms: str, since: date | None = None, face_to_face: bool = False) -> list[dict]:
        """Counted visits up to the day, earliest first; all forms if none is named."""
        return [visit for visit in self.visits.get(resident, ())
                if (not forms or visit["form"] in forms) and (since is None or visit["date"] >= since)
                and (not face_to_face or visit.get("mode") in ("clinic", "home"))]

    def complete(self, exam: dict) -> bool:
        """Whether every field of an exam is filled; a refused one is, an unmeasured one is not."""
        fields = EXAM + (EXAM_FROM_65 if self.age(exam["resident"], exam["date"]) >= 65 else ())
        return all(exam.get(name, "") not in ("", "unmeasured") for name in fields)

    def complete_exam(self, resident: str, since: date) -> bool:
        """Whether a complete exam was done in [since, day]."""
        return any(self.complete(exam) for exam in self.seen(resident, "health_exam", since=since))

    def complete_quarters(self) -> list[tuple[date, date]]:
        """The quarters over by the day: last year's and this year's, in order."""
        return [quarter for quarter in quarters(self.day.year - 1) + quarters(self.day.year) if quarter[1] <= self.day]


def chain_of(spells: list[Enrolment]) -> Chain:
    """The chain as one: open while any spell is, else ended with its latest end and that one's reason."""
    if any(spell.end is None for spell in spells):
        return Chain(spells[0].resident, spells[0].start, None, "")
    last = max(spells, key=lambda spell: (spell.end, spell.start, spell.id))
    return Chain(last.resident, spells[0].start, last.end, last.reason)
