"""One township from end to end: its people, their diseases and all the care they receive."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gongwei.site.demo.bodies import make_bodies
from gongwei.site.demo.columns import Pages
from gongwei.site.demo.diseases import DIABETES, HYPERTENSION, MENTAL, Disease, Enrolments, enrol, write_enrolments
from gongwei.site.demo.exams import write_exams
from gongwei.site.demo.followups import write_diabetes, write_hypertension, write_mental
from gongwei.site.demo.people import People, make_people
from gongwei.site.demo.places import Places
from gongwei.site.demo.screenings import write_child_visits, write_pregnancies, write_screenings
from gongwei.site.demo.visits import VisitBook


@dataclass(frozen=True)
class Intensity:
    """How much care there is.

    `thorough` enrols nearly all the ill; `ease` is the log-odds of a quarter's visit kept in an average village,
    `extra` the mean number of visits in a kept quarter beside the first; `exams_of_others` the yearly share of people
    neither old nor enrolled, `screening` that of women of 35 to 64; `all_forms` adds mental and children's visits.
    """

    thorough: bool
    ease: float
    extra: float
    exams_of_others: float
    screening: float
    all_forms: bool


DEMO = Intensity(thorough=False, ease=3.85, extra=0.06, exams_of_others=0.15, screening=0.29, all_forms=False)
BENCH = Intensity(thorough=True, ease=3.85, extra=5.95, exams_of_others=0.6, screening=0.4, all_forms=True)


@dataclass(frozen=True)
class Township:
    """The people of a township, their enrolments by programme, and the rows to be written."""

    people: People
    enrolments: dict[str, Enrolments]
    pages: Pages


def make_township(
    township: int, random: np.random.Generator, places: Places, start: int, today: int, intensity: Intensity
) -> Township:
    """Everything about one township in the period; depends on nothing but the arguments."""
    pages = Pages(int(places.township_codes[township]) // 1000 % 1000)
    people = make_people(places, township, start, today, random, pages)
    programmes: list[Disease] = [HYPERTENSION, DIABETES] + [MENTAL] * intensity.all_forms
    enrolments = {}
    for disease in programmes:
        rows = enrol(disease, people, places, start, today, intensity.thorough, random)
        write_enrolments(disease, rows, people, places, pages, random)
        enrolments[disease.programme] = rows
    pressure, glucose = enrolments["hypertension"], enrolments["diabetes"]
    ill = np.zeros((2, len(people)), bool)
    ill[0, pressure.person] = ill[1, glucose.person] = True
    bodies = make_bodies(people, ill[0], ill[1], start, today, random)
    book = VisitBook(pages, places, start, today)
    write_hypertension(pressure, people, bodies, book, intensity.ease, intensity.extra, random)
    write_diabetes(glucose, people, bodies, book, intensity.ease, intensity.extra, random)
    write_exams([pressure, glucose], people, bodies, book, intensity.exams_of_others, random)
    mothers, births = write_screenings(people, bodies, book, intensity.screening, random)
    write_pregnancies(mothers, births, people, places, today, pages, random)
    if intensity.all_forms:
        write_mental(enrolments["mental"], people, book, random)
        write_child_visits(people, bodies, book, random)
    return Township(people, enrolments, pages)
