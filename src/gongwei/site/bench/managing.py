"""How long the management work takes on the records at hand: the progress of every target, an appraisal of every village.

Nothing is kept: the round is opened in a transaction that is taken back.
"""

import time
from collections.abc import Callable
from datetime import date, datetime
from itertools import cycle, islice

from django.db import transaction

from gongwei.assessments.appraisal import actions, queries
from gongwei.assessments.appraisal.declaring import read_scheme
from gongwei.assessments.appraisal.queries import Kept
from gongwei.assessments.figures import Figures
from gongwei.assessments.progress.queries import standing
from gongwei.definition.indicator import Proportion
from gongwei.site.bench.machine import described

ITEMS, LEVEL, TIMES = 60, "village", 3
HEAD = """id = "bench"
name = "测速"
year = {year}
level = "{level}"
total = {total}
grades = [ {{ name = "合格", from = 0 }} ]
"""
ITEM = """
[[items]]
code = "{number}"
section = "测速"
name = "{number}"
points = 1
figure = "{figure}"
rule = "linear"
target = 90
floor = 30
missing = "leave_out"
"""


def table(figures: Callable[[], Figures], unit: str, as_of: date, at: datetime) -> str:
    """Seconds of each piece of work, the first time and the shortest of further times, as a Markdown table. `figures` opens
    them anew: a day is worked out once."""
    opened = figures()
    tree, scheme = opened.tree(as_of), scheme_of(opened, as_of.year)
    villages = sum(one.level == LEVEL for one in map(tree.units.get, tree.subtree(unit)))
    targets = len(standing(opened, unit, as_of))

    def open_round() -> None:
        with transaction.atomic():
            actions.open_round(code="bench", scheme=scheme, figures=figures(), as_of=as_of, under=unit, actor="bench", at=at)
            queries.result("bench")
            transaction.set_rollback(True)

    rows = [
        (f"progress of {targets:,} targets in {len(tree.subtree(unit)):,} units, one day", "2 s",
         lambda: standing(figures(), unit, as_of)),
        (f"a round of {villages:,} units × {ITEMS} items, opened and ranked", "5 s", open_round),
    ]
    lines = ["| work | first | then | aim |", "| --- | ---: | ---: | ---: |"]
    for what, aim, work in rows:
        first, *others = [seconds(work) for _ in range(1 + TIMES)]
        lines.append(f"| {what} | {first:.2f} s | {min(others):.2f} s | {aim} |")
    return "\n".join([described(), "", *lines])


def scheme_of(figures: Figures, year: int):
    """A scheme of ITEMS automatic items, over all proportions in turn."""
    rates = [id for id, one in figures.evaluator.indicators.items() if isinstance(one, Proportion)]
    items = "".join(ITEM.format(number=number, figure=figure) for number, figure in enumerate(islice(cycle(rates), ITEMS), 1))
    return read_scheme(Kept("bench.toml", HEAD.format(year=year, level=LEVEL, total=ITEMS) + items))


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
