"""residents.csv and residencies.csv: who is known and where they lived, with what looks odd about it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _

from gongwei.concepts.identity_number import read_identity_number
from gongwei.definition.message import said
from gongwei.exchange.checking import Checked, Column
from gongwei.exchange.known import Known, lost
from gongwei.exchange.tables import END, END_REASON, ID, LEFT, RESIDENT, START, Flags, Report, Table, unit_reference
from gongwei.exchange.values import code, day, identifier, past, yes_or_no
from gongwei.records import identities
from gongwei.records.actions import load_residents
from gongwei.records.models import Residency
from gongwei.records.rows import FlagRow, NameRow, ResidencyRow, ResidentRow, SpellRow

SEXES = {
    1: ("男", "男性", "male"), 2: ("女", "女性", "female"), 0: ("未知", "未知的性别"), 9: ("未说明", "未说明的性别"),
}  # fmt: skip
RESIDENCIES = {"registered": ("户籍", "本地户籍", "常住户籍"), "non_registered": ("非户籍", "外地户籍", "流动")}
EARLIEST_BIRTH = date(1900, 1, 1)

Moves = dict[str, list[tuple[int, SpellRow]]]
"""Resident id → the lines of residencies.csv about that person, with the spell each gives; the spells do not know
the kind."""


def key_groups(entry: str) -> str:
    """Codes separated by `;`, each once, in the order given."""
    parts = (part.strip() for part in entry.replace(";", ";").split(";"))
    return ";".join(dict.fromkeys(part for part in parts if part))


def plain_number(entry: str) -> str:
    """An identity number without spaces, its x a capital."""
    return "".join(entry.split()).upper()


def residents_table(known: Known, today: date, moves: Moves, shared: set[str], refused: set[str]) -> Table:
    """residents.csv. `shared` are the identity numbers of several residents. `moves` loses those who stand in the
    file; `refused` gains the residents refused.

    Where somebody lived is what residencies.csv says (`moves`); else what an earlier import or the staff recorded, if
    these are several residencies: only residencies.csv, or the staff, change them; else the columns here. An empty
    unit says nothing and leaves what is known.
    """
    short = identifier()
    columns = (
        Column("id", (*ID, *RESIDENT), identifier(), required=True),
        Column("name", ("姓名",), empty=""),
        Column("sex", ("性别",), code(SEXES), empty=0),
        Column("birth_date", ("出生日期", "生日", "出生年月日"), past(today, _("出生日期")), required=True),
        Column("id_number", ("身份证号", "身份证号码", "身份证", "证件号码", "公民身份号码"),
               lambda entry: short(plain_number(entry)), empty=""),
        Column("ethnicity", ("民族",), empty=""),
        Column("phone", ("电话", "本人电话", "联系电话", "手机", "手机号"), empty=""),
        Column("contact_name", ("联系人", "联系人姓名"), empty=""),
        Column("contact_phone", ("联系人电话",), empty=""),
        Column("address", ("住址", "地址", "现住址", "家庭住址"), empty=""),
        Column("household", ("户", "户编号", "家庭编号"), identifier()),
        Column("head_of_household", ("户主", "是否户主"), yes_or_no),
        unit_reference(known, required=False),
        Column("residency", ("户籍", "户籍类型", "常住类型", "居住类型"), code(RESIDENCIES), empty=""),
        Column("record_opened", ("建档日期", "建档时间"), day),
        Column("electronic", ("电子档案", "电子健康档案", "是否电子档案"), yes_or_no),
        Column("resident_since", ("居住开始", "入住日期", "迁入日期"), day),
        Column("ended", (*END, "居住结束", "迁出日期"), day),
        Column("end_reason", END_REASON, code(LEFT), empty=""),
        Column("key_groups", ("重点人群", "人群分类"), key_groups, empty=""),
    )  # fmt: skip

    def row(
        id, name, sex, birth_date, id_number, ethnicity, phone, contact_name, contact_phone, address, household, head,
        unit, residency, record_opened, electronic, since, ended, end_reason, groups,
    ) -> ResidentRow:  # fmt: skip
        if id in moves:
            spells = in_order((spell for _line, spell in moves.pop(id)), birth_date, residency)
        elif unit and id not in known.moved:
            spells = (SpellRow(unit, since, ended, end_reason, residency),)
        else:
            spells = None
        names = NameRow(name, id_number, ethnicity, phone, contact_name, contact_phone, address)
        return ResidentRow(id, sex, birth_date, household, head, record_opened, electronic, groups, names, spells)

    asked = ("id", "sex", "birth_date", "id_number", "record_opened", "resident_since", "ended")

    def judge(checked: Checked, _unknown: Report) -> Flags:
        found = [
            FlagRow(id, column, finding, message)
            for id, *facts in checked.rows(*asked)
            for column, finding, message in oddities(*facts, shared=shared, moved=moves.get(id, ()), today=today)
        ]
        not_taken = _("此人有多段居住记录,结束日期未采用;死亡或迁出请写在 residencies.csv")
        return found + [FlagRow(id, "ended", "not_taken", not_taken) for id, ended in checked.rows("id", "ended")
                        if ended and id in known.moved and id not in moves]

    return Table(
        "residents", columns, ("id",), row, load_residents, (("resident_since", "ended"),), judge,
        lambda checked: refused.update(lost(checked, "id")),
    )  # fmt: skip


def in_order(spells: Iterable[SpellRow], birth: date | None, kind: str) -> tuple[SpellRow, ...]:
    """A person's spells by their start; an empty start is birth."""
    return tuple(
        spell._replace(kind=kind) for spell in sorted(spells, key=lambda spell: spell.start or birth or date.min)
    )


