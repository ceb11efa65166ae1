"""The county's own figures: population, targets, tallies and building projects."""

from __future__ import annotations

from datetime import date

import numpy as np

from gongwei.site.demo.columns import (
    NEVER,
    Sheets,
    ages,
    as_date,
    chosen,
    day_column,
    day_number,
    numbered,
    years_months_days,
)
from gongwei.site.demo.diseases import DIABETES, HYPERTENSION, Enrolments
from gongwei.site.demo.people import People
from gongwei.site.demo.places import COUNTY, Places, apportion

GROUPS = ["all", "65+", "0-6", "women35-64", "live_births"]
MILESTONES = ["动工", "主体工程完工", "装修和设施设备配备", "合格村医配备"]
# What this county counts beside the shipped tallies: item, name, measure, period, kind, lowest and highest value.
ITEMS = [("salt_spoons", "发放控盐勺", "个", "month", "flow", 0, 100_000)]


class Census:
    """Counts by village taken while the townships are written."""

    def __init__(self, places: Places, start: int, today: int):
        self.start, self.today = start, today
        self.years = list(range(as_date(today).year - 1, as_date(today).year + 1))
        villages = len(places.village_codes)
        self.groups = np.zeros((len(self.years), len(GROUPS), villages), np.int64)
        self.enrolled = {disease.programme: np.zeros(villages, np.int64) for disease in (HYPERTENSION, DIABETES)}
        self.months = _month_index(start), _month_index(today)
        months = self.months[1] - self.months[0] + 1
        self.vital = {
            name: np.zeros((len(places.township_codes), months), np.int64)
            for name in ("births", "deaths", "infant_deaths")
        }

    def add(self, places: Places, people: People, programmes: dict[str, Enrolments]) -> None:
        """Count the residents of one township."""
        everyone = np.arange(len(people))
        size = len(places.village_codes)
        for at, year in enumerate(self.years):
            middle = np.int32(min(day_number(date(year, 6, 30)), self.today))
            age = ages(people.birth, middle)
            here = people.present(everyone, middle)
            village = people.village_on(everyone, middle)
            born = people.birth >= day_number(date(year, 1, 1))
            born &= people.birth < day_number(date(year + 1, 1, 1))
            for row, mask in enumerate(
                [
                    here,
                    here & (age >= 65),
                    here & (age <= 6),
                    here & ~people.male & (age >= 35) & (age <= 64),
                    born,
                ]
            ):
                self.groups[at, row] += np.bincount(village[mask], minlength=size)
        for programme, rows in programmes.items():
            if programme in self.enrolled:
                here = people.present(rows.person, np.int32(self.today)) & (rows.end == NEVER)
                self.enrolled[programme] += np.bincount(rows.village[here], minlength=size)
        township = places.township[people.village]
        for name, day, mask in (
            ("births", people.birth, people.birth >= self.start),
            ("deaths", people.died, people.died != NEVER),
            ("infant_deaths", people.died, (people.died != NEVER) & (people.died - people.birth < 365)),
        ):
            np.add.at(self.vital[name], (township[mask], _month_index(day[mask]) - self.months[0]), 1)


def _month_index(day: np.ndarray | int) -> np.ndarray:
    year, month, _ = years_months_days(np.atleast_1d(np.asarray(day, np.int32)))
    index = year * 12 + month - 1
    return index if np.ndim(day) else index[0]


