"""Figures of published spot checks: authenticity, awareness and satisfaction, estimated for all of the frame."""

from collections.abc import Mapping
from datetime import date

from gongwei.assessments.spot_checks import queries
from gongwei.assessments.spot_checks.effect import MEASURES
from gongwei.definition.fingerprint import fingerprint
from gongwei.indicators.family import Entry, Family
from gongwei.indicators.figure import Figure, rate
from gongwei.programmes.registry import INDICATORS

NAMES = {"authenticity": "真实率", "awareness": "知晓率", "satisfaction": "满意度"}
SOURCE = "抽查(电话核查)"


def spot_check_figures(as_of: date) -> dict[str, Mapping[str, Figure]]:
    """`spot_check.<code>.<measure>` → unit → figure, of the checks published by a day, with the replies decided by then.

    The denominator is the frame, the numerator how many of it are estimated; no value where nobody told.
    """
    found = {}
    for held in queries.published(as_of):
        standing = queries.standing(held.pk, as_of)
        for measure, value in MEASURES.items():
            id = f"spot_check.{held.pk}.{measure}"
            found[id] = {}
            for unit in standing.areas:
                share, frame = standing.estimate(unit, value).value, standing.frame(unit)
                above = None if share is None else share * frame
                found[id][unit] = Figure(id, unit, as_of, above, frame, rate(above, frame, 100))
    return found


def spot_check_entry(name: str) -> Entry | None:
    """The entry of a measure of a check; None where there is none."""
    code, _, measure = name.rpartition(".")
    if measure not in NAMES:
        return None
    try:
        held = queries.check(code)
    except queries.UnknownCheck:
        return None
    rule = fingerprint(("spot_check", measure, held.method, held.definition, held.frame, held.seed))
    return Entry(f"spot_check.{name}", f"{INDICATORS[held.indicator].name}抽查{NAMES[measure]}", "%", "", SOURCE, rule)


SPOT_CHECK = Family("spot_check", spot_check_figures, spot_check_entry)
