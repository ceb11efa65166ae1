"""How the made-up county judges: its schemes of appraisal and payment, the scores it gives, what is heard on the telephone."""

from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from pathlib import Path

from .papers import County, Row, write


def payment_scheme(county: County) -> Path:
    """The shipped scheme of payment; what a score takes away returns to the county."""
    return amended(county, "拨付办法.toml", {'withheld = "redistributed"': 'withheld = "returned"'}, "gongwei.assessments.payment")


def year_scheme(county: County, check: str) -> Path:
    """The shipped scheme, whose rate of hypertension stands as far as the spot check found it authentic."""
    return amended(county, "年终考核方案.toml", {
        'figure = "hypertension.standard_annual"\n':
        f'figure = "hypertension.standard_annual"\nauthenticity = {{ check = "{check}", kind = "scaled" }}\n'})


def half_scheme(county: County) -> Path:
    """The shipped scheme for the half year: what is cumulated is asked by half, the annual rates by their progress."""
    return amended(county, "半年考核方案.toml", {
        'id = "township-public-health"': 'id = "township-public-health-half"',
        'name = "乡镇基本公共卫生服务绩效考核方案"': 'name = "乡镇基本公共卫生服务半年考核方案"',
        "hypertension.standard_annual": "hypertension.standard_progress",
        "diabetes.standard_annual": "diabetes.standard_progress",
        'figure = "older_people.management"\nrule = "linear"\ntarget = 72\nfloor = 40':
        'figure = "older_people.management"\nrule = "linear"\ntarget = 36\nfloor = 20',
        "below = 30": "below = 15",
        'rule = "linear"\ntarget = 77\nfloor = 40': 'rule = "linear"\ntarget = 38\nfloor = 20',
        "at = 9, points = 2 }, { at = 6, points = 1.2 }, { at = 3,": "at = 5, points = 2 }, { at = 3, points = 1.2 }, { at = 2,",
        "at = 12, points = 2 }, { at = 9, points = 1.4 }, { at = 6,": "at = 6, points = 2 }, { at = 5, points = 1.4 }, { at = 3,",
        'figure = "tally.print_kinds"\nrule = "linear"\ntarget = 12\nfloor = 0\nmissing = "zero"':
        'figure = "tally.print_kinds"\nrule = "linear"\ntarget = 12\nfloor = 0\nmissing = "leave_out"',
        'figure = "tally.board_changes"\nrule = "linear"\ntarget = 12':
        'figure = "tally.board_changes"\nrule = "linear"\ntarget = 6',
        "at = 4, points = 3 }, { at = 2, points = 1.5 }": "at = 2, points = 3 }, { at = 1, points = 1.5 }"})


def amended(county: County, name: str, changes: Mapping[str, str], package: str = "gongwei.assessments.appraisal") -> Path:
    """A shipped scheme as the county's own file with changes. KeyError when what is to be changed no longer stands in it."""
    path = county.papers / name
    text = files(package).joinpath("schemes", "township.toml").read_text(encoding="utf-8")
    for former, now in changes.items():
        if former not in text:
            raise KeyError(former)
        text = text.replace(former, now)
    path.write_text(text, encoding="utf-8")
    return path


SCORED = {"1.1": ("1", "1", ""), "1.2": ("4", "3.5", "督导记录不够完整"), "1.3": ("0", "0", ""),
          "4.2": ("4", "3.5", "抽查体检表个别项目缺项"), "7.3": ("6", "5.5", "高危孕妇专案追访不及时"),
          "8.2": ("5", "4.5", "个别病例报告迟于规定"), "8.3": ("0", "0", ""), "9.1": ("0", "0", ""), "V1": ("0", "0", "")}
"""Item → what a unit enters for itself, what the assessor enters, and why."""
WEAK = {"1.2": ("4", "1.5", "两个季度没有督导记录"), "4.2": ("3.5", "2.5", "抽查 10 份体检表,3 份辅助检查缺项"), "8.3": ("0", "1", "一条问题逾期未整改")}


def write_scores(county: County, asked: list[Row], name: str, own: bool) -> Path:
    """The filled score sheet: the units' own scores, or the assessor's with a reason for each point taken."""
    rows = []
    for row in asked:
        mine, judged, why = {**SCORED, **(WEAK if row["unit"] == county.weak else {})}[row["item"]]
        rows.append(row | {"entry": mine if own else judged, "comment": "" if own else why})
    return write(county.papers / name, rows)


def write_calls(county: County, calls: list[Row], day: date) -> Path:
    """The filled call sheet: nobody knows of the invented visits; elsewhere nearly all do; some numbers are wrong or silent."""
    invented = county.units[county.fabricator]["name"]
    for row in calls:
        number = int(row["序号"])
        if row["单位"] == invented and number % 4:
            result = "不真实"
        else:
            result = "号码错误" if number % 17 == 5 else "联系不上" if number % 13 == 3 else "不真实" if number % 29 == 2 else "真实"
        answered = result in ("真实", "不真实")
        row |= {"日期": str(day), "结果": result, "满意度(1~5)": str(3 + number % 3) if answered else ""}
        knows = ("是" if result == "真实" or number % 3 else "否") if answered else ""
        row |= {title: knows for title in row if title.startswith("知晓")}
    return write(county.papers / f"核查表-{calls[0]['第几次']}-{calls[0]['序号']}.csv", calls)