def _levels(places: Places, by_village: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Codes and values of the county, its townships and its villages: the upper ones are sums."""
    by_township = np.bincount(places.township, by_village, len(places.township_codes)).astype(np.int64)
    codes = np.concatenate([[COUNTY], places.township_codes, places.village_codes])
    return codes, np.concatenate([[by_village.sum()], by_township, by_village])


def write_population(places: Places, census: Census, sheets: Sheets, random: np.random.Generator) -> None:
    """population.csv: official figures, some per cent off what the records know; upper ones are sums of lower ones."""
    drift = random.normal(1.02, 0.015, len(places.village_codes))
    for at, year in enumerate(census.years):
        for row, group in enumerate(GROUPS):
            counted = census.groups[at, row]
            # Births are official only for a year that is over: this year's plan stands on last year's.
            counted = census.groups[0, row] if group == "live_births" else counted
            codes, values = _levels(
                places, np.rint(counted * (1 if group == "live_births" else drift)).astype(np.int64)
            )
            source = "卫生健康统计年报" if group in ("live_births", "women35-64") else "统计年鉴(年末常住人口)"
            sheets.write(
                "population",
                {
                    "unit": numbered(codes, 12),
                    "year": [str(year)] * len(codes),
                    "group": [group] * len(codes),
                    "value": values,
                    "source": [f"{year - 1}年{source}"] * len(codes),
                    "published": day_column(np.full(len(codes), day_number(date(year, 3, 20)))),
                },
            )


def write_targets(places: Places, census: Census, sheets: Sheets) -> None:
    """targets.csv of both years: rates in per cent are the same everywhere, numbers are shared out and add up."""
    for at, year in enumerate(census.years):
        groups = {group: census.groups[at, row] for row, group in enumerate(GROUPS)}
        shares = {
            "hypertension.managed": (census.enrolled["hypertension"].sum() * (0.96 + 0.05 * at), groups["all"]),
            "diabetes.managed": (census.enrolled["diabetes"].sum() * (0.98 + 0.05 * at), groups["all"]),
            "screening.cervical_breast_cancer.done": (groups["women35-64"].sum() * 0.30, groups["women35-64"]),
            "screening.prenatal_screening.done": (
                census.groups[0, GROUPS.index("live_births")].sum() * 0.75,
                groups["all"],
            ),
        }
        rates = {
            "hypertension.standard_progress": 75 + at,
            "hypertension.control": 60,
            "diabetes.standard_progress": 75,
            "diabetes.control": 55,
            "older_people.management": 70,
            "health_record.use": 45,
        }
        rows: list[tuple[np.ndarray, str, np.ndarray]] = []
        for item, (total, weights) in shares.items():
            step = 1 if total < 1000 else 10
            whole = apportion(round(total / step) * step, weights + 1e-9)
            codes, values = _levels(places, whole)
            rows.append((codes, item, values))
        codes, _ = _levels(places, places.population)
        rows += [(codes, item, np.full(len(codes), target)) for item, target in rates.items()]
        upper = codes[: 1 + len(places.township_codes)]
        lectures = _of_townships(
            np.full(len(places.township_codes), 12 + 6 * len(places.village_codes) // len(places.township_codes))
        )
        rows.append((upper, "health_lectures", lectures))
        for codes, item, values in rows:
            sheets.write(
                "targets",
                {
                    "year": [str(year)] * len(codes),
                    "unit": numbered(codes, 12),
                    "item": [item] * len(codes),
                    "target": values,
                },
            )


def _of_townships(values: np.ndarray) -> np.ndarray:
    return np.concatenate([[values.sum()], values])


def write_tallies(places: Places, census: Census, sheets: Sheets, random: np.random.Generator) -> None:
    """items.csv and tallies.csv by township; the weak one has not reported its last months of health education."""
    columns = ["item", "name", "measure", "period", "kind", "min", "max"]
    sheets.write("items", dict(zip(columns, (list(column) for column in zip(*ITEMS, strict=True)), strict=True)))
    townships = len(places.township_codes)
    villages = np.bincount(places.township, minlength=townships)
    people = np.bincount(places.township, places.population, townships)
    strength = np.bincount(places.township, places.strength, townships) / villages
    beds = np.rint(people / 450 + 6)
    everyone, diligent = np.ones(townships, bool), np.arange(townships) != 1
    first, last = census.months
    for month in range(first, last + 1):
        year, number = divmod(month, 12)
        if day_number(date((month + 1) // 12, (month + 1) % 12 + 1, 1)) - 1 > census.today:
            break
        effort = np.exp(0.35 * strength) * random.normal(1, 0.15, townships).clip(0.5, 1.6)
        lectures = random.poisson(effort * (1 + villages * 0.5))
        born = census.vital["births"][:, month - first]
        education = {
            "health_lectures": lectures,
            "lecture_attendance": lectures * random.integers(22, 48, townships),
            "leaflets": np.rint(people * 0.035 * effort / 10) * 10,
            "consultations": random.poisson(0.9 * effort),
            "salt_spoons": np.rint(people * 0.004 * effort),
        }
        vital = {
            "births": born,
            "deaths": census.vital["deaths"][:, month - first],
            "live_births": born,
            "maternal_deaths": (random.random(townships) < born * 0.00012).astype(int),
            "infant_deaths": census.vital["infant_deaths"][:, month - first],
        }
        period = f"{year}-{number + 1:02}"
        _report(places, sheets, period, education, diligent if month >= last - 2 else everyone)
        _report(places, sheets, period, vital, everyone)
        if number % 3 == 2:
            season = (0.6, 1.6, 1.9, 0.8)[number // 3]
            vectors = {
                "bait_stations": np.rint(villages * 18 + 2 * (month - first)),
                "rodenticide_kg": np.rint(villages * 2.5 * season * effort),
                "breeding_sites": random.poisson(villages * 5 * season * effort),
            }
            _report(places, sheets, f"{year}-Q{number // 3 + 1}", vectors, everyone)
        if number == 11:
            _report(places, sheets, str(year), {"beds": beds}, everyone)
            beds = beds + random.integers(0, 3, townships)


def _report(places: Places, sheets: Sheets, period: str, values: dict[str, np.ndarray], reported: np.ndarray) -> None:
    """One period's tallies of the townships that reported."""
    count = int(reported.sum())
    for item, column in values.items():
        sheets.write(
            "tallies",
            {
                "unit": numbered(places.township_codes[reported], 12),
                "period": [period] * count,
                "item": [item] * count,
                "value": np.asarray(column)[reported].astype(np.int64),
            },
        )


def write_projects(places: Places, today: int, sheets: Sheets, random: np.random.Generator) -> None:
    """projects.csv: a new clinic in about every fifth village, weak ones first; each step follows the one before."""
    number = max(2, len(places.village_codes) // 5)
    village = np.sort(
        np.argsort(places.strength + random.normal(0, 0.6, len(places.village_codes)), kind="stable")[:number]
    )
    year = as_date(today).year
    planned = [day_number(date(year, month, day)) for month, day in ((3, 31), (7, 31), (10, 31), (9, 30))]
    late = random.permutation(number) < 0.38 * number
    delay = random.normal(-12, 14, number) + np.where(late, random.normal(100, 45, number), 0)
    done = np.array(planned)[None, :] + delay[:, None] + random.normal(0, 9, (number, 4))
    done[:, 1] = np.maximum(done[:, 1], done[:, 0] + 45)
    done[:, 2] = np.maximum(done[:, 2], done[:, 1] + 30)
    done = np.where(done <= today, done, NEVER).astype(np.int64)
    row, step = np.repeat(np.arange(number), 4), np.tile(np.arange(4), number)
    sheets.write(
        "projects",
        {
            "id": numbered(row + 1, 3, f"X{year}-"),
            "group": ["village_clinic"] * len(row),
            "unit": numbered(places.village_codes[village[row]], 12),
            "name": [f"{places.village_names[village[at]]}卫生室新建" for at in row],
            "milestone": chosen(MILESTONES, step),
            "weight": chosen(["1"], np.full(len(row), -1)),
            "planned": day_column(np.array(planned)[step]),
            "done": day_column(done[row, step]),
        },
    )
