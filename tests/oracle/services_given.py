"""The visits of a nasty folder: boundary days, twins on one day, missing readings, exams short of one field."""

import json
import random
from datetime import date, timedelta

from .columns import COLUMNS
from .reading import ATTEMPTS
from .world import EXAM, EXAM_FROM_65, add_months, quarters, year_after

TWINS = (("v9", "v10"), ("Va", "va"), ("v", "中"), ("a_", "a-"), ("Z", "a"), ("ﬀ", "𠮷"),
         ("e\u0301", "é"), ("v1", "v01"))
PRESSURES = ((139, 89), (140, 90), (139, 90), (140, 89), (149, 89), (150, 90), (149, 90), (150, 89), (120, 80),
             ("139.9", "89.9"), ("", 80), (130, ""), ("", ""), ("refused", "refused"), ("unmeasured", "unmeasured"),
             (135, "refused"), (300, 200), (50, 30))
SUGARS = ("6.9", "7.0", "7", "6.99", "7.01", "5.6", "", "refused", "unmeasured", "1", "40")
FOLLOWED = {"hypertension": "hypertension_followup", "diabetes": "diabetes_followup", "mental": "mental_followup",
            "copd": "copd_followup", "tuberculosis": "tb_followup"}
LAST_DAY = date(2026, 6, 30)
SPANS = [quarter for year in (2023, 2024, 2025) for quarter in quarters(year)]


class Book:
    """Collects visits, giving each an id of its own."""

    def __init__(self, rng: random.Random, villages, days):
        self.rng, self.villages, self.days = rng, villages, days
        self.rows = {file: [] for file in COLUMNS if file.startswith("visits/")}
        self.number = 0

    def add(self, form: str, person: dict, day: date, stem: str | None = None, **fields) -> None:
        """One visit with a random place, mode and result unless given."""
        rng = self.rng
        if not person["birth_date"] <= day <= LAST_DAY:
            return
        if stem is None:
            self.number += 1
            stem = rng.choice(("v", "V", "é", "中", "n-"))
        row = dict(id=f"{stem}·{self.number}", resident=person["id"], date=day, provider="医生",
                   unit=rng.choice((person["unit"], person["unit"], person["unit"], "", rng.choice(self.villages))),
                   mode=rng.choice(("clinic", "clinic", "clinic", "home", "home", "phone", "")),
                   result=rng.choice(("done", "done", "done", "", "", "", rng.choice(sorted(ATTEMPTS)))),
                   void=rng.choice(("", "0", "", "0", "", "0", "0", "", "0", "1")),
                   entered_at=f"{day}T10:30:00")
        self.rows[f"visits/{form}.csv"].append(row | fields)

    def twins(self, form: str, person: dict, day: date, make) -> None:
        """Two counted visits on one day, told apart by their ids alone; they may be written in either order."""
        self.number += 1
        stems = list(self.rng.choice(TWINS))
        self.rng.shuffle(stems)
        for stem in stems:
            self.add(form, person, day, stem, mode="clinic", result="done", void="0", **make())

    def boundary_day(self, span: tuple[date, date]) -> date:
        """A day of the quarter: its first, its last, an as-of day or the next, or any."""
        first, last = span
        near = [day for when in self.days for day in (when, when + timedelta(days=1)) if first <= day <= last]
        return self.rng.choice((first, last, self.rng.choice(near or [first]),
                                first + timedelta(days=self.rng.randrange((last - first).days))))


def visits_of(rng: random.Random, people: list[dict], enrolments: list[dict], villages, days) -> dict[str, list[dict]]:
    """Rows per visits file."""
    book = Book(rng, villages, days)
    by_id = {person["id"]: person for person in people}
    for id, programme in sorted({(row["resident"], row["programme"]) for row in enrolments}):
        if programme in FOLLOWED:
            _follow_up(book, by_id[id], programme, diligence=rng.choice((0.6, 0.95, 1)))
    for row in enrolments:
        if row["programme"] == "maternal":
            twice = sum(1 for other in enrolments if other["programme"] == "maternal"
                        and other["resident"] == row["resident"]) > 1
            _pregnancy(book, by_id[row["resident"]], row, [row["id"]] if twice else [row["id"], ""])
        if row["programme"] == "tuberculosis":
            book.add("tb_first_visit", by_id[row["resident"]], row["start"] + timedelta(days=rng.choice((-1, 0, 3))))
    for person in people:
        _exams(book, person)
        _other_forms(book, person)
        _screenings(book, person)
    for lines in book.rows.values():
        rng.shuffle(lines)
    return book.rows


def _follow_up(book: Book, person: dict, programme: str, diligence: float) -> None:
    form, rng = FOLLOWED[programme], book.rng
    fields = {"hypertension": _pressure, "diabetes": _sugar, "mental": _mind}.get(programme, lambda rng: {})
    for span in SPANS:
        if rng.random() > diligence:
            continue
        day = book.boundary_day(span)
        if rng.random() < 0.15:
            book.twins(form, person, day, lambda: fields(rng))
        elif diligence == 1:
            book.add(form, person, day, mode=rng.choice(("clinic", "home")), result="done", void="", **fields(rng))
        else:
            book.add(form, person, day, **fields(rng))


def _pressure(rng: random.Random) -> dict:
    sbp, dbp = rng.choice(PRESSURES)
    return dict(sbp=sbp, dbp=dbp, heart_rate=72)


