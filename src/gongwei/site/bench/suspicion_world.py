"""Made-up counties for the rules of suspicion: honest doctors who differ in every habit, and some who make records up.

Honest: their own ways of rounding and measuring again, caseloads, clinic days in bursts, weak networks that upload in
bursts and late, evenings and nights at the computer, residents across the border, deaths registered under a wrong day.
"""

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pyarrow as pa

from gongwei.records.provided import ENROLMENTS, PHONES, RESIDENCIES, RESIDENTS, UNITS, VISITS, Provided

YEAR = 2025
FIRST, LAST = date(YEAR, 1, 1), date(YEAR, 12, 31)
DAY_ONE = (FIRST - date(1970, 1, 1)).days
DOCTORS, TOWNSHIPS, MADE_UP = 200, 20, 0.15
KINDS = ("copied_before", "copied_across", "digits", "night", "band", "mixture", "death")
GAMES = ("closures", "enrolments", "transfers")
SHARES = (0.1, 0.2, 0.3, 0.5, 0.75, 1.0)
READ = ("sbp", "dbp", "heart_rate", "fasting_glucose")
FAVOURITES = np.array([14, 3, 17, 6, 8, 10, 15, 5, 18, 4]) / 100
"""How often people who make up a number end it with each digit, in a bench's opinion."""


@dataclass
class World:
    """A county's records, and who made up what: provider (or unit) → kind and share of the visits."""

    source: Provided
    truth: dict[str, tuple[str, float]]
    games: dict[str, tuple[str, float]]


@dataclass
class Book:
    """The rows of one county, doctor by doctor."""

    columns: dict[str, list[np.ndarray]] = field(default_factory=dict)

    def add(self, **columns: np.ndarray) -> None:
        """Rows of a doctor."""
        for name, values in columns.items():
            self.columns.setdefault(name, []).append(np.asarray(values))

    def table(self, schema: pa.Schema) -> pa.Table:
        """All rows."""
        found = {name: np.concatenate(parts) for name, parts in self.columns.items()}
        arrays = {name: pa.array(values, from_pandas=True) for name, values in found.items()}
        return pa.table([arrays[column.name].cast(column.type) for column in schema], schema=schema)


def world(seed: int, doctors: int = DOCTORS, made_up: float = MADE_UP) -> World:
    """One county of one year. `made_up`: which share of the doctors makes records up, and of the villages plays."""
    random = np.random.default_rng(seed)
    visits, residents, residencies, enrolments = Book(), Book(), Book(), Book()
    truth, games = {}, {}
    for number in range(doctors):
        unit, provider = f"V{number:03}", f"D{number:03}"
        if random.random() < made_up:
            truth[provider] = str(random.choice(KINDS)), float(random.choice(SHARES))
        if random.random() < made_up:
            games[unit] = str(random.choice(GAMES)), float(random.choice(SHARES))
        if not practice(number, unit, provider, truth.get(provider, ("", 0.0)), visits, residents, residencies, random):
            truth.pop(provider, None)  # of those who died nobody was visited again
        enrolled(unit, games.get(unit, ("", 0.0)), enrolments, random)
    units = pa.table({"unit": [f"V{number:03}" for number in range(doctors)],
                      "township": [f"T{number * TOWNSHIPS // doctors:02}" for number in range(doctors)]}, schema=UNITS)
    return World(Provided(visits.table(VISITS), residents.table(RESIDENTS), residencies.table(RESIDENCIES),
                          enrolments.table(ENROLMENTS), PHONES.empty_table(), units), truth, games)


