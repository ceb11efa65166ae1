"""`gongwei demo`: the main job from beginning to end, on a made-up county and on published figures."""

import csv
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _
from rich.console import Console

from gongwei.reports.document import embedded

from .county import write_county
from .yongzhou import AS_OF as PUBLISHED
from .yongzhou import CITY, write_yongzhou

AS_OF = date(2025, 10, 31)
SEED = 7
SHOWN = ("health_record.coverage", "health_record.use", "older_people.management", "hypertension.managed",
         "hypertension.standard_progress", "hypertension.standard_annual", "hypertension.control",
         "diabetes.standard_progress", "diabetes.control", "screening.cervical_breast_cancer.done",
         "screening.prenatal_screening.followed")
HEAD = 8
console = Console(highlight=False, soft_wrap=True)


def show(folder: Path, residents: int) -> None:
    """Make the county, import it, print figures, a gap list and a due list, write both reports, say where things lie."""
    folder = folder.absolute()
    county, published = folder / "county", folder / "yongzhou"
    console.rule(_("一、造一个县(人名地名均为虚构)"))
    book = write_county(county / "exchange", residents=residents, seed=SEED, as_of=AS_OF)
    console.print(_("{residents} 位居民,{visits} 次服务,{files} 个文件:{folder}").format(
        residents=book.residents, visits=book.visits, files=len(book.rows), folder=county / "exchange"))

    console.rule(_("二、导入"))
    run(county, "import", str(county / "exchange"), "--today", AS_OF.isoformat(),
        "--rejected", str(county / "rejected.csv"))
    units = csv_rows(run(county, "indicators", "hypertension.standard_progress", "--as-of", AS_OF.isoformat(),
                         "--format", "csv", quiet=True))
    villages = sorted((row for row in units if row["level"] == "village" and row["value"]), key=lambda row: float(row["value"]))
    whole = next(row for row in units if row["level"] == "county")
    weakest = villages[0]

    console.rule(_("三、全县的数,截至 {day}").format(day=AS_OF))
    run(county, "indicators", *SHOWN, "--as-of", AS_OF.isoformat(), "--unit", whole["unit"], "--level", "county")

    console.rule(_("四、最弱一村({name})谁不规范、为什么").format(name=weakest["unit_name"]))
    shorten(run(county, "people", "hypertension.standard_progress", "--unit", weakest["unit"], "--as-of", AS_OF.isoformat(),
                "--which", "gap", "--names", quiet=True))

    console.rule(_("五、该村村医今天该做什么"))
    shorten(run(county, "due", "--unit", weakest["unit"], "--on", AS_OF.isoformat(), "--names", quiet=True))

    console.rule(_("六、起草工作进展汇报"))
    report = county / "progress.docx"
    run(county, "report", "progress", "--unit", whole["unit"], "--as-of", AS_OF.isoformat(), "--issued", "2025-11-05",
        "-o", str(report))

    console.rule(_("七、复现永州市 2019 年 7 月公布的数(由台账、任务和工程录入)"))
    write_yongzhou(published / "exchange")
    run(published, "import", str(published / "exchange"), quiet=True)
    run(published, "indicators", "completion.cervical_breast_cancer_screened", "completion.prenatal_screened",
        "tally_rate.prenatal_intervention", "project.village_clinic", "--as-of", PUBLISHED.isoformat(), "--unit", CITY)
    run(published, "report", "progress", "--unit", CITY, "--as-of", PUBLISHED.isoformat(), "--issued", "2019-08-05",
        "--subject", "省定民生实事有关医疗卫生工作", "-o", str(published / "progress.docx"))

    console.rule(_("都在这里"))
    for what, where in ((_("县的原始文件"), county / "exchange"), (_("被拒收的行"), county / "rejected.csv"),
                        (_("县的汇报"), report), (_("永州的汇报"), published / "progress.docx"),
                        (_("数据库与快照"), county / "home")):
        console.print(_("{what}:{where}").format(what=what, where=where))
    console.print(_("接下来可试:"))
    command = f"GONGWEI_HOME={county / 'home'} {Path(sys.executable).parent / 'gongwei'}"
    for example in (f"indicators --as-of {AS_OF} --level township hypertension.control",
                    f"people older_people.management --unit {weakest['unit']} --as-of {AS_OF} --which gap",
                    f"explain {first_fact(report)}"):
        console.print(f"  {command} {example}")


def run(place: Path, *arguments: str, quiet: bool = False) -> str:
    """Run a command of ours as a user would, with its own home; its output is shown, or returned when quiet."""
    environment = {**os.environ, "GONGWEI_HOME": str(place / "home"), "GONGWEI_DATABASE_URL": ""}
    if not quiet:
        console.print(f"[bold]$ gongwei {' '.join(arguments)}[/bold]")
    done = subprocess.run([sys.executable, "-m", "gongwei.site.cli", *arguments], env=environment, check=False, text=True,
                          stdout=subprocess.PIPE if quiet else None)
    if done.returncode:
        sys.exit(done.returncode)  # the command has said why
    return done.stdout or ""


def csv_rows(text: str) -> list[dict[str, str]]:
    """CSV text as rows by column."""
    return list(csv.DictReader(text.splitlines()))


def shorten(text: str) -> None:
    """The first lines of a list, and how many more there are."""
    lines = text.splitlines()
    for line in lines[: HEAD + 1]:
        console.print(line)
    if len(lines) > HEAD + 1:
        console.print(_("……共 {count} 行").format(count=len(lines) - 1))


def first_fact(report: Path) -> str:
    """The id of a fact that a report prints."""
    return next(entry["id"] for entry in embedded(report)["entries"] if "indicator" in entry)
