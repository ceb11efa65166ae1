"""Writes of inspections and of the mending of what they found."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from django.utils.translation import gettext as _

from gongwei.definition.message import said
from gongwei.ledgers.files.actions import keep_file
from gongwei.ledgers.inspections import queries
from gongwei.ledgers.inspections.checklist import Checklist
from gongwei.ledgers.inspections.life import EXTEND, Standing, Taken, WrongStep, lived
from gongwei.ledgers.inspections.models import Finding, FindingProof, FindingStep, Inspection, ItemScore, KeptChecklist
from gongwei.ledgers.inspections.recurrence import number_of
from gongwei.ledgers.inspections.sheet import FindingSheet, InspectionSheet, problems
from gongwei.records import audit
from gongwei.records.actions import Refused
from gongwei.records.actions.writing import Table, load
from gongwei.records.rows import Loaded

CHECKLISTS = Table(KeptChecklist, ("fingerprint", "checklist", "content"))
INSPECTIONS = Table(Inspection, ("code", "unit", "facility", "day", "inspectors", "checklist", "remark"))
SCORES = Table(ItemScore, ("inspection", "item", "points", "remark"), keys=2)
FINDINGS = Table(Finding, ("code", "inspection", "item", "severity", "text", "measure", "responsible", "deadline"))
PROOFS = Table(FindingProof, ("finding", "serial", "file"), keys=3)


def record_inspection(*, sheet: InspectionSheet, checklist: Checklist, files: Path, actor: str, at: datetime) -> Loaded:
    """Record an inspection with its scores, findings and proofs (kept in the folder `files`); the count is of inspections.

    The same sheet again changes nothing; another one for the same place, day and checklist corrects it, the former content is
    kept. Findings are numbered in the order of the sheet: none may be left out, for others may already be mending it. Refused
    for whatever `sheet.problems` finds, for another version of the checklist, and for another item, text or
    deadline of a finding of which steps were taken.
    """
    with audit.one_writer():
        for _place, message in problems(sheet, checklist, queries.places(sheet.unit), audit.day_of(at)):
            raise Refused(said(message, _))
        code, who = sheet.code, {"actor": actor, "at": at, "target": sheet.code}
        findings = [finding_row(sheet, number, finding, checklist) for number, finding in enumerate(sheet.findings, 1)]
        refuse_rewriting(code, checklist, findings)
        load(CHECKLISTS, [(checklist.fingerprint, checklist.id, checklist.as_text())], action="keep_checklist", **who)
        inspection = (code, sheet.unit, sheet.facility or None, sheet.day, queries.COMMA.join(sheet.inspectors),
                      checklist.fingerprint, sheet.remark)
        scores = [(code, item.code, sheet.points.get(item.code), sheet.remarks.get(item.code, "")) for item in checklist.items]
        proofs = {(row[0], 0, keep_file(path=proof, into=files, actor=actor, at=at))
                  for row, finding in zip(findings, sheet.findings, strict=True) for proof in finding.proofs}
        written = load(INSPECTIONS, [inspection], action="record_inspection", **who)
        below = (load(SCORES, scores, action="record_scores", **who), load(FINDINGS, findings, action="record_findings", **who),
                 load(PROOFS, sorted(proofs), action="record_proofs", **who))
    touched = any(loaded.created or loaded.revised for loaded in below)
    return Loaded(revised=1) if written.unchanged and touched else written


def finding_row(sheet: InspectionSheet, number: int, finding: FindingSheet, checklist: Checklist) -> tuple:
    """A row of FINDINGS; what the sheet leaves out is the checklist's."""
    usual = checklist.by_code.get(finding.item)
    return (f"{sheet.code}-{number}", sheet.code, finding.item, finding.severity or usual.severity, finding.text,
            finding.measure or (usual.measure if usual else ""), finding.responsible, finding.deadline)