def practice(number: int, unit: str, provider: str, lie: tuple[str, float], visits: Book, residents: Book, residencies: Book,
             random: np.random.Generator) -> int:
    """One doctor's year; gives how many visits were made up."""
    people = int(np.clip(random.lognormal(4.8, 0.5), 40, 500))
    keys = number * 1000 + np.arange(people)
    birth = DAY_ONE - (random.normal(66, 10, people).clip(36, 95) * 365.25).astype(int)
    died = np.where(random.random(people) < 0.02, DAY_ONE + random.integers(0, 365, people), 10**6)
    who, day = rounds(people, random)
    alive = day < died[who]
    if lie[0] == "death":
        alive |= random.random(people)[who] < lie[1]
    who, day = who[alive], day[alive]
    posthumous = int((day >= died[who]).sum())
    registered = np.where(random.random(people) < 0.03, died - random.integers(5, 60, people), died)
    read = readings(people, who, day, random)
    minute = entered(day, random)
    made = random.random(len(who)) < lie[1] if lie[0] not in ("", "death") else np.zeros(len(who), bool)
    make_up(lie[0], made, who, day, read, minute, random)
    border = 0.1 if random.random() < 0.03 else 0.005
    at = np.where(random.random(people) < border, number + 10 if number < 10 else number - 10, number)[who]
    order = np.arange(len(who))
    common = {
        "resident": keys[who], "day": day.astype("datetime64[D]"), "unit": np.array([f"V{one:03}" for one in at], object),
        "provider": np.full(len(who), provider, object), "result": np.full(len(who), "done", object),
        "mode": np.where(random.random(len(who)) < 0.4, "home", "clinic").astype(object),
        "entered": minute.astype("datetime64[m]").astype("datetime64[us]"), "hospitalised": np.full(len(who), None, object),
        **{name: read[name].astype(float) for name in READ[:3]},
    }
    visits.add(visit=np.array([f"{provider}-{one:05}" for one in order], object),
               form=np.full(len(who), "hypertension_followup", object), fasting_glucose=np.full(len(who), np.nan), **common)
    diabetic = (random.random(people) < 0.25)[who]
    visits.add(visit=np.array([f"{provider}-{one:05}-g" for one in order], object)[diabetic],
               form=np.full(diabetic.sum(), "diabetes_followup", object), fasting_glucose=read["fasting_glucose"][diabetic],
               **{name: values[diabetic] for name, values in common.items()})
    residents.add(resident=keys, birth=birth.astype("datetime64[D]"))
    gone = registered < DAY_ONE + 365
    ended = np.where(gone, registered, 0).astype("datetime64[D]")
    ended[~gone] = np.datetime64("NaT")
    residencies.add(resident=keys, serial=np.ones(people, int), unit=np.full(people, unit, object), ended=ended,
                    end_reason=np.where(gone, "died", "").astype(object))
    return posthumous + int(made.sum())


