"""visits/<form>.csv: each distinct entry of a column is read once by the form's own field; rows are put together by
columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import gettext as _

from gongwei.definition.form import Field, Form, Problem, Reading
from gongwei.definition.message import said
from gongwei.exchange.checking import REMEMBERED, Checked, Column, Memo, called, check, refuse_repeat
from gongwei.exchange.columns import Coded, coded, paired
from gongwei.exchange.known import Known
from gongwei.exchange.seen import Seen
from gongwei.exchange.tables import ID, PROGRAMMES_CALLED, RESIDENT, UNIT
from gongwei.exchange.values import (
    LONGEST_ID,
    Malformed,
    code,
    in_utc,
    past,
    read_field,
    reference,
    without_entry,
    yes_or_no,
)  # fmt: skip
from gongwei.programmes import screening
from gongwei.programmes.registry import PROGRAMMES
from gongwei.records import answers
from gongwei.records.rows import FlagRow

MODES = {"clinic": ("门诊",), "home": ("家庭", "入户", "上门"), "phone": ("电话",)}
RESULTS = {
    "done": ("完成", "已完成", "成功"), "away": ("外出", "不在家"), "refused": ("拒绝", "拒访"),
    "not_found": ("查无此人", "未找到"),
    "hospitalised": ("住院",), "wrong_number": ("空号", "错号", "号码错误"),
}  # fmt: skip
SCREENINGS = {
    programme.id: PROGRAMMES_CALLED[programme.id]
    for programme in PROGRAMMES
    if programme.services and screening.form.id in programme.services.forms
}


def first_columns(known: Known, today: date) -> tuple[Column, ...]:
    """The columns that every form begins with. Days and moments are kept as text, as the database writes them."""
    come = past(today, _("服务日期"))

    def visited(entry: str) -> str:
        return come(entry).isoformat()

    def entered(entry: str) -> str:
        return in_utc(entry).isoformat(" ")

    def void(entry: str) -> int:
        return int(yes_or_no(entry))  # a bool takes a detour into SQLite

    return (
        Column("id", ("随访编号", "体检编号", "记录编号", *ID), required=True),
        Column("resident", RESIDENT, reference(known.residents, _("居民")), required=True),
        Column("date", ("随访日期", "日期", "体检日期", "服务日期", "筛查日期", "接种日期"), visited, required=True),
        Column("unit", UNIT, reference(known.units, _("机构/辖区"), division=True)),
        Column("facility", ("医疗机构", "医疗机构代码", "服务机构", "设施"),
               reference(known.facilities, _("医疗机构"))),
        Column("provider", ("服务人员", "随访医生", "医生", "责任医生", "接种人员"), empty=""),
        Column("mode", ("随访方式", "方式", "服务方式"), code(MODES), empty=""),
        Column("result", ("随访结果", "服务结果", "结果"), code(RESULTS), empty="done"),
        Column("void", ("作废", "是否作废"), void, empty=0),
        Column("entered_at", ("录入时间", "录入日期"), entered),
        Column("entered_by", ("录入人", "录入人员"), empty=""),
        Column("device", ("设备", "录入设备"), empty=""),
    )  # fmt: skip


class Entries(dict):
    """Entry of a field → its piece of the stored answers, found out by the field the first time. Beside it what is
    not in order."""

    def __init__(self, field: Field, read) -> None:
        super().__init__()
        self.field, self.read = field, read
        self.values: dict[str, object] = {}
        self.refused: dict[str, str] = {}
        self.flags: dict[str, Problem] = {}
        self.absent: set[str] = set()

    def __missing__(self, entry: str) -> str:
        reading = self.read(self.field, entry)
        piece = ""
        if reading.problem:
            self.refused[entry] = without_entry(reading.problem.message, entry.strip())
        elif reading.absent:
            self.absent.add(entry)
        elif reading.value is not None:
            self.values[entry] = reading.value
            piece = "," + answers.encode({self.field.name: reading.value})[1:-1]
        if reading.flag:
            self.flags[entry] = reading.flag
        self[entry] = piece
        return piece

    def forget(self) -> None:
        """Start afresh: between batches, so that memory stays bounded."""
        for held in (self, self.values, self.refused, self.flags, self.absent):
            held.clear()


@dataclass
class VisitsFile:
    """Reads the batches of one form. `seen` holds the ids of all forms so far."""

    form: Form
    known: Known
    today: date
    seen: Seen
    columns: tuple[Column, ...] = field(init=False)
    memos: dict[str, Memo] = field(init=False)
    fields: dict[str, Entries] = field(init=False)
    pairs: dict[tuple[str, str], Memo] = field(init=False)

    def __post_init__(self) -> None:
        self.columns = first_columns(self.known, self.today)
        self.memos = {column.name: column.memo() for column in self.columns if column.name != "id"}
        # In the order of the stored answers, which is that of the names.
        self.fields = {name: Entries(self.form.by_name[name], self.reader(name)) for name in sorted(self.form.by_name)}
        self.pairs = {pair: Memo(self.order(*pair)) for pair in self.form.below}

    @property
    def called(self) -> dict[str, tuple[str, ...]]:
        """What its columns are called; a form's own title goes before the words that all forms share."""
        own = {name: (field.title, *field.also) for name, field in self.form.by_name.items()}
        return own | called(self.columns)

    def reader(self, name: str):
        """How a field is read: by itself, except that it may name something that must be known."""
        if self.form.id == screening.form.id and name == "programme":
            return closed(code(SCREENINGS))
        if name == "enrolment":
            return closed(reference(self.known.enrolments, _("管理记录")))
        return read_field

    def order(self, low: str, high: str):
        """Whether a pair of entries stands the right way round."""

        def read(pair: tuple[str, str]) -> None:
            values = {low: self.fields[low].values.get(pair[0]), high: self.fields[high].values.get(pair[1])}
            for problem in self.form.disorder(values):
                if problem.field == low:
                    raise Malformed(said(problem.message, _))

        return read

    def check(self, lines: Sequence[int], entries: Mapping[str, Sequence[str]]) -> tuple[Checked, list[FlagRow]]:
        """Understand a batch: its rows hold the columns of `VisitRow`. Also what is unusual about the rows kept."""
        columns = {name: coded(column) for name, column in entries.items()}
        checked = check(lines, self.memos, columns)
        self.check_ids(checked, columns["id"])
        present = {name: (held, columns[name]) for name, held in self.fields.items()
                   if name in columns and any(columns[name].words)}
        pieces = [self.look_up(checked, held, column) for held, column in present.values()]
        for (low, high), memo in self.pairs.items():
            if low in present and high in present:
                self.compare(checked, memo, low, paired(columns[low], columns[high]))
        joined = pc.binary_join_element_wise(*pieces, "").to_pylist() if pieces else [""] * len(lines)
        texts = ["{" + text[1:] + "}" for text in joined]
        for row in {row for held, column in present.values() for row in column.rows_of(held.absent)}:
            texts[row] = self.encode({name: column[row] for name, (_held, column) in present.items()})
        checked.values["answers"] = texts
        return checked, self.flags(checked, present)

    def check_ids(self, checked: Checked, column: Coded) -> None:
        """Every visit has an id of its own, over all forms."""
        ids = column.through([word.strip() for word in column.words])
        checked.values["id"] = ids
        if not all(ids) or max(map(len, ids), default=0) > LONGEST_ID:
            for row, id in enumerate(ids):
                if not id:
                    checked.refuse(row, "id", _("必填,不能为空"))
                elif len(id) > LONGEST_ID:
                    checked.refuse(row, "id", _("编号过长,最多 {longest} 个字符").format(longest=LONGEST_ID))
        for row in self.seen.repeats(ids):
            refuse_repeat(checked, row, "id")

    def look_up(self, checked: Checked, held: Entries, column: Coded) -> pa.Array:
        """A field's pieces of the stored answers."""
        if len(held) > REMEMBERED:
            held.forget()
        pieces = pa.array([held[word] for word in column.words], pa.string())
        for row in column.rows_of(held.refused):
            checked.refuse(row, held.field.name, held.refused[column[row]])
        return pieces.take(pa.array(column.codes))

    def compare(self, checked: Checked, memo: Memo, name: str, pairs: Coded) -> None:
        """Refuse the rows of which a pair stands the wrong way round."""
        memo.of(pairs.words)
        for row in pairs.rows_of(memo.refused):
            checked.refuse(row, name, memo.refused[pairs[row]])

    def encode(self, entries: Mapping[str, str]) -> str:
        """The stored answers of one row, absences included."""
        readings = {name: self.fields[name].read(self.form.by_name[name], entry) for name, entry in entries.items()}
        return answers.encode(
            {name: reading.value for name, reading in readings.items()},
            {name: reading.absent for name, reading in readings.items() if reading.absent},
        )

    def flags(self, checked: Checked, present: Mapping[str, tuple[Entries, Coded]]) -> list[FlagRow]:
        """What the fields found unusual."""
        found = []
        for held, column in present.values():
            for row in column.rows_of(held.flags):
                if row not in checked.refused:
                    flag = held.flags[column[row]]
                    message = without_entry(flag.message, column[row].strip())
                    found.append(FlagRow(checked["id"][row], flag.field, flag.code, message))
        for name in self.form.expected:
            held, column = present.get(name, (self.fields[name], coded([""] * len(checked["id"]))))
            absence = self.form.by_name[name].absence
            message = said(absence.message, _)
            nothing = held.absent | {word for word in column.words if not word.strip()}
            found += [FlagRow(checked["id"][row], name, absence.code, message) for row in column.rows_of(nothing)
                      if row not in checked.refused]
        return found


def closed(read):
    """A field whose entry must be known: anything else is a problem."""

    def read_known(field: Field, entry: str) -> Reading:
        stripped = entry.strip()
        try:
            return Reading(read(stripped)) if stripped else Reading()
        except Malformed as problem:
            return Reading(problem=Problem(field.name, "unknown", str(problem)))

    return read_known

