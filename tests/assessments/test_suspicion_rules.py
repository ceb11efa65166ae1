"""Each rule of suspicion: what makes it speak, and what must not. Made-up rows; no database."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from random import Random

import pyarrow as pa
import pytest

from gongwei.assessments.suspicion.rule import OURS
from gongwei.assessments.suspicion.rules import RULE, RULES
from gongwei.assessments.suspicion.signals import Signal, signals, summaries, weights
from gongwei.definition.parameter import parameter
from gongwei.records.provided import ENROLMENTS, PHONES, RESIDENCIES, RESIDENTS, UNITS, VISITS, Provided

START, END = date(2025, 1, 1), date(2025, 12, 31)
PEERS, PEOPLE = 19, 30
SUSPECT = "D00"
Row = dict[str, object]


def honest(seed: int = 3) -> list[Row]:
    """Twenty village doctors, each with thirty people seen once a quarter, readings around everyone's own level."""
    random, rows = Random(seed), []
    for doctor in range(PEERS + 1):
        for person in range(PEOPLE):
            level = random.gauss(138, 9)
            for quarter in range(4):
                day = START + timedelta(days=91 * quarter + 3 * person)
                sbp = round(random.gauss(level, 6))
                rows.append({
                    "visit": f"D{doctor:02}-{person:02}-{quarter}", "resident": doctor * 100 + person,
                    "form": "hypertension_followup", "day": day, "unit": f"V{doctor:02}", "provider": f"D{doctor:02}",
                    "mode": "clinic", "result": "done",
                    "entered": datetime(day.year, day.month, day.day, 9, person), "sbp": float(sbp),
                    "dbp": float(round(random.gauss(82, 6))), "heart_rate": float(round(random.gauss(75, 8))),
                })  # fmt: skip
    return rows


def source(rows: list[Row], *, died: dict[int, date] | None = None, enrolments: list[Row] = (),
           sharing: dict[int, int] | None = None, births: dict[int, date] | None = None) -> Provided:
    """The tables of some visits; everyone lives where the own visits were made, born in 1970 unless said otherwise."""
    homes = {row["resident"]: row["unit"] for row in rows}
    ends = died or {}
    spells = [{"resident": who, "serial": 1, "unit": unit, "ended": ends.get(who), "end_reason": "died" if who in ends else ""}
              for who, unit in homes.items()]
    people = [{"resident": who, "birth": (births or {}).get(who, date(1970, 1, 1))} for who in homes]
    units = [{"unit": f"V{number:02}", "township": f"T{number // 10}"} for number in range(PEERS + 1)]
    phones = [{"resident": who, "sharing": number} for who, number in (sharing or {}).items()]

    def table(rows: list[Row], schema: pa.Schema) -> pa.Table:
        return pa.Table.from_pylist([{name: row.get(name) for name in schema.names} for row in rows], schema)

    return Provided(table(rows, VISITS), table(people, RESIDENTS), table(spells, RESIDENCIES), table(enrolments, ENROLMENTS),
                    table(phones, PHONES), table(units, UNITS))


def told(rule: str, rows: list[Row], **more: object) -> list[Signal]:
    return signals(source(rows, **more), START, END, rules=[RULE[rule]])


def of_suspect(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row["provider"] == SUSPECT]


