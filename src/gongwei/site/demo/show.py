"""`gongwei demo`: the main job and a whole year of the bureau on a made-up county; and published figures reproduced."""

import os
import shutil
import subprocess
import sys
from collections.abc import Collection
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from .county import write_county
from .papers import County, prepare
from .stage import console
from .yongzhou import AS_OF as PUBLISHED
from .yongzhou import CITY, write_yongzhou

END = date(2025, 12, 31)
SEED = 7
MADE = ("exchange", "home", "papers", "documents")
"""What the demo makes in the county's folder, and makes anew when it is run again."""


def show(folder: Path, residents: int, months: Collection[int] = range(1, 13)) -> None:
    """Make the county, play its year with the bulletins of these months, reproduce the published figures, say where
    things lie."""
    folder = folder.absolute()
    county, published = folder / "county", folder / "yongzhou"
    console.rule(_("一、造一个县(人名地名均为虚构)"))
    for made in MADE if (county / "exchange" / "units.csv").exists() else ():  # a year can be played only once
        shutil.rmtree(county / made, ignore_errors=True)
    book = write_county(county / "exchange", residents=residents, seed=SEED, as_of=END)
    prepare(County(county))
    console.print(_("{residents} 位居民,{visits} 次服务,{files} 个文件:{folder}").format(
        residents=book.residents, visits=book.visits, files=len(list((county / "exchange").rglob("*.csv"))),
        folder=county / "exchange"))
    done = subprocess.run([sys.executable, "-m", "gongwei.site.demo.stage", str(county), *map(str, months)], check=False)
    if done.returncode:
        sys.exit(done.returncode)  # the command has said why

    console.rule(_("十五、复现永州市 2019 年 7 月公布的数(由台账、任务和工程录入)"))
    write_yongzhou(published / "exchange")
    run(published, "import", str(published / "exchange"), quiet=True)
    run(published, "indicators", "completion.cervical_breast_cancer_screened", "completion.prenatal_screened",
        "tally_rate.prenatal_intervention", "project.village_clinic", "--as-of", PUBLISHED.isoformat(), "--unit", CITY)
    run(published, "report", "progress", "--unit", CITY, "--as-of", PUBLISHED.isoformat(), "--issued", "2019-08-05",
        "--subject", "省定民生实事有关医疗卫生工作", "-o", str(published / "progress.docx"))

    console.rule(_("都在这里"))
    for what, where in ((_("县的原始文件"), county / "exchange"), (_("被拒收的行"), county / "rejected.csv"),
                        (_("县里自己填的表"), county / "papers"), (_("县的公文"), county / "documents"),
                        (_("永州的汇报"), published / "progress.docx"), (_("县的数据库与快照"), county / "home")):
        console.print(_("{what}:{where}").format(what=what, where=where))
    console.print(_("用这个数据目录:{command}").format(
        command=f"GONGWEI_HOME={county / 'home'} {Path(sys.executable).parent / 'gongwei'}"))


def run(place: Path, *arguments: str, quiet: bool = False) -> None:
    """Run a command of ours as a user would, with its own home."""
    environment = {**os.environ, "GONGWEI_HOME": str(place / "home"), "GONGWEI_DATABASE_URL": ""}
    if not quiet:
        console.print(f"[bold]$ gongwei {' '.join(arguments)}[/bold]")
    done = subprocess.run([sys.executable, "-m", "gongwei.site.cli", *arguments], env=environment, check=False, text=True,
                          stdout=subprocess.PIPE if quiet else None)
    if done.returncode:
        sys.exit(done.returncode)  # the command has said why
