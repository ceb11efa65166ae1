"""Women's and prenatal screening with what follows the abnormal ones; pregnancies; children's visits."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from gongwei.site.demo.bodies import Bodies
from gongwei.site.demo.columns import NEVER, Pages, as_date, chosen, day_column, measured, numbered
from gongwei.site.demo.people import People
from gongwei.site.demo.places import Places
from gongwei.site.demo.visits import CLINIC, HOME, VisitBook, workdays

NORMAL, ABNORMAL, SUSPECTED = range(3)
FINDINGS = ["normal", "abnormal", "suspected"]
CANCER, PRENATAL = range(2)
PROGRAMMES = ["cervical_breast_cancer", "prenatal_screening"]
METHODS = [
    "HPV检测",
    "TCT",
    "乳腺彩超",
    "血清学筛查",
    "阴道镜",
    "乳腺X线",
    "羊水穿刺",
    "宫颈锥切术",
    "手术治疗",
    "无创DNA",
]
DIAGNOSES = ["慢性宫颈炎", "低级别鳞状上皮内病变", "高级别鳞状上皮内病变", "乳腺增生", "未见异常", "染色体异常"]


def write_screenings(
    people: People, bodies: Bodies, book: VisitBook, coverage: float, random: np.random.Generator
) -> np.ndarray:
    """Screenings of both programmes; `coverage` is the yearly share of women of 35 to 64.

    Returns the pregnancies: mothers over days of birth.
    """
    strength = book.places.strength[people.village]
    span = book.today - book.start + 1
    women = np.flatnonzero(~people.male & (bodies.age >= 35) & (bodies.age <= 65))
    share = np.clip(coverage * (1 + 0.25 * strength[women]) * span / 365, 0, 0.98)
    women = women[random.random(len(women)) < share]
    # Busy from April to November; the county's van tours the townships.
    years = max(1, round(span / 365))
    day = book.start + random.integers(0, years, len(women)) * 365 + (60 + 300 * random.beta(2, 1.7, len(women)))
    cancer = _with_sequel(women, day, CANCER, 0.055, 0.03, people, book, random)
    mothers, births = pregnancies(people, bodies, book, random)
    week = 15 + random.beta(2.2, 2, len(mothers)) * 5.8
    invited = random.random(len(mothers)) < np.clip(0.84 + 0.08 * strength[mothers], 0.4, 0.98)
    day = births - 280 + week * 7
    prenatal = _with_sequel(mothers[invited], day[invited], PRENATAL, 0.075, 0.03, people, book, random)
    person, day, kind, finding, method, diagnosis, programme = (
        np.concatenate(columns) for columns in zip(cancer, prenatal, strict=True)
    )
    fields = {
        "programme": chosen(PROGRAMMES, programme),
        "kind": chosen(["screen", "diagnosis", "treatment"], kind),
        "method": chosen(METHODS, method),
        "finding": chosen(FINDINGS, finding),
        "diagnosis": chosen(DIAGNOSES, diagnosis),
    }
    book.write("screening", people, person, day.astype(np.int32), fields, random, by_county=True)
    return np.stack([mothers, births])


def _with_sequel(
    person: np.ndarray,
    day: np.ndarray,
    programme: int,
    abnormal: float,
    suspected: float,
    people: People,
    book: VisitBook,
    random: np.random.Generator,
) -> tuple[np.ndarray, ...]:
    """Screenings, the diagnosis of about three in four abnormal ones, the treatment of a third of these."""
    kept = day >= book.start  # earlier ones stand in nobody's files
    person, day = person[kept], workdays(day[kept].astype(np.int64), book.start, random)
    chance = random.random(len(person))
    finding = np.where(chance < abnormal, ABNORMAL, np.where(chance < abnormal + suspected, SUSPECTED, NORMAL))
    method = random.integers(0, 3, len(person)) if programme == CANCER else np.where(person % 6 == 0, 9, 3)
    followed = np.flatnonzero((finding > 0) & (random.random(len(person)) < 0.78))
    diagnosed_on = workdays(day[followed] + 6 + random.exponential(16, len(followed)).astype(np.int64), 0, random)
    serious = random.random(len(followed)) < (0.3 if programme == CANCER else 0.06)
    outcome = np.where(
        programme == CANCER,
        np.where(serious, 1 + (random.random(len(followed)) < 0.4), np.where(method[followed] == 2, 3, 0)),
        np.where(serious, 5, 4),
    )
    tools = np.where(programme == CANCER, np.where(method[followed] == 2, 5, 4), 6)
    treated = np.flatnonzero(serious & (random.random(len(followed)) < 0.85))
    treated_on = workdays(diagnosed_on[treated] + 5 + random.exponential(14, len(treated)).astype(np.int64), 0, random)
    parts = [
        (person, day, np.zeros(len(person), int), finding, method, np.full(len(person), -1)),
        (
            person[followed],
            diagnosed_on,
            np.ones(len(followed), int),
            np.where(serious, ABNORMAL, NORMAL),
            tools,
            outcome,
        ),
        (
            person[followed][treated],
            treated_on,
            np.full(len(treated), 2),
            np.full(len(treated), -1),
            np.where(outcome[treated] <= 2, 7, 8),
            outcome[treated],
        ),
    ]
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    fits = (columns[1] >= book.start) & (columns[1] <= book.today) & people.present(columns[0], columns[1])
    columns = [column[fits] for column in columns]
    return (*columns, np.full(len(columns[0]), programme))


def pregnancies(
    people: People, bodies: Bodies, book: VisitBook, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Mothers and days of birth: of the children born since the start, and of those to come within 200 days."""
    babies = np.flatnonzero((people.birth >= book.start) & (people.mother >= 0))
    fertile = np.flatnonzero(~people.male & (bodies.age >= 21) & (bodies.age <= 38))
    fertile = np.setdiff1d(fertile, people.mother[babies])
    yearly = len(babies) * 365 / (book.today - book.start + 1)
    expecting = random.permutation(fertile)[: int(yearly * 200 / 365)]
    due = book.today + 1 + random.integers(0, 200, len(expecting))
    mothers, first = np.unique(people.mother[babies], return_index=True)
    return np.concatenate([mothers, expecting]), np.concatenate([people.birth[babies][first], due]).astype(np.int64)


