"""The residents of one township: ages, households, names, records, moves and deaths."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gongwei.site.demo import names
from gongwei.site.demo.columns import (
    NEVER,
    Pages,
    ages,
    chosen,
    day_column,
    day_number,
    identity_numbers,
    numbered,
)
from gongwei.site.demo.places import AREA, Places

# Shares of five-year age groups from 0-4 to 95+, and of men in them: the shape of a rural county about 2024.
AGE_GROUPS = np.array(
    [3.6, 5.6, 6.6, 5.2, 3.9, 4.2, 6.0, 6.6, 5.6, 6.2, 8.9, 9.6, 7.8, 7.3, 5.9, 3.6, 2.1, 0.9, 0.3, 0.1]
)
MEN = np.array([53, 53.5, 54, 54, 54, 53, 52, 51, 51, 50.5, 50.5, 50.5, 50, 49.5, 49, 47, 43, 38, 33, 28]) / 100


@dataclass(frozen=True)
class People:
    """One row a person; villages by number, days as int32, `NEVER` where there is none.

    A person lives in `village` until `moved`, then in `later_village`; `ended` closes the residency.
    `diligence` (normal) is how regularly the person keeps appointments.
    """

    serial: np.ndarray
    birth: np.ndarray
    male: np.ndarray
    village: np.ndarray
    later_village: np.ndarray
    since: np.ndarray
    moved: np.ndarray
    ended: np.ndarray
    died: np.ndarray
    record: np.ndarray
    diligence: np.ndarray
    mother: np.ndarray
    ids: pa.Array

    def __len__(self) -> int:
        return len(self.birth)

    def village_on(self, person: np.ndarray, day: np.ndarray) -> np.ndarray:
        return np.where(day >= self.moved[person], self.later_village[person], self.village[person])

    def present(self, person: np.ndarray, day: np.ndarray) -> np.ndarray:
        """Living here on a day."""
        since = np.maximum(self.birth, np.where(self.since == NEVER, -NEVER, self.since))[person]
        return (since <= day) & (day < self.ended[person])


def _identities(birth: np.ndarray, male: np.ndarray, township: int, townships: int) -> tuple[np.ndarray, np.ndarray]:
    """Area and order code of each identity number, so that no two townships give out the same.

    Each township has its part of the 499 order codes of a birth date and sex; who finds none left was
    registered in a neighbouring county.
    """
    key = birth.astype(np.int64) * 2 + male
    order = np.argsort(key, kind="stable")
    ranked = key[order]
    rank = np.empty(len(key), np.int64)
    rank[order] = np.arange(len(key)) - np.searchsorted(ranked, ranked)
    part = 499 // townships
    return AREA + rank // part, (township * part + rank % part + 1) * 2 + male


def _ages(count: int, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    group = random.choice(len(AGE_GROUPS), count, p=AGE_GROUPS / AGE_GROUPS.sum())
    return group, ((group + random.random(count)) * 5 * 365.25).astype(np.int64)


def _couples(village: np.ndarray, age: np.ndarray, male: np.ndarray, random: np.random.Generator):
    """Husbands and wives: within a village, married men and women by age."""
    chance = np.select([age < 23, age < 27, age < 32, age < 65, age < 80], [0, 0.3, 0.72, 0.9, 0.82], 0.5)
    married = random.random(len(age)) < chance
    order = np.lexsort((age + random.normal(0, 1.5, len(age)), village))
    order = order[married[order]]

    def ranked(people: np.ndarray) -> np.ndarray:
        return village[people] * 10**6 + np.arange(len(people)) - np.searchsorted(village[people], village[people])

    men, women = order[male[order]], order[~male[order]]
    _, his, hers = np.intersect1d(ranked(men), ranked(women), assume_unique=True, return_indices=True)
    return men[his], women[hers]


def households(village: np.ndarray, age: np.ndarray, male: np.ndarray, random: np.random.Generator):
    """Household number, surname, mother (−1 unknown) and wives (True) of everyone.

    Children live with a couple whose wife is 20 to 40 years older; some old people live with a younger couple.
    """
    count = len(age)
    husband, wife = _couples(village, age, male, random)
    home = np.full(count, -1)
    home[husband] = home[wife] = np.arange(len(husband))
    surname = names.surnames(count, random)
    is_wife = np.zeros(count, bool)
    is_wife[wife] = True
    mother = np.full(count, -1)
    ladder = village[wife] * 1000 + age[wife]
    by_age = np.argsort(ladder, kind="stable")
    ladder = ladder[by_age]

    def couple_near(people: np.ndarray, wife_age: np.ndarray) -> np.ndarray:
        """A couple of the same village whose wife is about so old; −1 if the village has none."""
        low = np.searchsorted(ladder, village[people] * 1000)
        high = np.searchsorted(ladder, village[people] * 1000 + 999)
        place = np.searchsorted(ladder, village[people] * 1000 + wife_age) + random.integers(-5, 6, len(people))
        found = (
            by_age[np.clip(place, low, np.maximum(high - 1, low)).clip(0, max(len(ladder) - 1, 0))]
            if len(ladder)
            else low
        )
        return np.where(high > low, found, -1)

    alone = home < 0
    children = np.flatnonzero(alone & ((age < 24) | ((age < 45) & (random.random(count) < 0.55))))
    parents = couple_near(children, age[children] + random.normal(27, 4, len(children)).clip(20, 40).astype(int))
    home[children] = parents
    known = parents >= 0
    mother[children[known]] = wife[parents[known]]
    surname[children[known]] = surname[husband[parents[known]]]
    old = np.flatnonzero((age >= 68) & (random.random(count) < 0.35) & (alone | male) & ~is_wife)
    hosts = couple_near(old, age[old] - 27)
    hosts[(hosts < 0) | (age[wife[hosts]] >= 62)] = -1
    old, hosts = old[hosts >= 0], hosts[hosts >= 0]
    joining = np.full(len(husband), -1)
    coupled = home[old] >= 0
    joining[home[old[coupled]]] = hosts[coupled]
    home[old[~coupled]] = hosts[~coupled]
    surname[old[male[old]]] = surname[husband[hosts[male[old]]]]
    home = np.where(home >= 0, np.where(joining[home] >= 0, joining[home], home), home)
    home[home < 0] = len(husband) + np.arange(np.count_nonzero(home < 0))
    return np.unique(home, return_inverse=True)[1], surname, mother, is_wife


def make_people(
    places: Places, township: int, start: int, today: int, random: np.random.Generator, pages: Pages
) -> People:
    """Residents of a township, for residents.csv and residencies.csv; also those who died or left from `start` on."""
    villages = places.villages_of(township)
    village = np.repeat(villages, places.population[villages])
    count = len(village)
    group, age_days = _ages(count, random)
    birth = (today - age_days).astype(np.int32)
    male = random.random(count) < MEN[group]
    age = ages(birth, today)
    home, surname, mother, is_wife = households(village, age, male, random)

    span = today - start + 1
    decease = np.where(age < 1, 0.004, np.minimum(0.0005 * np.exp(0.0925 * (age - 30)), 0.5)) * span / 365
    leave = np.where((age >= 18) & (age < 45), 0.02, 0.004) * span / 365
    day = random.integers(start, today + 1, count).astype(np.int32)
    later = np.maximum(day, birth + 3)
    died = np.where((random.random(count) < decease) & (later <= today), later, NEVER).astype(np.int32)
    leaving = (died == NEVER) & (age > 2) & (random.random(count) < leave)
    ended = np.where(leaving, day, died).astype(np.int32)
    moving = (ended == NEVER) & (age > 1) & (random.random(count) < 0.006 * span / 365 + 0.002)
    moved = np.where(moving, np.minimum(day, today), NEVER).astype(np.int32)
    later_village = np.where(moving, random.integers(0, len(places.village_codes), count), village)
    moved[later_village == village] = NEVER
    chance = random.random(count)
    married_in = birth + (random.normal(23.5, 2.5, count).clip(20, 35) * 365.25).astype(np.int64)
    came = today - (random.random(count) ** 1.6 * 6500).astype(np.int64)
    since = np.where(is_wife & (chance < 0.6), married_in, np.where(chance > 0.955, came, NEVER))
    since[(since <= birth) | (since > np.minimum(ended, moved) - 30)] = NEVER
    origin = np.where(since == NEVER, birth, since)
    opened = np.where(
        random.random(count) < 0.62,
        day_number(date(2010, 3, 1)) + random.integers(0, 1100, count),
        day_number(date(2012, 1, 1)) + random.integers(0, max(1, today - day_number(date(2012, 1, 1))), count),
    )
    opened = np.where(opened < origin + 20, origin + 20 + random.integers(0, 160, count), opened)
    covered = random.random(count) < 0.945 + 0.012 * places.strength[village]
    record = np.where(covered & (opened <= np.minimum(today, ended - 1.0)), opened, NEVER).astype(np.int32)
    serial = np.arange(count) - np.searchsorted(village, village) + 1
    people = People(
        serial=serial,
        birth=birth,
        male=male,
        village=village,
        later_village=later_village,
        since=since,
        moved=moved,
        ended=ended,
        died=died,
        record=record,
        diligence=random.normal(0, 1, count),
        mother=mother,
        ids=numbered(places.village_codes[village] * 10**5 + serial, 17),
    )
    identity = _identities(birth, male, township, len(places.township_codes))
    _write_residents(people, places, age, home, surname, identity, chance > 0.955, pages, random)
    _write_moves(people, places, pages)
    return people


def _write_residents(
    people: People,
    places: Places,
    age: np.ndarray,
    home: np.ndarray,
    surname: np.ndarray,
    identity: tuple[np.ndarray, np.ndarray],
    newcomer: np.ndarray,
    pages: Pages,
    random: np.random.Generator,
) -> None:
    count = len(people)
    name = names.people(surname, people.male, age, random)
    rank = np.lexsort((-age, ~((age >= 25) & (age < 70)), ~people.male, home))
    starts = np.flatnonzero(np.diff(home[rank], prepend=-1))
    size = np.diff(np.append(starts, count))
    head, second = rank[starts], rank[np.where(size > 1, starts + 1, starts)]
    contact = np.where(np.arange(count) == head[home], second[home], head[home])
    alone = contact == np.arange(count)
    # 16300000000 and up: a range that no operator had been given
    number = 16_300_000_000 + (np.arange(count) + places.population[: people.village[0]].sum()) * 97 % 99_999_989
    shared = (age < 16) | (random.random(count) < np.where(age >= 75, 0.55, 0.06))
    own = np.where(shared & ~alone, number[contact], number)
    silent = random.random(count) < np.where(age >= 80, 0.2, 0.03)
    no_number = random.random(count) < np.where(age < 1, 0.5, 0.004)
    ethnicity = np.searchsorted([0.9, 0.95, 0.975, 0.99], random.random(count))
    groups = np.searchsorted([0.962, 0.977, 0.993, 0.997], random.random(count))
    address = pc.binary_join_element_wise(
        chosen(places.village_names, people.village),
        pc.cast(pa.array(home % 11 + 1), pa.string()),
        "组",
        pc.cast(pa.array(home % 173 + 1), pa.string()),
        "号",
        "",
    )
    pages.write(
        "residents",
        {
            "id": people.ids,
            "name": name,
            "sex": chosen(["1", "2"], (~people.male).astype(int)),
            "birth_date": day_column(people.birth),
            "id_number": identity_numbers(identity[0], people.birth, identity[1], no_number),
            "ethnicity": chosen(["汉族", "土家族", "苗族", "瑶族", "侗族"], ethnicity),
            "phone": numbered(own, 11, empty=silent | (age < 3) & alone),
            "contact_name": pc.if_else(pa.array(~alone), name.take(pa.array(contact)), pa.scalar(None, pa.string())),
            "contact_phone": numbered(number[contact], 11, empty=alone),
            "address": address,
            "household": numbered(pages.number * 10**6 + home, 9, "H"),
            "head_of_household": chosen(["0", "1"], (np.arange(count) == head[home]).astype(int)),
            "unit": numbered(places.village_codes[people.village_on(np.arange(count), np.int32(NEVER - 1))], 12),
            "residency": chosen(
                ["registered", "non_registered"], (newcomer & (random.random(count) < 0.6)).astype(int)
            ),
            "record_opened": day_column(people.record),
            "electronic": chosen(
                ["0", "1"], np.where(people.record == NEVER, 0, random.random(count) < 0.975).astype(int)
            ),
            "resident_since": day_column(np.where(people.moved != NEVER, people.moved, people.since)),
            "ended": day_column(people.ended),
            "end_reason": chosen(
                ["died", "moved_away"],
                np.where(people.died != NEVER, 0, np.where(people.ended != NEVER, 1, -1)),
            ),
            "key_groups": chosen(
                ["disabled", "poverty_relieved", "monitored", "special_family"], np.where(groups == 0, -1, groups - 1)
            ),
        },
    )


def _write_moves(people: People, places: Places, pages: Pages) -> None:
    """residencies.csv: two spells of everyone who moved within the county, the second from the day of moving."""
    who = np.flatnonzero(people.moved != NEVER)
    both = np.repeat(who, 2)
    second = np.arange(len(both)) % 2 == 1
    village = np.where(second, people.later_village[both], people.village[both])
    pages.write(
        "residencies",
        {
            "resident": people.ids.take(pa.array(both)),
            "unit": numbered(places.village_codes[village], 12),
            "start": day_column(np.where(second, people.moved[both], people.since[both])),
            "end": day_column(np.where(second, people.ended[both], people.moved[both])),
            "end_reason": chosen(["moved_away"], np.where(second, -1, 0)),
        },
    )