def _sugar(rng: random.Random) -> dict:
    return _pressure(rng) | dict(fasting_glucose=rng.choice(SUGARS), hba1c=rng.choice(("", "3", "20", "6.5")))


def _mind(rng: random.Random) -> dict:
    return {"danger": rng.randrange(6), "hospitalised": rng.choice(("never", "earlier", "now", "never")),
            "adherence": rng.choice(("regular", "interrupted", "none", "not_needed", "")),
            "class": rng.choice(("stable", "stable", "basically_stable", "unstable", ""))}


def exam_fields(rng: random.Random) -> dict:
    """The fields of an exam: whole, short of one field, only the part asked below 65, or with a refusal."""
    values = {"height": 160, "weight": 60, "waist": 80, "sbp": 130, "dbp": 80, "assessment": "无异常",
              "guidance": "定期随访"}
    full = values | {name: 5 for name in EXAM_FROM_65}
    kind = rng.choice(("full", "full", "full", "base", "short", "short65", "refused", "unmeasured"))
    if kind == "base":
        return values
    if kind == "short":
        full[rng.choice(EXAM)] = ""
    if kind == "short65":
        full[rng.choice(EXAM_FROM_65)] = ""
    if kind in ("refused", "unmeasured"):
        full[rng.choice(("waist", "sbp", "haemoglobin", "ecg", "fasting_glucose"))] = kind
    return full


def _exams(book: Book, person: dict) -> None:
    rng, birth = book.rng, person["birth_date"]
    days = []
    if birth.month == 2 and birth.day == 29:
        birthday = date(birth.year + 65, 3, 1)
    else:
        birthday = birth.replace(year=birth.year + 65)
    if date(2023, 1, 1) < birthday < date(2025, 12, 31) and rng.random() < 0.7:
        days.append(birthday + timedelta(days=rng.choice((-1, 0, 1))))
    for _ in range(rng.choice((0, 1, 2, 3)) if birth.year < 1995 else 0):
        day = rng.choice(book.days)
        days.append(rng.choice((day, day + timedelta(days=1), date(day.year, 1, 1), date(day.year - 1, 12, 31),
                                day.replace(year=day.year - 1, day=min(day.day, 28)),
                                min(year_after(day), date(2025, 12, 31)), add_months(day, -12) + timedelta(days=1))))
    for day in days:
        book.add("health_exam", person, day, **exam_fields(rng))


def _other_forms(book: Book, person: dict) -> None:
    rng = book.rng
    for form, share in (("tcm_constitution", 0.4), ("vaccination", 0.1)):
        if rng.random() < share:
            fields = dict(vaccine="MMR", dose=1, outcome="given") if form == "vaccination" else {}
            book.add(form, person, book.boundary_day(rng.choice(SPANS)), **fields)
    if person["birth_date"].year >= 2017:
        for month, kind in ((0, "newborn"), (1, "full_month"), (6, "month6"), (12, "month12"), (48, "year4")):
            late = rng.choice((0, 28, 29) if month == 0 else (0, 5))
            day = add_months(person["birth_date"], month) + timedelta(days=late)
            if rng.random() < 0.6 and day <= date(2025, 12, 31):
                book.add("child_visit", person, day, kind=kind, weight="3.5", height=48)
                if month >= 6:
                    book.add("tcm_child", person, day)


def _pregnancy(book: Book, person: dict, row: dict, names: list[str]) -> None:
    rng, facts = book.rng, json.loads(row["attributes"])
    expected = date.fromisoformat(facts["edd"]) if "edd" in facts else None
    lmp = date.fromisoformat(facts["lmp"]) if "lmp" in facts else expected - timedelta(days=280)
    birth = date.fromisoformat(facts["delivered_on"]) if "delivered_on" in facts else lmp + timedelta(days=280)
    days = [("first", rng.choice((60, 90, 90, 91))), ("second", 120), ("third", 150), ("fourth", 200), ("fifth", 262),
            ("other", rng.choice((200, 240)))]
    for kind, after in days:
        if rng.random() < 0.9:
            book.add("antenatal_visit", person, lmp + timedelta(days=after), kind=kind, result="", void="",
                     enrolment=rng.choice(names))
    after = rng.choice((0, 7, 28, 29, 32, 33, -1))
    book.add("postpartum_visit", person, birth + timedelta(days=after), kind=rng.choice(("home", "home", "day42")),
             result="done", void="0", enrolment=rng.choice(names))


def _screenings(book: Book, person: dict) -> None:
    """Screenings, some abnormal, with a diagnosis the day before, the same day or later; some in two units."""
    rng = book.rng
    for programme in ("cervical_breast_cancer", "prenatal_screening"):
        if rng.random() > 0.35:
            continue
        day = book.boundary_day(rng.choice(SPANS[2:]))
        for _ in range(rng.choice((1, 1, 2))):
            book.add("screening", person, day, programme=programme, kind="screen",
                     finding=rng.choice(("normal", "abnormal", "abnormal", "suspected", "")))
            if rng.random() < 0.6:
                book.add("screening", person, day + timedelta(days=rng.choice((-1, 0, 1, 40))), programme=programme,
                         kind=rng.choice(("diagnosis", "treatment")), finding=rng.choice(("normal", "abnormal", "")))
            day += timedelta(days=rng.choice((0, 1, 60)))