def refuse_rewriting(inspection: str, checklist: Checklist, rows: Sequence[tuple]) -> None:
    """Refuse a correction (rows of FINDINGS) that would take away what others rely on."""
    held = Inspection.objects.filter(pk=inspection).values_list("checklist", flat=True).first()
    if held not in (None, checklist.fingerprint):
        raise Refused(_("督导「{inspection}」用的是检查表「{name}」的另一版本").format(inspection=inspection, name=checklist.name))
    wanted = {row[0]: dict(zip(FINDINGS.names, row, strict=True)) for row in rows}
    known = {one["code"]: one for one in Finding.objects.filter(inspection=inspection).values(*FINDINGS.names)}
    if missing := sorted(known.keys() - wanted.keys(), key=number_of):
        raise Refused(_("已发现的问题不能删去:{codes}").format(codes=" ".join(missing)))
    for code in sorted(FindingStep.objects.filter(finding__in=known).values_list("finding", flat=True).distinct()):
        before, after = known[code], wanted[code]
        if any(before[name] != after[name] for name in ("item", "text")):
            raise Refused(_("问题「{code}」已有整改记录,次序不能变,新问题写在最后").format(code=code))
        if before["deadline"] != after["deadline"]:
            raise Refused(_("问题「{code}」已有整改记录,期限请用延期更改").format(code=code))


def rectify(
    *, finding: str, day: date, note: str = "", proofs: Sequence[Path] = (), files: Path, actor: str, at: datetime
) -> Standing:
    """A finding was mended: shown by proofs, or explained in a note. Refused without either, or when it is mended already."""
    if not note.strip() and not proofs:
        raise Refused(_("整改应附证据或说明"))
    return take(finding, Taken("rectify", day), note=note, proofs=proofs, files=files, actor=actor, at=at)


def verify(*, finding: str, day: date, note: str = "", actor: str, at: datetime) -> Standing:
    """The mending was looked at and holds. Refused when nothing is reported mended."""
    return take(finding, Taken("verify", day), note=note, actor=actor, at=at)


def send_back(*, finding: str, day: date, note: str, deadline: date | None = None, actor: str, at: datetime) -> Standing:
    """The mending does not hold, for a reason; the deadline stands unless a new one is set."""
    return take(finding, Taken("send_back", day, deadline), note=reason(note), actor=actor, at=at)


def extend(*, finding: str, day: date, deadline: date, note: str, actor: str, at: datetime) -> Standing:
    """A later deadline, for a reason. Refused when there is nothing left to mend."""
    return take(finding, Taken(EXTEND, day, deadline), note=reason(note), actor=actor, at=at)


def reason(note: str) -> str:
    """A note that must say something."""
    if not note.strip():
        raise Refused(_("应写明理由"))
    return note


def take(
    finding: str, taken: Taken, *, note: str, proofs: Sequence[Path] = (), files: Path | None = None, actor: str, at: datetime
) -> Standing:
    """Take a step in the life of a finding; how it stands afterwards."""
    with audit.one_writer():
        row = Finding.objects.filter(pk=finding).values_list("inspection__day", "deadline").first()
        if row is None:
            raise Refused(_("没有编号为「{finding}」的问题").format(finding=finding))
        if taken.day > audit.day_of(at):
            raise Refused(_("日期 {day} 晚于今天").format(day=taken.day))
        before = [Taken(*step) for step in FindingStep.objects.filter(finding=finding).order_by("serial")
                  .values_list("step", "day", "deadline")]
        try:
            standing = lived(*row, [*before, taken])
        except WrongStep as wrong:
            raise Refused(said(wrong.args[0], _)) from None
        serial = len(before) + 1
        entry = audit.record(actor=actor, at=at, action=f"finding_{taken.step}", target=finding, detail={"serial": serial})
        FindingStep.objects.create(finding_id=finding, serial=serial, step=taken.step, day=taken.day, deadline=taken.deadline,
                                   note=note.strip(), change=entry)
        kept = {(finding, serial, keep_file(path=proof, into=files, actor=actor, at=at)) for proof in proofs}
        load(PROOFS, sorted(kept), action="record_proofs", target=finding, actor=actor, at=at)
    return standing
