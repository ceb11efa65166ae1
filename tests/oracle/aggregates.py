"""Figures without people of their own: official population, tallies, vital figures, projects, incidence, completion."""

import calendar
import re
from datetime import date
from fractions import Fraction

from .world import World

Figure = tuple[Fraction | None, Fraction | None, Fraction | None]
STOCK_BY_DEFAULT = {"beds", "staff"}
VITAL = {  # name -> (tallies above, plus or minus; tally below or None for the population; factor)
    "vital.birth_rate": ((("births", 1),), None, 1000),
    "vital.death_rate": ((("deaths", 1),), None, 1000),
    "vital.natural_growth": ((("births", 1), ("deaths", -1)), None, 1000),
    "vital.maternal_mortality": ((("maternal_deaths", 1),), "live_births", 100_000),
    "vital.infant_mortality": ((("infant_deaths", 1),), "live_births", 1000),
}


def ratio(above, below, factor: int) -> Figure:
    """The figure of one number over another; no value without both, or over nothing."""
    above = None if above is None else Fraction(above)
    below = None if below is None else Fraction(below)
    return above, below, above / below * factor if above is not None and below else None


def population(world: World, unit: str, group: str) -> Fraction | None:
    """The unit's own figure of the year, else the sum of its children's if all have one."""
    for row in world.tables["population"]:
        if (row["unit"], row["year"], row["group"]) == (unit, str(world.day.year), group):
            return row["value"]
    below = [population(world, child, group) for child in world.children(unit)]
    return sum(below) if below and None not in below else None


def period_end(period: str) -> date:
    """The last day of `2025`, `2025-Q1` or `2025-03`."""
    if match := re.fullmatch(r"(\d{4})-Q([1-4])", period):
        year, month = int(match[1]), int(match[2]) * 3
    elif match := re.fullmatch(r"(\d{4})-(\d{2})", period):
        year, month = int(match[1]), int(match[2])
    else:
        year, month = int(period), 12
    return date(year, month, calendar.monthrange(year, month)[1])


def tally_items(world: World) -> set[str]:
    """Every item defined or reported."""
    return {row["item"] for row in world.tables["items"]} | {row["item"] for row in world.tables["tallies"]}


def tally(world: World, unit: str, item: str) -> Fraction | None:
    """The sum over the subtree and the year's ended periods, for a stock of each unit's last value; None unreported."""
    kinds = {row["item"]: row.get("kind") for row in world.tables["items"]}
    stock = kinds.get(item, "stock" if item in STOCK_BY_DEFAULT else "flow") == "stock"
    below = world.subtree(unit)
    reports = [(row["unit"], period_end(row["period"]), row["value"]) for row in world.tables["tallies"]
               if row["item"] == item and row["unit"] in below and period_end(row["period"]) <= world.day]
    if stock:
        last = {}
        for reporter, _, value in sorted(reports, key=lambda report: report[1]):
            last[reporter] = value
        return sum(last.values()) if last else None
    values = [value for _, end, value in reports if end.year == world.day.year]
    return sum(values) if values else None


def vital(world: World, unit: str, name: str) -> Figure:
    """A vital rate from tallies."""
    parts, over, factor = VITAL[name]
    values = [(tally(world, unit, item), sign) for item, sign in parts]
    above = None if any(value is None for value, _ in values) else sum(value * sign for value, sign in values)
    return ratio(above, tally(world, unit, over) if over else population(world, unit, "all"), factor)


def incidence(world: World, unit: str) -> Figure:
    """Cases with onset (else discovery, else report) in the year, at the case's unit, per 100 000."""
    below = world.subtree(unit)
    days = [row.get("onset") or row.get("discovered_at") or row.get("reported_at")
            for row in world.tables["cases"] if row.get("unit") in below]
    cases = sum(1 for day in days if day and world.year_start <= day <= world.day)
    return ratio(cases, population(world, unit, "all"), 100_000)


def project(world: World, unit: str, group: str) -> Figure:
    """The mean over projects of the weighted share of milestones reached."""
    below, projects = world.subtree(unit), {}
    for row in world.tables["projects"]:
        if row.get("group") == group and row.get("unit") in below:
            projects.setdefault(row["id"], []).append(row)
    shares = []
    for milestones in projects.values():
        weights = [Fraction(1) if row["weight"] is None else row["weight"] for row in milestones]
        reached = [weight for weight, row in zip(weights, milestones, strict=True)
                   if row["done"] and row["done"] <= world.day]
        shares.append(sum(reached) / Fraction(sum(weights)))
    return ratio(sum(shares), len(shares), 100)


def completion(world: World, unit: str, item: str, target: Fraction, known: dict) -> Figure:
    """Done over target: a count, tally or project group, or a rate's value over the target value."""
    if (item, unit) in known:
        done = known[item, unit][2]
    elif item in tally_items(world):
        done = tally(world, unit, item)
    else:
        done = project(world, unit, item)[2]
    return ratio(done, target, 100)
