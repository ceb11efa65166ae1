"""Which visits alone decide what a definition asks, and that the compiler asks for no others."""

import ibis
import pytest

from gongwei.concepts.health_exam import COMPLETE_EXAMS
from gongwei.concepts.management import FACE_TO_FACE, effective_start
from gongwei.definition.calendar import AS_OF, IN_YEAR, QUARTERS, SINCE_LAST_QUARTER, WITHIN_A_YEAR, YEAR_END
from gongwei.definition.expression import visit, visits
from gongwei.evaluation.compilation import Compilation
from gongwei.evaluation.standing import beside, column_of, deciding, known_already, standing_parts
from gongwei.programmes.registry import FORMS, INDICATORS

from .people import PREPARED, Population

FOLLOW_UPS = visits("hypertension_followup")
FACE = FOLLOW_UPS.where(FACE_TO_FACE)
START = effective_start("hypertension")
COLUMNS = PREPARED["visit_hypertension_followup"].names
HOLDS = next(name for name in COLUMNS if name.startswith("holds_"))


def decided(what, *sets):
    return deciding(what, [known_already(one.condition, COLUMNS) for one in sets], COLUMNS)


@pytest.mark.parametrize(("sets", "until", "opens"), [
    ([FOLLOW_UPS], "until", "opens"),
    ([FACE], beside("until", HOLDS), beside("opens", HOLDS)),
    ([FACE.within(SINCE_LAST_QUARTER)], beside("until", HOLDS), beside("opens", HOLDS)),
    ([FACE.within(quarter) for quarter in QUARTERS], None, beside("opens", HOLDS)),
    ([FACE.within(WITHIN_A_YEAR)], beside("until", HOLDS), None),  # begins on any day
    ([FACE.within(IN_YEAR)], beside("until", HOLDS), None),  # a period may begin on 1 October
    ([FACE.where(visit.date >= START)], beside("until", HOLDS), None),
    ([FACE.where(visit.date <= YEAR_END)], None, beside("opens", HOLDS)),
    ([FACE.where(visit.date <= START)], None, None),
    ([FACE.where(visit.sbp >= 140)], None, None),  # another standing condition than any column's
    ([FACE.where(visit.date >= visit.next_date)], None, None),
    ([FACE.where(visit.date > AS_OF)], None, None),
    ([FACE, FOLLOW_UPS], None, None),
])
def test_the_column_that_decides(sets, until, opens):
    assert (decided("until", *sets), decided("opens", *sets)) == (until, opens)


def test_what_stands_is_one_column():
    parts = standing_parts(COMPLETE_EXAMS.within(IN_YEAR).condition)
    columns = PREPARED["visit_health_exam"].names
    known = known_already(COMPLETE_EXAMS.within(IN_YEAR).condition, columns)
    assert len(parts) == 2 and len(known) == 3 and known[0].name in columns
    assert known_already(COMPLETE_EXAMS.condition, ()) == parts
    assert known[0].name.startswith("holds_") and column_of(parts[0]) not in columns


@pytest.mark.parametrize(("id", "asked", "grouped"), [
    ("hypertension.control", beside("until", HOLDS), False),
    ("hypertension.standard_progress", beside("opens", HOLDS), True),
    ("health_record.use", "until", False),
])
def test_the_compiled_text_asks_for_it(id, asked, grouped):
    text = ibis.to_sql(Compilation(Population().engine.schemas, FORMS).subjects(INDICATORS[id]), dialect="duckdb")
    assert f'"{asked}"' in text and ("GROUP BY" in text) is grouped
