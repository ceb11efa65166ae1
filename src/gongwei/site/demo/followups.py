"""Follow-ups of hypertension, diabetes and severe mental disorder, quarter by quarter."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gongwei.site.demo.bodies import Bodies
from gongwei.site.demo.columns import NEVER, chosen, day_column, measured
from gongwei.site.demo.diseases import Enrolments
from gongwei.site.demo.people import People
from gongwei.site.demo.visits import (
    AWAY,
    CLINIC,
    DONE,
    HOME,
    NOT_FOUND,
    PHONE,
    WRONG_NUMBER,
    VisitBook,
    quarters,
    workdays,
)

CLASSES = ["controlled", "uncontrolled", "adverse_reaction", "complication", "emergency"]
PRESSURE_DRUGS = [
    "苯磺酸氨氯地平片 5mg 每日1次",
    "硝苯地平缓释片 20mg 每日2次",
    "缬沙坦胶囊 80mg 每日1次",
    "依那普利片 10mg 每日1次",
    "吲达帕胺片 2.5mg 每日1次",
    "厄贝沙坦氢氯噻嗪片 150mg 每日1次",
    "美托洛尔片 25mg 每日2次",
]
GLUCOSE_DRUGS = [
    "二甲双胍片 0.5g 每日2次",
    "格列美脲片 2mg 每日1次",
    "阿卡波糖片 50mg 每日3次",
    "格列齐特缓释片 30mg 每日1次",
    "二甲双胍片 0.5g 每日3次",
    "达格列净片 10mg 每日1次",
]


@dataclass(frozen=True)
class Rounds:
    """Visits decided on; `adherence` is 0 where the drugs are taken regularly, 1 interrupted, 2 not at all."""

    person: np.ndarray
    day: np.ndarray
    mode: np.ndarray
    result: np.ndarray
    adherence: np.ndarray


def rounds(
    rows: Enrolments, people: People, book: VisitBook, ease: float, extra: float, random: np.random.Generator
) -> Rounds:
    """A visit a quarter where doctor and person keep to it; else a call, up to three attempts, or nothing.

    `ease` is the log-odds of a kept quarter in an average village, growing slowly; `extra` the mean number of
    further visits.
    """
    strength = book.places.strength[people.village[rows.person]]
    keeps = ease + 0.65 * strength + 1.25 * people.diligence[rows.person]
    haste = np.clip(0.34 - 0.12 * strength, 0.1, 0.7)
    parts: list[tuple[np.ndarray, ...]] = []
    for first, length in quarters(book.start, book.today):
        chance = random.random(len(rows.person))
        better = 0.5 * (first - (book.start + book.today) / 2) / 365
        kept = np.flatnonzero(chance < 1 / (1 + np.exp(-keeps - better)))
        more = np.repeat(kept, random.poisson(extra, len(kept)))
        missed = np.setdiff1d(np.arange(len(rows.person)), kept, assume_unique=True)
        habit = random.random(len(missed))
        phone = book.places.phone[people.village[rows.person[missed]]]
        called = missed[habit < phone]
        tried = missed[(habit >= phone) & (habit < phone + 0.22)]
        tried = np.repeat(tried, random.integers(1, 4, len(tried)))
        for who, kind in ((kept, 0), (more, 0), (called, 1), (tried, 2)):
            late = random.random(len(who)) < haste[who]
            share = np.where(late, 1 - random.random(len(who)) ** 2 * 0.26, random.random(len(who)))
            day = workdays(first + (share * length).astype(np.int64), first, random)
            parts.append((who, day, np.full(len(who), kind)))
    begun = np.flatnonzero((rows.start >= book.start) & (random.random(len(rows.person)) < 0.75))
    parts.append((begun, rows.start[begun].astype(np.int64), np.zeros(len(begun), int)))
    row, day, kind = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    person = rows.person[row]
    fits = (day >= np.maximum(rows.start[row], book.start)) & (day < np.minimum(rows.end[row], book.today + 1.0))
    fits &= people.present(person, day)
    row, day, kind, person = row[fits], day[fits], kind[fits], person[fits]
    order = np.lexsort((day, row))
    row, day, kind, person = row[order], day[order], kind[order], person[order]
    older = people.birth[person] < day - 75 * 365.25
    at_home = random.random(len(row)) < np.where(older, 0.55, 0.28)
    failed = AWAY + np.searchsorted([0.55, 0.75, 0.9], random.random(len(row)))
    by_phone = (kind == 1) | ((kind == 2) & (random.random(len(row)) < 0.25))
    failed = np.where(by_phone & (failed == NOT_FOUND), WRONG_NUMBER, failed)
    yields = people.diligence[person] + random.normal(0, 0.8, len(row))
    return Rounds(
        person=person,
        day=day.astype(np.int32),
        mode=np.where(by_phone, PHONE, np.where(at_home | (kind == 2), HOME, CLINIC)),
        result=np.where(kind == 2, failed, DONE),
        adherence=np.searchsorted([-0.9, 1.2], -yields),
    )


def _shared(seen: Rounds, bodies: Bodies, drugs: list[str], classes: np.ndarray, random: np.random.Generator) -> dict:
    """Fields that the forms of hypertension and diabetes share; empty at attempts."""
    count = len(seen.person)
    attempt = seen.result != DONE
    habit = seen.person % 23

    def said(labels: list[str], index: np.ndarray):
        return chosen(labels, np.where(attempt, -1, index))

    tobacco = np.where(habit < 5, habit * 4, 0)
    unwell = (random.random(count) < 0.12) + 1 * (random.random(count) < 0.02)
    drug = np.where(seen.adherence == 2, len(drugs), seen.person % len(drugs))
    soon = classes > 0
    following = np.where(attempt, NEVER, seen.day + np.where(soon, 14, 88))
    phone = seen.mode == PHONE
    return {
        "symptoms": said(["无症状", "头晕", "乏力"], unwell),
        "weight": measured(bodies.weights(seen.person, random), 1, missing=attempt | phone),
        "heart_rate": measured(random.normal(75, 7, count).clip(52, 112), missing=attempt | phone),
        "smoking": said([str(number) for number in range(21)], tobacco),
        "drinking": said(["0", "50", "100", "150"], np.where(habit % 6 == 1, 1 + habit % 3, 0)),
        "exercise": said(["0", "3次/周×30分钟", "5次/周×30分钟", "7次/周×40分钟"], (habit + 1) % 4),
        "psychology": said(["良好", "一般"], (random.random(count) < 0.12).astype(int)),
        "compliance": said(["良好", "一般", "差"], seen.adherence),
        "adherence": said(["regular", "interrupted", "none"], seen.adherence),
        "adverse_reaction": said(["无", "干咳", "踝部水肿"], np.where(classes == 2, 1 + seen.person % 2, 0)),
        "complication": said(["无", "短暂性脑缺血发作", "心绞痛"], np.where(classes == 3, 1 + seen.person % 2, 0)),
        "class": said(CLASSES, classes),
        "drugs": said([*drugs, "未服药"], drug),
        "referral": said(["上级医院心内科"], np.where(classes >= 3, 0, -1)),
        "next_date": day_column(following),
    }


def write_hypertension(
    rows: Enrolments,
    people: People,
    bodies: Bodies,
    book: VisitBook,
    ease: float,
    extra: float,
    random: np.random.Generator,
) -> None:
    seen = rounds(rows, people, book, ease, extra, random)
    count = len(seen.person)
    sbp, dbp = bodies.pressures(seen.person, seen.day, people, book.places, random)
    sbp = sbp + np.where(seen.adherence == 2, 6, 0)
    older = people.birth[seen.person] <= seen.day - 65 * 365.25
    classes = np.where((sbp < np.where(older, 150, 140)) & (dbp < 90), 0, 1)
    event = random.random(count)
    classes = np.select([(sbp >= 180) | (dbp >= 110), event < 0.002, event < 0.008], [4, 3, 2], classes)
    blank = (seen.result != DONE) | (random.random(count) < np.where(seen.mode == PHONE, 0.6, 0.012))
    fields = _shared(seen, bodies, PRESSURE_DRUGS, np.where(blank, 0, classes), random)
    fields |= {
        "sbp": measured(sbp, missing=blank),
        "dbp": measured(dbp, missing=blank),
        "salt": chosen(["轻", "中", "重"], np.where(seen.result != DONE, -1, seen.person % 3)),
    }
    book.write("hypertension_followup", people, seen.person, seen.day, fields, random, seen.mode, seen.result)


def write_diabetes(
    rows: Enrolments,
    people: People,
    bodies: Bodies,
    book: VisitBook,
    ease: float,
    extra: float,
    random: np.random.Generator,
) -> None:
    seen = rounds(rows, people, book, ease, extra, random)
    count = len(seen.person)
    attempt = seen.result != DONE
    glucose = bodies.glucoses(seen.person, seen.day, random) + np.where(seen.adherence == 2, 0.7, 0)
    sbp, dbp = bodies.pressures(seen.person, seen.day, people, book.places, random)
    classes = np.where(np.round(glucose, 1) < 7.0, 0, 1)
    event = random.random(count)
    emergency = (glucose >= 16.65) | (glucose < 3.95) | (sbp >= 180) | (dbp >= 110)
    classes = np.select([emergency, event < 0.003, event < 0.008], [4, 3, 2], classes)
    phone = seen.mode == PHONE
    blank = attempt | (random.random(count) < np.where(phone, 0.75, 0.02))
    fields = _shared(seen, bodies, GLUCOSE_DRUGS, np.where(blank, 0, classes), random)
    fields |= {
        "sbp": measured(sbp, missing=attempt | phone),
        "dbp": measured(dbp, missing=attempt | phone),
        "foot_pulse": chosen(
            ["正常", "减弱", "消失"],
            np.where(attempt | phone, -1, np.searchsorted([0.94, 0.995], random.random(count))),
        ),
        "staple_food": chosen(["250", "300", "350", "400"], np.where(attempt, -1, seen.person % 4)),
        "fasting_glucose": measured(glucose, 1, missing=blank),
        "hba1c": measured((glucose * 0.62 + 2.6).clip(4.4, 13.9), 1, missing=blank | (random.random(count) > 0.04)),
        "hypoglycaemia": chosen(
            ["无", "偶尔", "频繁"], np.where(attempt, -1, np.searchsorted([0.95, 0.997], random.random(count)))
        ),
        "insulin": chosen(
            ["门冬胰岛素30 早12u 晚10u"], np.where(attempt | (seen.person % 11 > 0) | (seen.adherence == 2), -1, 0)
        ),
    }
    book.write("diabetes_followup", people, seen.person, seen.day, fields, random, seen.mode, seen.result)


def write_mental(rows: Enrolments, people: People, book: VisitBook, random: np.random.Generator) -> None:
    seen = rounds(rows, people, book, 3.0, 0.5, random)
    count = len(seen.person)
    attempt = seen.result != DONE
    state = random.random(count)
    danger = np.searchsorted([0.9, 0.96, 0.985, 0.997], state)
    stable = np.where(danger > 2, 2, np.where((danger > 0) | (random.random(count) < 0.15), 1, 0))

    def said(labels: list[str], index: np.ndarray):
        return chosen(labels, np.where(attempt, -1, index))

    fields = {
        "danger": said(["0", "1", "2", "3", "4"], danger),
        "insight": said(["complete", "partial", "none"], stable),
        "sleep": said(["good", "fair", "poor"], stable),
        "diet": said(["good", "fair", "poor"], stable),
        "hospitalised": said(["never", "earlier", "now"], np.searchsorted([0.6, 0.985], random.random(count))),
        "adherence": said(["regular", "interrupted", "none"], seen.adherence),
        "treatment_effect": said(["better", "unchanged", "worse"], stable),
        "class": said(["stable", "basically_stable", "unstable"], stable),
    }
    book.write("mental_followup", people, seen.person, seen.day, fields, random, seen.mode, seen.result)
