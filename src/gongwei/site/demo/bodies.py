"""What can be measured of the residents: a level of one's own for everyone, and readings around it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gongwei.site.demo.columns import ages
from gongwei.site.demo.people import People
from gongwei.site.demo.places import Places


@dataclass(frozen=True)
class Bodies:
    """Usual values of everyone: cm, kg, mmHg, mmol/L; `age` is completed years at the end of the data."""

    age: np.ndarray
    height: np.ndarray
    weight: np.ndarray
    waist: np.ndarray
    sbp: np.ndarray
    dbp: np.ndarray
    glucose: np.ndarray
    middle: int

    def pressures(
        self, person: np.ndarray, day: np.ndarray, people: People, places: Places, random: np.random.Generator
    ) -> tuple[np.ndarray, np.ndarray]:
        """Readings of some days: higher in winter, falling over the years under care, with the writer's digits.

        Two in five readings are rounded to an even digit, the villages' share in 0; weak villages write 138 for 143.
        """
        count = len(person)
        village = people.village[person]
        season = 2.5 * np.cos((day % 365.25 - 15) * 2 * np.pi / 365.25)
        trend = -1.4 * (day - self.middle) / 365
        noise = random.normal(0, 6, count) + np.where(random.random(count) < 0.012, random.exponential(18, count), 0)
        sbp = self.sbp[person] + season + trend + noise
        dbp = self.dbp[person] + 0.4 * (season + trend) + 0.35 * noise + random.normal(0, 3.5, count)
        tidy = (
            (sbp >= 140) & (sbp < 145) & (random.random(count) < np.clip(0.25 - 0.3 * places.strength[village], 0, 0.7))
        )
        sbp = np.where(tidy, 138 - random.integers(0, 3, count) * 2, sbp)
        habit = random.random(count)
        round_off = places.round_off[village]
        sbp = _digits(sbp, habit, np.where(tidy, 0, round_off)).clip(84, 218)
        dbp = _digits(dbp, 1 - habit + random.normal(0, 0.1, count), round_off).clip(48, 128)
        return sbp, np.minimum(dbp, sbp - 18)

    def glucoses(self, person: np.ndarray, day: np.ndarray, random: np.random.Generator) -> np.ndarray:
        trend = 1 - 0.03 * (day - self.middle) / 365
        return (self.glucose[person] * trend * np.exp(random.normal(0, 0.09, len(person)))).clip(3.2, 24)

    def weights(self, person: np.ndarray, random: np.random.Generator) -> np.ndarray:
        return (self.weight[person] + random.normal(0, 0.8, len(person))).clip(3, 140)


def _digits(values: np.ndarray, habit: np.ndarray, round_off: np.ndarray) -> np.ndarray:
    exact = np.rint(values)
    even = np.rint(values / 2) * 2
    tens = np.rint(values / 10) * 10
    return np.where(habit < round_off, tens, np.where(habit < round_off + 0.42, even, exact)).astype(np.int64)


def make_bodies(
    people: People, hypertensive: np.ndarray, diabetic: np.ndarray, start: int, today: int, random: np.random.Generator
) -> Bodies:
    """Usual values by age and sex; `hypertensive` and `diabetic` mark the enrolled, whose levels are treated ones."""
    count = len(people)
    age = ages(people.birth, today)
    grown = np.where(people.male, 168, 157) - 0.09 * np.maximum(age - 30, 0) + random.normal(0, 5.5, count)
    share = np.interp(age, [0, 1, 3, 6, 10, 14, 17], [0.31, 0.45, 0.57, 0.70, 0.84, 0.96, 1.0])
    height = grown * share
    index = np.where(age < 18, 16 + 0.2 * age, 23.4 + 0.9 * hypertensive) + random.normal(0, 1, count) * np.where(
        age < 18, 1.5, 2.9
    )
    index = index.clip(13.5, 38)
    diligence = people.diligence
    sbp = np.where(
        hypertensive,
        137.2 + 0.12 * (age - 62) - 2.2 * diligence + random.normal(0, 7.5, count),
        np.minimum(112 + 0.33 * np.maximum(age - 25, 0), 128) + random.normal(0, 8.5, count),
    )
    dbp = np.where(
        hypertensive,
        82 - 0.16 * (age - 62) - 0.8 * diligence + 0.2 * (sbp - 136),
        72 + 0.08 * np.minimum(age, 60) + 0.2 * (sbp - 120),
    ) + random.normal(0, 4, count)
    glucose = np.where(
        diabetic, 6.55 * np.exp(random.normal(0, 0.16, count) - 0.03 * diligence), random.normal(5.15, 0.5, count)
    )
    return Bodies(
        age=age,
        height=height,
        weight=index * (height / 100) ** 2,
        waist=(height * np.where(people.male, 0.5, 0.515) + 2.1 * (index - 23.5)).clip(38, 128),
        sbp=sbp,
        dbp=dbp,
        glucose=glucose.clip(3.9, 17),
        middle=(start + today) // 2,
    )