def oddities(
    sex: int, birth: date, id_number: str, opened: date | None, since: date | None, ended: date | None, *,
    shared: set[str], moved: Sequence[tuple[int, SpellRow]], today: date,
) -> Iterator[tuple[str, str, str]]:  # fmt: skip
    """What is unusual about a resident: column, code, message. No message repeats a name or number."""
    if id_number:
        if found := read_identity_number(id_number).disagreements(birth, sex):
            yield "id_number", "identity_number", ";".join(said(message, _) for message in found)
        if id_number in shared:
            yield "id_number", "identity_number_shared", _("与其他居民的身份证号相同")
    if birth < EARLIEST_BIRTH:
        yield "birth_date", "implausible", _("出生日期过早,请确认")
    if opened and opened > today:
        yield "record_opened", "future", _("建档日期晚于导入日")
    if opened and opened < birth:
        yield "record_opened", "before_birth", _("建档日期早于出生日期")
    if since and since < birth:
        yield "resident_since", "before_birth", _("居住开始早于出生日期")
    if ended and ended < birth:
        yield "ended", "before_birth", _("居住结束早于出生日期")
    spells = in_order((spell for _line, spell in moved), birth, "")
    if any(later.start and (now.end is None or later.start < now.end) for now, later in pairwise(spells)):
        yield "unit", "residencies_overlap", _("居住记录在时间上重叠")


def residencies_columns(known: Known) -> tuple[Column, ...]:
    """residencies.csv; whether the resident is known is asked once residents.csv has been read."""
    return (
        Column("resident", RESIDENT, identifier(), required=True),
        unit_reference(known),
        Column("start", START, day),
        Column("end", END, day),
        Column("end_reason", END_REASON, code(LEFT), empty=""),
    )


def moved_rows(moves: Mapping[int, list[tuple[int, SpellRow]]]) -> list[ResidencyRow]:
    """The spells of residents by primary key; how they lived (registered or not) stays as it was."""
    kinds: dict[int, str] = {}
    for start in range(0, len(moves), 10_000):
        part = list(moves)[start : start + 10_000]
        held = Residency.objects.filter(resident__in=part).order_by("serial")
        kinds.update(held.values_list("resident_id", "kind"))
    return [
        ResidencyRow(resident, in_order((spell for _line, spell in spells), None, kinds.get(resident, "")))
        for resident, spells in moves.items()
    ]


def shared_numbers(
    columns: Iterable[tuple[Sequence[str], Sequence[str]]], residents: Mapping[str, int]
) -> set[str]:
    """The identity numbers that stand in several rows of residents.csv, or in one and with a resident imported earlier
    who does not stand there. Its columns of ids and numbers come in parts; `residents`: id → primary key."""
    seen: set[str] = set()
    shared: set[str] = set()
    here: set[int | None] = set()
    for ids, numbers in columns:
        if residents:
            here.update(residents.get(id.strip()) for id in ids)
        for entry in numbers:
            if number := plain_number(entry):
                (shared if number in seen else seen).add(number)
    if residents:
        shared.update(number for resident, number in identities.carriers(seen).items() if resident not in here)
    return shared
