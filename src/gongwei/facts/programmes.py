"""Which figures a progress report tells of each programme, in which order and role."""

from dataclasses import dataclass

from gongwei.programmes import screening
from gongwei.programmes.registry import PROGRAMME_BY_ID


@dataclass(frozen=True)
class Reported:
    """One figure and how it is spoken of; see `reports.book.Reported`."""

    indicator: str
    role: str = "rate"
    of: str = ""
    counted: str = ""
    measure: str = ""


@dataclass(frozen=True)
class ReportedProgramme:
    """A heading of the report with its figures."""

    id: str
    name: str
    indicators: tuple[Reported, ...]


def _long_term(id: str) -> ReportedProgramme:
    figures = (Reported(f"{id}.managed", "count"), Reported(f"{id}.standard_progress"), Reported(f"{id}.standard_annual"),
               Reported(f"{id}.control"))
    return ReportedProgramme(id, PROGRAMME_BY_ID[id].name, figures)


def _screening(id: str) -> ReportedProgramme:
    figures = (Reported(f"screening.{id}.done", "count"), Reported(f"screening.{id}.abnormal", "count"),
               Reported(f"screening.{id}.followed"))
    return ReportedProgramme(id, PROGRAMME_BY_ID[id].name, figures)


RECORDED: tuple[ReportedProgramme, ...] = (
    ReportedProgramme("health_record", "居民健康档案", (
        Reported("health_record.coverage"), Reported("health_record.electronic"), Reported("health_record.use"))),
    ReportedProgramme("older_people", "老年人健康管理", (
        Reported("older_people.management"), Reported("older_people.coverage"), Reported("older_people.tcm"))),
    _long_term("hypertension"),
    _long_term("diabetes"),
    *(_screening(programme.id) for programme in screening.SHIPPED),
)

TALLIED: tuple[ReportedProgramme, ...] = (
    ReportedProgramme("tally_cervical_breast_cancer", "宫颈癌和乳腺癌免费检查", (
        Reported("tally.cervical_breast_cancer_screened", "count"),)),
    ReportedProgramme("tally_prenatal_screening", "孕产妇免费产前筛查", (
        Reported("tally.prenatal_screened", "count"),
        Reported("tally_rate.prenatal_intervention", of="产前筛查异常人群", counted="接受产前干预诊断"))),
    ReportedProgramme("project_village_clinic", "消除村卫生室“空白村”", (
        Reported("project.village_clinic", "project", measure="个"),)),
)