def write_pregnancies(
    mothers: np.ndarray,
    births: np.ndarray,
    people: People,
    places: Places,
    today: int,
    pages: Pages,
    random: np.random.Generator,
) -> None:
    """Enrolments in maternal care, booked at 7 to 14 weeks, ended six weeks after delivery."""
    conceived = births - 280 + np.rint(random.normal(0, 7, len(mothers))).astype(np.int64)
    start = conceived + 45 + (random.random(len(mothers)) * 55).astype(np.int64)
    fits = (start <= today) & people.present(mothers, start.astype(np.int32))
    mothers, births, conceived, start = mothers[fits], births[fits], conceived[fits], start[fits]
    delivered = births <= today
    end = np.minimum(np.where(births + 42 <= today, births + 42, NEVER), people.ended[mothers])
    texts = [f'{{"lmp": "{as_date(day)}"' for day in conceived]
    for at in np.flatnonzero(delivered):
        day, home = as_date(births[at]), as_date(min(births[at] + 3, today))
        texts[at] += f', "delivered_on": "{day}", "discharged_on": "{home}", "live_births": 1, "stillbirths": 0'
    pages.write(
        "enrolments",
        {
            "id": numbered(pages.serials("Y", len(mothers)), 10, "EY"),
            "resident": people.ids.take(pa.array(mothers)),
            "programme": chosen(["maternal"], np.zeros(len(mothers), int)),
            "start": day_column(start),
            "end": day_column(end),
            "end_reason": chosen(
                ["completed", "died", "moved_away"],
                np.where(
                    end == NEVER, -1, np.where(end < people.ended[mothers], 0, 2 - (people.died[mothers] != NEVER))
                ),
            ),
            "unit": numbered(places.village_codes[people.village_on(mothers, start)], 12),
            "attributes": pa.array([f"{text}}}" for text in texts], pa.string()),
        },
        quoted=True,
    )


_CHILD_AGES = [(2, "newborn"), (29, "full_month")] + [
    (month * 30.44, f"month{month}") for month in (3, 6, 8, 12, 18, 24, 30, 36)
]
_CHILD_AGES += [(year * 365.25, f"year{year}") for year in (4, 5, 6)]


def write_child_visits(people: People, bodies: Bodies, book: VisitBook, random: np.random.Generator) -> None:
    """child_visit: each visit falls some days after its age, eight or nine in ten of them kept."""
    children = np.flatnonzero(people.birth > book.start - 2600)
    kinds = np.array([age for age, _ in _CHILD_AGES])
    person = np.repeat(children, len(kinds))
    kind = np.tile(np.arange(len(kinds)), len(children))
    wait = np.array([2, 2] + [12] * 8 + [60] * 3)[kind] * random.exponential(1, len(person))
    day = workdays((people.birth[person] + kinds[kind] + wait).astype(np.int64), 0, random)
    day = np.maximum(day, people.birth[person] + 1)
    kept = random.random(len(person)) < np.clip(0.87 + 0.06 * book.places.strength[people.village[person]], 0.3, 0.98)
    fits = kept & (day >= book.start) & (day <= book.today) & people.present(person, day)
    person, day, kind = person[fits], day[fits].astype(np.int32), kind[fits]
    count = len(person)
    months = (day - people.birth[person]) / 30.44
    weight = np.interp(
        months, [0, 1, 3, 6, 12, 24, 36, 48, 60, 84], [3.3, 4.4, 6.3, 7.9, 9.6, 12.1, 14.2, 16.2, 18.2, 22.3]
    )
    length = np.interp(
        months, [0, 1, 3, 6, 12, 24, 36, 48, 60, 84], [50, 54.5, 61, 67.5, 75.5, 87, 95.5, 102.5, 109.5, 121.5]
    )
    head = np.interp(months, [0, 1, 3, 6, 12, 24, 36], [34, 37, 40.3, 43.2, 46, 48, 49.2])
    blood = np.isin(kind, [3, 4, 6, 8])
    fields = {
        "kind": chosen([name for _, name in _CHILD_AGES], kind),
        "weight": measured(weight * np.exp(random.normal(0, 0.1, count)), 1),
        "height": measured(length * np.exp(random.normal(0, 0.035, count)), 1),
        "head": measured(head + random.normal(0, 1.1, count), 1, missing=months > 37),
        "haemoglobin": measured(random.normal(118, 8, count), missing=~blood),
        "hearing": chosen(
            ["通过", "未通过"], np.where(np.isin(kind, [3, 5, 7, 9]), (random.random(count) < 0.01).astype(int), -1)
        ),
        "feeding": chosen(["纯母乳", "混合", "人工"], np.where(months < 6.5, person % 3, -1)),
        "guidance": chosen(["科学喂养 生长发育 疾病预防 口腔保健"], np.zeros(count, int)),
    }
    book.write(
        "child_visit", people, person, day, fields, random, mode=np.where(kind == 0, HOME, CLINIC), by_township=kind > 1
    )
