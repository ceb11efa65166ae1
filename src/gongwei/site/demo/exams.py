"""Yearly health exams with what typically is missing from them, and the constitution questionnaire beside them."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa

from gongwei.site.demo.bodies import Bodies
from gongwei.site.demo.columns import as_date, chosen, day_number, measured
from gongwei.site.demo.diseases import Enrolments
from gongwei.site.demo.people import People
from gongwei.site.demo.visits import CLINIC, HOME, VisitBook, workdays

# Each biased constitution is the sum of four questions.
CONSTITUTIONS = {
    "平和质": (),
    "气虚质": (2, 3, 4, 14),
    "阳虚质": (11, 12, 13, 29),
    "阴虚质": (10, 21, 26, 31),
    "痰湿质": (9, 16, 28, 32),
    "湿热质": (23, 25, 27, 30),
    "血瘀质": (19, 22, 24, 33),
    "气郁质": (5, 6, 7, 8),
    "特禀质": (15, 17, 18, 20),
}


def _campaigns(villages: int, random: np.random.Generator) -> np.ndarray:
    """The middle of each village's exam weeks, a day of the year: most in spring, others in early summer or autumn."""
    season = random.random(villages)
    month = np.where(season < 0.62, 2.6 + 2.6 * random.random(villages), 5.2 + random.random(villages))
    return np.where(season > 0.80, 7.9 + 1.5 * random.random(villages), month) * 30.4


def write_exams(
    chronic: list[Enrolments],
    people: People,
    bodies: Bodies,
    book: VisitBook,
    others: float,
    random: np.random.Generator,
) -> None:
    """health_exam and tcm_constitution: people of 65 and over, the enrolled, and a share `others` of everyone else."""
    places = book.places
    count = len(people)
    enrolled_from = np.full(count, np.inf)
    for rows in chronic:
        active = rows.end > book.start
        np.minimum.at(enrolled_from, rows.person[active], rows.start[active])
    leaning = 0.6 * places.strength[people.village] + 0.8 * people.diligence
    campaigns = _campaigns(len(places.village_codes), random)
    persons, days = [], []
    last_year = as_date(book.today).year
    for year in range(as_date(book.start).year, last_year + 1):
        year_end = day_number(date(year, 12, 31))
        old = people.birth <= year_end - 65 * 365.25
        is_chronic = enrolled_from <= year_end - 60
        odds = np.where(is_chronic, 3.1, 0.95) - 0.25 * (last_year - year)
        wanted = old | is_chronic
        chance = np.where(wanted, 1 / (1 + np.exp(-odds - leaning)), others)
        comes = np.flatnonzero((random.random(count) < chance) & (bodies.age >= 7))
        with_team = random.random(len(comes)) < np.where(wanted[comes], 0.78, 0.5)
        drift = random.normal(0, 9, len(places.village_codes))
        middle = day_number(date(year, 1, 1)) + (campaigns + drift)[people.village[comes]]
        spread = random.normal(0, 6, len(comes)) + 45 * (random.random(len(comes)) < 0.08)
        alone = day_number(date(year, 1, 8)) + random.beta(1.7, 1.5, len(comes)) * 345
        day = workdays(
            np.where(with_team, middle + spread, alone).astype(np.int64), day_number(date(year, 1, 1)), random
        )
        fits = (day >= book.start) & (day <= min(book.today, year_end)) & people.present(comes, day)
        persons.append(comes[fits])
        days.append(day[fits])
    person, day = np.concatenate(persons), np.concatenate(days).astype(np.int32)
    older = people.birth[person] <= day - 65 * 365.25
    _write_exams(person, day, older, people, bodies, book, random)
    asked = np.clip(0.86 + 0.08 * places.strength[people.village[person]], 0.3, 0.98)
    elders = np.flatnonzero(older & (random.random(len(person)) < asked))
    person, day = person[elders], day[elders]
    kind = np.searchsorted([0.34, 0.49, 0.62, 0.72, 0.82, 0.89, 0.95, 0.985], random.random(len(person)))
    fields = {
        **_answers(kind, random),
        "constitution": chosen(list(CONSTITUTIONS), kind),
        "guidance": chosen(["情志调摄与饮食调养", "起居调摄与运动保健", "穴位保健"], kind % 3),
    }
    later = np.minimum(day + (random.random(len(person)) < 0.12) * 3, book.today)
    stays = people.present(person, later)
    fields = {name: column.filter(stays) for name, column in fields.items()}
    person, later = person[stays], later[stays]
    by_township = random.random(len(person)) < 0.5
    book.write("tcm_constitution", people, person, later, fields, random, by_township=by_township)


