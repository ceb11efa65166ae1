"""The county as a place: units, facilities, staff, and how strong each village's work is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from gongwei.site.demo import names
from gongwei.site.demo.columns import NEVER, Sheets, chosen, day_column, day_number, numbered

AREA = 580721  # province 58, city 07, county 21: no province has the number 58
COUNTY = AREA * 10**6


@dataclass(frozen=True)
class Places:
    """Units in arrays; villages are numbered from 0 in the order of their codes.

    `strength` is the quality of a village's work (about −2.5 to 1.8, county mean near 0), `phone` the share of
    missed visits replaced by a call, `round_off` the share of pressures rounded to ten, `late` the share of
    visits entered later than on their day.
    """

    township_codes: np.ndarray
    township_names: list[str]
    village_codes: np.ndarray
    village_names: list[str]
    township: np.ndarray
    population: np.ndarray
    strength: np.ndarray
    phone: np.ndarray
    round_off: np.ndarray
    late: np.ndarray

    def villages_of(self, township: int) -> np.ndarray:
        return np.flatnonzero(self.township == township)


def make_places(residents: int, random: np.random.Generator) -> Places:
    """Six townships and forty villages for 20 000 residents, 25 and 400 for 640 000; the second township is weak."""
    size = residents / 20_000
    townships = int(min(99, max(2, round(6 * size**0.412))))
    villages = int(max(2 * townships, round(40 * size**0.664)))
    township_names = names.townships(townships, random)
    towns = np.array([name.endswith("镇") for name in township_names])
    codes = COUNTY + np.where(towns, 100 + np.cumsum(towns) - 1, 200 + np.cumsum(~towns) - 1) * 1000
    order = np.argsort(codes)
    codes, township_names = codes[order], [township_names[at] for at in order]
    per_township = np.full(townships, 2) + random.multinomial(villages - 2 * townships, _shares(townships, 0.3, random))
    township = np.repeat(np.arange(townships), per_township)
    serial = np.arange(villages) - np.repeat(np.cumsum(per_township) - per_township, per_township)
    mean = random.normal(0.15, 0.3, townships)
    mean[1] = -1.5
    strength = np.clip(mean[township] + random.normal(0, 0.6, villages), -2.6, 1.8)
    weakness = 1 / (1 + np.exp(1.5 * strength))
    return Places(
        township_codes=codes,
        township_names=township_names,
        village_codes=codes[township] + 200 + serial,
        village_names=names.villages(villages, random),
        township=township,
        population=apportion(residents, _shares(villages, 0.35, random)),
        strength=strength,
        phone=np.clip(random.beta(1.5, 8, villages) + 0.35 * weakness, 0, 0.8),
        round_off=np.clip(random.beta(2, 6, villages) * 0.6 + 0.25 * weakness, 0.03, 0.6),
        late=np.clip(0.08 + 0.5 * weakness + random.normal(0, 0.08, villages), 0.02, 0.8),
    )


def _shares(number: int, spread: float, random: np.random.Generator) -> np.ndarray:
    weights = np.exp(random.normal(0, spread, number))
    return weights / weights.sum()


def apportion(total: int, shares: np.ndarray) -> np.ndarray:
    """Whole numbers that add up to the total (largest remainder)."""
    exact = total * shares / shares.sum()
    whole = np.floor(exact).astype(np.int64)
    whole[np.argsort(whole - exact, kind="stable")[: total - whole.sum()]] += 1
    return whole


def write_places(places: Places, sheets: Sheets) -> None:
    """units.csv and facilities.csv."""
    upper = np.array([AREA // 10**4 * 10**10, AREA // 100 * 10**8, COUNTY])
    code = np.concatenate([upper, places.township_codes, places.village_codes])
    parent = np.concatenate([[0], upper[:2], np.full(len(places.township_codes), COUNTY)])
    parent = np.concatenate([parent, places.township_codes[places.township]])
    levels = ["province", "city", "county"]
    levels += ["township"] * len(places.township_codes) + ["village"] * len(places.village_codes)
    kinds = {"镇": "town", "乡": "township", "村": "village"}
    unit_names = [names.PROVINCE, names.CITY, names.COUNTY, *places.township_names, *places.village_names]
    empty = pa.nulls(len(code), pa.string())
    sheets.write(
        "units",
        {
            "code": numbered(code, 12),
            "name": unit_names,
            "level": levels,
            "parent": numbered(parent, 12, empty=parent == 0),
            "kind": [kinds.get(name[-1], level) for name, level in zip(unit_names, levels, strict=True)],
            "valid_from": empty,
            "valid_to": empty,
            "successor": empty,
        },
    )
    county = [("H", "人民医院", "hospital"), ("F", "妇幼保健院", "maternal_child_health"), ("J", "疾控中心", "cdc")]
    townships = [f"{name}{'中心' if name[-1] == '镇' else ''}卫生院" for name in places.township_names]
    clinics = [f"{name}卫生室" for name in places.village_names]
    sheets.write(
        "facilities",
        {
            "code": [f"{letter}{COUNTY}" for letter, _, _ in county]
            + [f"W{code}" for code in places.township_codes]
            + [f"S{code}" for code in places.village_codes],
            "name": [names.COUNTY + name for _, name, _ in county] + townships + clinics,
            "kind": [kind for _, _, kind in county]
            + ["township_health_centre"] * len(townships)
            + ["village_clinic"] * len(clinics),
            "unit": numbered(
                np.concatenate([np.full(len(county), COUNTY), places.township_codes, places.village_codes]), 12
            ),
        },
    )


_ROLES = [
    ("village_doctor", "乡村医生"),
    ("public_health_doctor", "执业助理医师"),
    ("general_practitioner", "执业医师"),
    ("nurse", "护师"),
    ("director", "主治医师"),
]


def write_staff(places: Places, as_of: date, sheets: Sheets, random: np.random.Generator) -> None:
    """staff.csv: one or two village doctors a village, seven people a township, twelve at the county.

    The first village doctor of a village is `D` + its code; the public health doctors of a township `P` + its code.
    """
    villages, townships = len(places.village_codes), len(places.township_codes)
    second = places.village_codes[random.random(villages) < 0.4]
    team = np.array([1, 1, 2, 2, 3, 3, 4])
    code = np.concatenate(
        [places.village_codes, second, np.repeat(places.township_codes, len(team)), np.full(12, COUNTY)]
    )
    role = np.concatenate(
        [np.zeros(villages + len(second), int), np.tile(team, townships), random.choice([1, 2, 4], 12)]
    )
    ids = [f"D{unit}" for unit in places.village_codes] + [f"D{unit}-2" for unit in second]
    ids += [f"P{unit}" if at == 0 else f"P{unit}-{at + 1}" for unit in places.township_codes for at in range(len(team))]
    ids += [f"B{COUNTY}-{at + 1}" for at in range(12)]
    male = random.random(len(code)) < np.where(role == 3, 0.04, 0.55)
    age = np.where(role == 0, random.normal(52, 9, len(code)), random.normal(38, 9, len(code))).clip(23, 68)
    today = day_number(as_of)
    employed = np.maximum(
        today - (random.random(len(code)) * (age - 21) * 365).astype(np.int64), day_number(date(1985, 1, 1))
    )
    gone = (random.random(len(code)) < 0.04) & np.array([unit_id.count("-") > 0 for unit_id in ids])
    left = np.where(gone, employed + (today - employed) * random.random(len(code)) ** 0.3, NEVER)
    sheets.write(
        "staff",
        {
            "id": ids,
            "unit": numbered(code, 12),
            "name": names.people(names.surnames(len(code), random), male, age, random),
            "role": chosen([role for role, _ in _ROLES], role),
            "title": chosen([title for _, title in _ROLES], role),
            "employed": day_column(employed),
            "left": day_column(left),
        },
    )