def zeros(rows):
    for row in of_suspect(rows)[:80]:
        row |= {"sbp": row["sbp"] // 10 * 10, "dbp": row["dbp"] // 10 * 10}


def favourites(rows):
    for row in of_suspect(rows):
        row["sbp"] = row["sbp"] // 10 * 10 + (8 if row["sbp"] % 2 == 0 else 7)


def same_as_before(rows):
    for before, row in pairwise(of_suspect(rows)):
        if before["resident"] == row["resident"] and row["resident"] % 3 == 0:
            row |= {name: before[name] for name in ("sbp", "dbp", "heart_rate")}


def same_for_all(rows):
    for row in of_suspect(rows):
        row |= {"day": row["day"].replace(day=1), "sbp": 132.0, "dbp": 78.0, "heart_rate": 72.0}


def in_one_minute(rows):
    for row in of_suspect(rows)[:40]:
        row["entered"] = datetime(2025, 4, 1, 10, 5)


def by_night(rows):
    for place, row in enumerate(of_suspect(rows)[:40]):
        row["entered"] = datetime(2025, 4, 1, 23, 30) + timedelta(minutes=3 * place)


def months_later(rows):
    for row in of_suspect(rows)[:40]:
        row["entered"] += timedelta(days=60)


def all_on_a_day(rows):
    for row in of_suspect(rows)[:110]:
        row["day"] = date(2025, 6, 1)


def far_apart(rows):
    for row in of_suspect(rows):
        row["day"] = row["day"].replace(day=1)
        row["unit"] = "V15" if row["resident"] % 5 == 0 else row["unit"]


def just_below(rows):
    for row in of_suspect(rows):
        row["sbp"] = 138.0 if 140 <= row["sbp"] < 150 else row["sbp"]


def all_alike(rows):
    for place, row in enumerate(of_suspect(rows)):
        row["sbp"] = 130.0 + place % 5


def nobodys(rows):
    random = Random(9)
    values = [row["sbp"] for row in of_suspect(rows)]
    random.shuffle(values)
    for row, value in zip(of_suspect(rows), values, strict=True):
        row["sbp"] = value


FIRES = {
    "zero_digits": zeros, "invented_digits": favourites, "copied_from_before": same_as_before, "copied_across": same_for_all,
    "same_minute": in_one_minute, "night_entry": by_night, "late_entry": months_later, "crowded_day": all_on_a_day,
    "distant_places": far_apart, "below_target": just_below, "little_variance": all_alike, "nobodys_level": nobodys,
}  # fmt: skip


@pytest.mark.parametrize("rule", FIRES)
def test_a_rule_speaks_of_the_one_who_does_it_and_of_nobody_else(rule):
    rows = honest()
    assert told(rule, rows) == []
    FIRES[rule](rows)
    (signal,) = told(rule, rows)
    assert (signal.provider, signal.unit) == (SUSPECT, "V00")
    assert set(signal.visits) <= {row["visit"] for row in of_suspect(rows)}
    assert set(signal.residents) == {row["resident"] for row in rows if row["visit"] in signal.visits}
    assert signal.p < RULE[rule].alike.on(END) and 0 < signal.excess <= 1
    assert signal.sentence.endswith("这是值得核查的线索,不是结论。") and SUSPECT not in signal.sentence


def test_every_rule_has_a_case():
    others = {"after_death", "in_hospital", "year_end_closures", "bulk_enrolment", "transfers_at_deadline", "shared_phone"}
    assert {rule.id for rule in RULES} == {*FIRES, *others}


def test_what_everybody_does_is_no_sign():
    rows = honest()
    for row in rows:
        row |= {"sbp": row["sbp"] // 10 * 10, "entered": row["entered"] + timedelta(days=60)}
    assert told("zero_digits", rows) == told("late_entry", rows) == []


def test_rounding_to_even_numbers_to_fives_or_to_tens_is_no_invention():
    for step in (2, 5, 10):
        rows = honest()
        for row in of_suspect(rows):
            row |= {name: float(round(row[name] / step) * step) for name in ("sbp", "dbp")}
        assert told("invented_digits", rows) == []


def test_visits_after_death_and_none_on_the_day_of_death():
    rows = honest()
    mine = of_suspect(rows)
    (signal,) = told("after_death", rows, died={0: mine[0]["day"], 1: mine[4]["day"]})
    assert (signal.residents, signal.evidence["hits"]) == ((0, 1), 6)
    assert set(signal.visits) == {row["visit"] for row in (*mine[1:4], *mine[5:8])}
    assert told("after_death", rows, died={row["resident"]: row["day"] for row in mine[3:16:4]}) == []


@pytest.mark.parametrize(("days", "fires"), [(-1, False), (0, False), (1, True), (7, True), (8, False)])
def test_visits_days_after_people_were_found_in_hospital(days, fires):
    rows = honest()
    seen = of_suspect(rows)[1:24:4]
    found = [{**row, "visit": f"{row['visit']}-found", "provider": "D05", "unit": "V05", "result": "hospitalised",
              "day": row["day"] - timedelta(days=days)} for row in seen]
    residents = [signal.residents for signal in told("in_hospital", [*rows, *found])]
    assert residents == ([tuple(range(6))] if fires else [])


def test_from_65_years_on_there_is_a_second_line():
    rows = honest()
    for row in of_suspect(rows):
        row["sbp"] = 147.0 if 150 <= row["sbp"] < 170 else row["sbp"]
    mine = [row["sbp"] for row in of_suspect(rows)]
    soft = replace(RULE["below_target"], alike=parameter("soft", 1.0, OURS, since=START))
    births = dict.fromkeys(range(PEOPLE), date(1940, 1, 1))
    older = {signal.provider: signal for signal in signals(source(rows, births=births), START, END, rules=[soft])}[SUSPECT]
    assert older.evidence["trials"] == sum(135 <= value < 155 for value in mine)
    assert older.evidence["hits"] == sum(135 <= value < 140 or 145 <= value < 150 for value in mine)
    assert told("below_target", rows) == []


def closures(months: dict[int, list[int]], reason: str) -> list[Row]:
    """Unit → the months of its closures."""
    return [{"enrolment": f"E{unit}-{place}", "resident": unit * 100, "programme": "hypertension", "started": date(2020, 1, 1),
             "ended": date(2025, month, 20), "end_reason": reason, "unit": f"V{unit:02}"}
            for unit, chosen in months.items() for place, month in enumerate(chosen)]


def spread_and(month: int, number: int) -> dict[int, list[int]]:
    """Every unit closes two a month, the first one more in one of them."""
    return {unit: [*range(1, 13), *range(1, 13), *([month] * number if unit == 0 else [])] for unit in range(PEERS + 1)}


@pytest.mark.parametrize(("rule", "reason", "month"), [
    ("year_end_closures", "moved_away", 12), ("year_end_closures", "misdiagnosed", 12),
    ("transfers_at_deadline", "transferred", 12),
])
def test_closures_at_the_end_of_the_year(rule, reason, month):
    (signal,) = told(rule, honest(), enrolments=closures(spread_and(month, 40), reason))
    assert (signal.unit, signal.provider, signal.evidence["hits"]) == ("V00", "", 42)
    assert told(rule, honest(), enrolments=closures(spread_and(month - 1, 40), reason)) == []
    assert told(rule, honest(), enrolments=closures(spread_and(month, 40), "died")) == []


def test_enrolments_in_november():
    def starts(month: int) -> list[Row]:
        return [{**row, "started": row["ended"], "ended": None, "end_reason": ""} for row in closures(spread_and(month, 40), "")]

    assert [signal.unit for signal in told("bulk_enrolment", honest(), enrolments=starts(11))] == ["V00"]
    assert told("bulk_enrolment", honest(), enrolments=starts(5)) == []


def test_one_telephone_for_a_village():
    (signal,) = told("shared_phone", honest(), sharing=dict.fromkeys(range(20), 20))
    assert (signal.unit, signal.residents, signal.visits) == ("V00", tuple(range(20)), ())
    assert told("shared_phone", honest(), sharing=dict.fromkeys(range(20), 9)) == []


def test_the_order_of_rows_changes_nothing():
    rows = honest()
    zeros(rows)
    same_as_before(rows)
    in_order = signals(source(rows), START, END)
    assert in_order
    Random(5).shuffle(rows)
    assert signals(source(rows), START, END) == in_order


def test_the_numbers_of_a_signal_are_those_of_a_slow_recount():
    rows = honest()
    zeros(rows)
    (signal,) = told("zero_digits", rows)
    readings = [(row["visit"], value) for row in of_suspect(rows) for value in (row["sbp"], row["dbp"])]
    hits = [visit for visit, value in readings if int(value) % 10 == 0]
    assert (signal.evidence["trials"], signal.evidence["hits"]) == (len(readings), len(hits))
    assert signal.evidence["value"] == Fraction(len(hits), len(readings)) and signal.visits == tuple(sorted(set(hits)))
    shares = sorted(
        Fraction(sum(int(value) % 10 == 0 for value in values), len(values)) for values in (
            [row[name] for row in rows if row["provider"] == f"D{doctor:02}" for name in ("sbp", "dbp")] for doctor in range(20)))
    assert signal.evidence["peers"] == (shares[9] + shares[10]) / 2


def test_copies_are_those_of_a_slow_recount():
    rows = honest()
    same_as_before(rows)
    (signal,) = told("copied_from_before", rows)
    mine, copied, again = sorted(of_suspect(rows), key=lambda row: (row["resident"], row["day"])), [], 0
    for before, row in pairwise(mine):
        if before["resident"] == row["resident"]:
            again += 1
            if all(before[name] == row[name] for name in ("sbp", "dbp", "heart_rate")):
                copied.append(row["visit"])
    assert (signal.evidence["trials"], signal.visits) == (again, tuple(sorted(copied)))


def test_one_measurement_on_the_forms_of_two_diseases_is_one():
    rows = honest()
    again = [{**row, "visit": row["visit"] + "g", "form": "diabetes_followup", "fasting_glucose": 6.5} for row in rows]
    zeros(rows)
    for row, other in zip(rows, again, strict=True):
        other |= {name: row[name] for name in ("sbp", "dbp")}
    (once,), (twice,) = told("zero_digits", rows), told("zero_digits", [*rows, *again])
    assert (once.evidence["trials"], once.p) == (twice.evidence["trials"], twice.p)


def test_a_summary_by_provider_and_weights_for_a_spot_check():
    rows = honest()
    zeros(rows)
    by_night(rows)
    found = signals(source(rows), START, END)
    (summary,) = [row for row in summaries(found) if row.provider == SUSPECT]
    assert {"zero_digits", "night_entry"} <= {signal.rule for signal in summary.signals}
    weighed = weights(found)
    assert set(weighed) == {resident for signal in found for resident in signal.residents}
    assert all(1 <= weight <= 10 for weight in weighed.values())
    assert weights([]) == {} and weights(found[:1]).keys() == set(found[0].residents)


def test_more_signals_never_weigh_less():
    rows = honest()
    zeros(rows)
    signal = told("zero_digits", rows)[0]
    one, two = weights([signal]), weights([signal, replace(signal, rule="another")])
    assert all(two[resident] >= one[resident] for resident in one)


def test_few_peers_say_nothing():
    rows = [row for row in honest() if row["provider"] < "D09"]
    zeros(rows)
    assert told("zero_digits", rows) == []