def _answers(kind: np.ndarray, random: np.random.Generator) -> dict[str, pa.Array]:
    """The 33 questions, 1 to 5, so that they add up to the constitution; the first asks for vigour."""
    answers = 1 + (random.random((33, len(kind))) < 0.3)
    for at, items in enumerate(CONSTITUTIONS.values()):
        for item in items:
            answers[item - 1] += 2 * (kind == at)
    answers[0] = np.where(kind == 0, 5, 3) - (answers[0] == 2)
    scores = ["1", "2", "3", "4", "5"]
    return {f"q{item}": chosen(scores, answers[item - 1] - 1) for item in range(1, 34)}


def _write_exams(
    person: np.ndarray,
    day: np.ndarray,
    older: np.ndarray,
    people: People,
    bodies: Bodies,
    book: VisitBook,
    random: np.random.Generator,
) -> None:
    """Three in four younger people have their blood taken; about one in twelve older ones has a typical gap."""
    count = len(person)
    strength = book.places.strength[people.village[person]]
    at_home = older & (random.random(count) < 0.05)
    gap = random.random(count) / np.clip(0.85 - 0.3 * strength, 0.3, 1.7)
    no_ecg = (gap < 0.035) | at_home | (~older & (random.random(count) < 0.3))
    no_ultrasound = ((gap > 0.02) & (gap < 0.075)) | at_home | (~older & (random.random(count) < 0.35))
    no_blood = ((gap > 0.075) & (gap < 0.09)) | (~older & (random.random(count) < 0.25))
    no_urine = ((gap > 0.09) & (gap < 0.105)) | (~older & (random.random(count) < 0.3))
    no_advice = (gap > 0.105) & (gap < 0.118)
    no_waist = (gap > 0.118) & (gap < 0.128)
    refused = ~no_blood & (random.random(count) < 0.018)
    sbp, dbp = bodies.pressures(person, day, people, book.places, random)
    right = sbp + np.rint(random.normal(0, 4, count)).astype(np.int64)
    male = people.male[person]
    height, weight = bodies.height[person], bodies.weights(person, random)
    ill = (sbp >= 140) | (bodies.glucose[person] > 6.1)
    worse = people.birth[person] < day - 78 * 365.25

    def lab(mean: np.ndarray | float, spread: float, places: int) -> object:
        """A laboratory value, its spread in proportion."""
        return measured(mean * np.exp(random.normal(0, spread, count)), places, missing=no_blood, refused=refused)

    def words(labels: list[str], steps: list[float], empty: np.ndarray) -> object:
        return chosen(labels, np.where(empty, -1, np.searchsorted(steps, random.random(count))))

    never = np.zeros(count, bool)
    fields = {
        "symptoms": words(["无症状", "头晕", "关节疼痛", "咳嗽"], [0.78, 0.87, 0.96], never),
        "temperature": measured(random.normal(36.5, 0.2, count), 1),
        "pulse": measured(random.normal(74, 8, count).clip(52, 115)),
        "respiration": measured(random.normal(18, 1.2, count)),
        "sbp": measured(sbp),
        "dbp": measured(dbp),
        "sbp_right": measured(right.clip(84, 220)),
        "dbp_right": measured(np.minimum(dbp + 2, right.clip(84, 220) - 15)),
        "height": measured(height, 1),
        "weight": measured(weight, 1),
        "waist": measured(bodies.waist[person] + random.normal(0, 1.5, count), missing=no_waist),
        "bmi": measured(weight / (height / 100) ** 2, 1),
        "self_rated_health": words(["满意", "基本满意", "说不清楚", "不太满意"], [0.55, 0.86, 0.94], never),
        "self_care": chosen(
            ["可自理", "轻度依赖", "中度依赖", "不能自理"],
            np.where(older, np.searchsorted([0.93, 0.975, 0.993], random.random(count) * np.where(worse, 1, 0.95)), -1),
        ),
        "cognition": chosen(["粗筛阴性", "粗筛阳性"], np.where(older, (random.random(count) < 0.05).astype(int), -1)),
        "emotion": chosen(["粗筛阴性", "粗筛阳性"], np.where(older, (random.random(count) < 0.03).astype(int), -1)),
        "exercise": words(["每天", "每周一次以上", "偶尔", "不锻炼"], [0.34, 0.52, 0.75], never),
        "diet": words(["荤素均衡", "素食为主", "嗜盐", "嗜油"], [0.72, 0.80, 0.95], never),
        "smoking": chosen(["从不吸烟", "已戒烟", "吸烟"], np.where(male, np.minimum(person % 5, 2), 0)),
        "drinking": chosen(["从不", "偶尔", "经常", "每天"], np.where(male, person % 4, person % 2)),
        "haemoglobin": lab(np.where(male, 142, 129), 0.09, 0),
        "white_cells": lab(5.9, 0.22, 1),
        "platelets": lab(205, 0.23, 0),
        "urine_protein": words(["-", "±", "+", "++"], [0.92, 0.965, 0.992], no_urine),
        "urine_sugar": words(["-", "±", "+", "++"], [0.94, 0.96, 0.985], no_urine),
        "urine_ketone": words(["-", "±", "+"], [0.97, 0.99], no_urine),
        "urine_blood": words(["-", "±", "+", "++"], [0.90, 0.95, 0.985], no_urine),
        "fasting_glucose": measured(bodies.glucoses(person, day, random), 1, missing=no_blood, refused=refused),
        "alt": lab(19, 0.42, 0),
        "ast": lab(22, 0.32, 0),
        "bilirubin": lab(12.5, 0.35, 1),
        "creatinine": lab(np.where(male, 78, 62) + 0.25 * np.maximum(bodies.age[person] - 60, 0), 0.18, 0),
        "urea": lab(5.4, 0.24, 1),
        "cholesterol": lab(4.9, 0.19, 2),
        "triglycerides": lab(1.4, 0.45, 2),
        "ldl": lab(2.8, 0.25, 2),
        "hdl": lab(1.35, 0.2, 2),
        "ecg": words(
            ["正常", "窦性心动过缓", "ST-T改变", "心房颤动", "右束支传导阻滞"], [0.68, 0.80, 0.92, 0.945], no_ecg
        ),
        "ultrasound": words(
            ["正常", "脂肪肝", "胆囊结石", "肾囊肿", "肝囊肿"], [0.62, 0.81, 0.89, 0.95], no_ultrasound
        ),
        "main_problems": chosen(["无", "血压偏高", "血糖偏高"], np.where(ill, 1 + (bodies.glucose[person] > 6.1), 0)),
        "assessment": chosen(["体检无异常", "有异常"], np.where(no_advice, -1, ill.astype(int))),
        "guidance": chosen(
            ["定期复查", "纳入慢性病患者健康管理", "建议复查"],
            np.where(no_advice, -1, np.where(ill, 1 + (person % 2), 0)),
        ),
    }
    mode = np.where(at_home, HOME, CLINIC)
    book.write("health_exam", people, person, day, fields, random, mode=mode, by_township=~at_home)