def rounds(people: int, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Who is seen on which day: a visit a quarter, mostly; on any day, on clinic days, or most of them in three days."""
    who = np.tile(np.arange(people), 4)
    quarter = np.repeat(np.arange(4), people)
    habit = random.random()
    day = random.integers(0, 90, len(who))
    if habit < 0.35:
        clinic = random.choice(5, random.integers(1, 4), replace=False)
        day = day // 7 * 7 + random.choice(clinic, len(who))
    elif habit < 0.5:
        burst = random.integers(0, 88, 4)[quarter] + random.integers(0, 3, len(who))
        day = np.where(random.random(len(who)) < 0.6, burst, day)
    kept = random.random(len(who)) < random.uniform(0.7, 0.98)
    who, day = who[kept], (DAY_ONE + quarter * 91 + day)[kept]
    order = np.lexsort((random.random(len(who)), day))
    return who[order], np.minimum(day[order], DAY_ONE + 364)


def readings(people: int, who: np.ndarray, day: np.ndarray, random: np.random.Generator) -> dict[str, np.ndarray]:
    """What an honest doctor measures and how it is written down."""
    wide, noise, offset = random.uniform(6, 10), random.uniform(4.5, 8.5), random.normal(0, 2.5)
    level = random.normal(137 + offset, wide, people)
    low = random.normal(82 + 0.4 * offset, 5, people) + 0.3 * (level - 137)
    season = 2.5 * np.cos((day % 365.25 - 15) * 2 * np.pi / 365.25)
    sbp = level[who] + season + random.normal(0, noise, len(who))
    if random.random() < 0.3:  # high ones are measured once more after a rest, and the second is written down
        again = (sbp >= 140) & (random.random(len(who)) < 0.5)
        sbp = np.where(again, level[who] + season - 2 + random.normal(0, noise, len(who)), sbp)
    dbp = low[who] + 0.35 * (sbp - level[who]) + random.normal(0, 3.5, len(who))
    rate = random.normal(75, 5, people)[who] + random.normal(0, 5, len(who))
    glucose = random.normal(6.9, 0.9, people)[who] * np.exp(random.normal(0, 0.09, len(who)))
    habit = random.random()
    tens, even, fives = 0.0, 0.0, 0.0
    if habit > 0.5:
        tens, even = random.beta(2, 5), random.uniform(0, 1)
    if habit > 0.95:
        fives = random.uniform(0.2, 0.6)

    def written(values: np.ndarray) -> np.ndarray:
        at = random.random(len(values))
        step = np.select([at < tens, at < tens + fives, at < tens + fives + even], [10, 5, 2], 1)
        return np.rint(values / step) * step

    beats = random.choice([1, 2, 4], p=[0.6, 0.25, 0.15])  # counted over a minute, half of it, a quarter
    return {"sbp": written(sbp), "dbp": written(dbp), "heart_rate": np.rint(rate / beats) * beats,
            "fasting_glucose": np.round(glucose, 1)}


def entered(day: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """When an honest doctor writes it down: minutes since 1970."""
    count = len(day)
    clock = np.where(random.random(count) < 0.6, random.normal(590, 60, count), random.normal(940, 60, count)).clip(420, 1140)
    evening = random.random(count) < random.beta(1, 8)
    clock = np.where(evening, random.uniform(1140, 1380, count), clock)
    if random.random() < 0.06:
        clock = np.where(random.random(count) < random.uniform(0.05, 0.3), random.uniform(1350, 1439, count), clock)
    moment = day * 1440 + clock.astype(int)
    if random.random() < 0.2:  # a weak network: days later, several uploaded together
        late = random.random(count) < random.uniform(0.3, 0.8)
        uploaded = (day + 1 + random.exponential(9, count).astype(int) // 3 * 3) * 1440 + 480 + 2 * (np.arange(count) % 40 // 5)
        moment = np.where(late, uploaded, moment)
    else:
        late = random.random(count) < random.beta(1, 15)
        moment = moment + late * (1 + random.exponential(9, count)).astype(int) * 1440
    return moment


def make_up(kind: str, made: np.ndarray, who: np.ndarray, day: np.ndarray, read: dict[str, np.ndarray], minute: np.ndarray,
            random: np.random.Generator) -> None:
    """Overwrite the visits `made` as somebody does who was not there."""
    places = np.flatnonzero(made)
    kinds = np.array(random.choice(KINDS[:5], len(places)) if kind == "mixture" else [kind] * len(places))
    before: dict[int, int] = {}
    for place in range(len(who)):
        if made[place]:
            one = kinds[np.searchsorted(places, place)]
            source = {"copied_before": before.get(who[place]), "copied_across": place - 1}.get(one)
            if source is not None and source >= 0 and (one == "copied_before" or day[source] == day[place]):
                for name in READ:
                    read[name][place] = read[name][source]
        before[who[place]] = place
    invented = places[kinds == "digits"]
    digit = random.choice(10, (2, len(invented)), p=FAVOURITES)
    read["sbp"][invented] = random.choice([120, 130, 140, 150], len(invented), p=[0.25, 0.4, 0.25, 0.1]) + digit[0]
    read["dbp"][invented] = random.choice([70, 80, 90], len(invented), p=[0.35, 0.5, 0.15]) + digit[1]
    band = places[kinds == "band"]
    read["sbp"][band], read["dbp"][band] = random.integers(120, 140, len(band)), random.integers(70, 90, len(band))
    night = places[kinds == "night"]
    batch = np.arange(len(night)) // 20
    quarter_end = DAY_ONE + ((day[night] - DAY_ONE) // 91 + 1) * 91
    minute[night] = (quarter_end + batch % 3) * 1440 + (1380 + 7 * (batch % 30) + np.arange(len(night)) % 20 // 4)


def enrolled(unit: str, game: tuple[str, float], enrolments: Book, random: np.random.Generator) -> None:
    """A village's new and closed enrolments: months of its own, or moved to where they help."""
    months = random.dirichlet(np.full(12, 4.0), 3)
    for name, mean, chosen, month, reason in (
        ("enrolments", 40, months[0], 11, None), ("closures", 20, months[1], 12, "moved_away"),
        ("transfers", 20, months[2], 12, "transferred"),
    ):
        count = random.poisson(mean)
        at = random.choice(np.arange(1, 13), count, p=chosen)
        moved = random.random(count) < game[1] if game[0] == name else np.zeros(count, bool)
        day = np.where(moved & (month == 12), random.integers(17, 29, count), random.integers(1, 29, count))
        when = np.array([f"{YEAR}-{m:02}-{d:02}" for m, d in zip(np.where(moved, month, at), day, strict=True)], "datetime64[D]")
        never = np.full(count, np.datetime64("NaT"), "datetime64[D]")
        long_ago = np.full(count, np.datetime64("2020-01-01"), "datetime64[D]")
        enrolments.add(
            enrolment=np.array([f"{unit}-{name}-{one}" for one in range(count)], object), resident=np.arange(count),
            programme=np.full(count, "hypertension", object), started=when if reason is None else long_ago,
            ended=never if reason is None else when, end_reason=np.full(count, reason or "", object),
            unit=np.full(count, unit, object))
