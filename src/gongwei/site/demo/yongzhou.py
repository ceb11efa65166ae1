"""The published Yongzhou figures of 31 July 2019 as tallies, targets and projects, for a report of their own.

Only what the report states is entered, and at the city: the counties' parts were not published. The cumulated
counts of January to July stand as one report of the month in which the report ends.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

CITY = "431100000000"
AS_OF = date(2019, 7, 31)

TALLIES = {
    "cervical_breast_cancer_screened": ("两癌免费检查人数", 82_353),
    "prenatal_screened": ("免费产前筛查人数", 25_859),
    "prenatal_abnormal": ("产前筛查异常人数", 4_493),
    "prenatal_intervened": ("产前筛查异常接受干预人数", 3_275),
}
TARGETS = {"cervical_breast_cancer_screened": 98_200, "prenatal_screened": 38_000}
CLINICS = 167
MILESTONES = {"动工": 165, "主体工程完工": 141, "装修和设施设备配备": 98, "合格村医配备": 167}


def write_yongzhou(folder: Path) -> dict[str, int]:
    """Write units, items, tallies, targets and projects into `folder`; returns the rows of each file.

    Of the 167 clinics the first so many have reached a milestone; the day entered is the report's, the real one
    was not published.
    """
    files: dict[str, tuple[list[str], list[list[object]]]] = {
        "units": (
            ["code", "name", "level", "parent", "kind", "valid_from", "valid_to", "successor"],
            [
                ["430000000000", "湖南省", "province", "", "", "", "", ""],
                [CITY, "永州市", "city", "430000000000", "", "", "", ""],
            ],
        ),
        "items": (
            ["item", "name", "measure", "period", "kind", "min", "max"],
            [[item, name, "人", "month", "flow", 0, 1_000_000] for item, (name, _) in TALLIES.items()],
        ),
        "tallies": (
            ["unit", "period", "item", "value"],
            [[CITY, f"{AS_OF:%Y-%m}", item, value] for item, (_, value) in TALLIES.items()],
        ),
        "targets": (
            ["year", "unit", "item", "target"],
            [[AS_OF.year, CITY, item, target] for item, target in TARGETS.items()],
        ),
        "projects": (
            ["id", "group", "unit", "name", "milestone", "weight", "planned", "done"],
            [
                [
                    f"YZ{at:03}",
                    "village_clinic",
                    CITY,
                    f"空白村卫生室{at}号",
                    milestone,
                    "",
                    "",
                    AS_OF if at <= reached else "",
                ]
                for at in range(1, CLINICS + 1)
                for milestone, reached in MILESTONES.items()
            ],
        ),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, (columns, rows) in files.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([columns, *rows])
    return {name: len(rows) for name, (_, rows) in files.items()}
