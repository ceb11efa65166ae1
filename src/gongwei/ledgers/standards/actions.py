"""Writing what a unit says of itself against a list of standards."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from django.utils.translation import gettext as _

from gongwei.ledgers.files.actions import keep_file
from gongwei.ledgers.standards.models import AssessmentProof, SelfAssessment
from gongwei.ledgers.standards.standard import YES_OR_NO, StandardList
from gongwei.records import audit
from gongwei.records.actions import Refused
from gongwei.records.actions.writing import Table, load
from gongwei.records.models import Unit
from gongwei.records.rows import Loaded

ASSESSMENTS = Table(SelfAssessment, ("list", "unit", "year", "standard", "value", "note"), keys=4)
YEARS = range(1990, 2101)


def assess(
    *, list: StandardList, unit: str, year: int, standard: str, value: Decimal, note: str = "", proofs: Sequence[Path] = (),
    into: Path, actor: str, at: datetime,
) -> Loaded:
    """Assess a standard for a year, or correct the assessment; the former one is kept. Proof files are kept in `into`.

    Refused for an unknown standard or unit, a year that is none, anything but 1 and 0 where yes or no is asked, a percentage
    that is none, a value finer than four decimals, and a proof that cannot be read; then nothing is written.
    """
    asked = list.standard(standard)
    if asked is None:
        raise Refused(_("清单「{list}」没有指标「{standard}」").format(list=list.name, standard=standard))
    if not Unit.objects.filter(pk=unit).exists():
        raise Refused(_("没有代码为「{code}」的单位").format(code=unit))
    if year not in YEARS:
        raise Refused(_("年份 {year} 有误").format(year=year))
    if asked.compare in YES_OR_NO and value not in (0, 1):
        raise Refused(_("「{name}」只答有(1)或无(0)").format(name=asked.name))
    if asked.measure == "%" and not 0 <= value <= 100:
        raise Refused(_("「{name}」以 % 计,应在 0 至 100 之间,输入为 {value}").format(name=asked.name, value=value))
    if value != round(value, 4) or abs(value) >= 10**14:
        raise Refused(_("「{name}」的数值 {value} 过大,或多于 4 位小数").format(name=asked.name, value=value))
    row = (list.id, unit, year, standard, value, note.strip())
    with audit.one_writer():
        kept = [keep_file(path=path, into=into, actor=actor, at=at) for path in proofs]
        loaded = load(ASSESSMENTS, [row], actor=actor, at=at, action="assess_standard", target=ASSESSMENTS.key(row))
        add_proofs(ASSESSMENTS.key(row), SelfAssessment.objects.get(list=list.id, unit=unit, year=year, standard=standard), kept,
                   actor=actor, at=at)
    return loaded


def add_proofs(target: str, assessment: SelfAssessment, files: Sequence[str], *, actor: str, at: datetime) -> None:
    """Name kept files as proof of an assessment; those that prove it already stay."""
    known = set(assessment.proofs.values_list("file_id", flat=True))
    if new := [digest for digest in dict.fromkeys(files) if digest not in known]:
        entry = audit.record(actor=actor, at=at, action="prove_standard", target=target, detail={"files": len(new)})
        AssessmentProof.objects.bulk_create(
            [AssessmentProof(assessment=assessment, file_id=digest, change=entry) for digest in new])
