"""整改通知书 and 销号表: what an inspection found and asks for, and how the findings of a period stand."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from gongwei.facts.fact import Fact
from gongwei.ledgers.inspections.checklist import SEVERITIES
from gongwei.ledgers.inspections.life import STATES

from . import wording
from .content import Attachment, Chapter, Column, Number, Part, Report, Table, Text, joined, say
from .material import NothingToTell, drafted, paragraphs
from .numbers import NO_VALUE, plain
from .sentences import number

if TYPE_CHECKING:
    from gongwei.ledgers.inspections.queries import ClosingList, FindingAt, Notice

    from .book import Book, Unit

SOURCE = "督导检查记录"


def notice(book: "Book", found: "Notice", *, issued: date, signatory: str = "") -> Report:
    """The notice that asks a unit to mend what one inspection found, signed by the health authority above it unless another
    signs. Raises NothingToTell where it found nothing."""
    place = found.facility_name or wording.signatory(book.unit(found.unit))
    if not found.lines:
        raise NothingToTell(_("督导 {code} 没有发现问题,不需要整改通知书").format(code=found.inspection))

    def fact(name: str, title: str, value, measure: str, of=None) -> Fact:
        return book.stated(f"inspection.{found.inspection}.{name}", f"{wording.full_day(found.day)}督导{title}", Fraction(value),
                           measure, found.unit, found.day, source=SOURCE, denominator=of)

    count = fact("findings", "发现问题", len(found.lines), "个")
    sizes = {severity: sum(line.severity == severity for line in found.lines) for severity in reversed(SEVERITIES)}
    told = joined([say(words := str(SEVERITIES[severity]), number(fact(severity, f"{words}问题", size, "个")), "个")
                   for severity, size in sizes.items() if size], "、")
    points = ()
    if found.score.possible:
        got = fact("points", "得分", found.score.got, "分", Fraction(found.score.possible))
        points = say(",所查内容满分", Number(plain(got.denominator), got), "分,得", number(got), "分")
    again = [line for line in found.lines if line.earlier]
    days = sorted({line.deadline for line in found.lines})
    repeated = say("其中", number(fact("recurred", "反弹问题", len(again), "个")), "个为一年内再次发生的反弹问题,须重点整改。") if again else ()
    by = f"于{wording.full_day(days[-1])}前全部完成" if len(days) == 1 else (
        f"最早一项于{wording.full_day(days[0])}前、最后一项于{wording.full_day(days[-1])}前完成")
    return drafted(
        book, book.unit(found.unit), found.day, (f"关于{place}督导检查", "发现问题的整改通知书"),
        (
            Chapter("发现的问题", (Part("", (_problems(found),)),)),
            Chapter("整改要求", (Part("", paragraphs(
                say(f"请对照上表逐项整改,{by}。", repeated),
                "整改完成后报送整改情况和佐证材料,由督导单位复核销号;逾期未整改或整改后反弹的,予以通报。",
            )),)),
        ),
        opening=(say(f"{wording.full_day(found.day)},{'、'.join(found.inspectors)}按照《{found.checklist.name}》对你单位开展督导检查",
                     points, ",发现问题", number(count), "个,其中", told, "。现将问题通知如下,请认真整改。"),),
        to=place, issued=issued, signatory=signatory or wording.signatory(_authority(book, found.unit)),
    )


def _authority(book: "Book", unit: str) -> "Unit":
    """The unit's county, or what stands highest above it below that."""
    here = book.unit(unit)
    while here.level in ("village", "township") and (above := book.parent(here.code)):
        here = above
    return here


def _problems(found: "Notice") -> Table:
    columns = (Column("序号", share=7, numeric=False), Column("问题", share=34, numeric=False),
               Column("程度", share=9, numeric=False), Column("整改措施", share=26, numeric=False),
               Column("责任人", share=11, numeric=False), Column("整改时限", share=17, numeric=False))
    rows = tuple((say(str(line.number)), say(_named(line.section, line.text)), say(str(SEVERITIES[line.severity])),
                  say(line.measure or NO_VALUE), say(line.responsible or NO_VALUE), say(wording.full_day(line.deadline)))
                 for line in found.lines)
    return Table("督导检查发现的问题", columns, rows)


def _named(section: str, text: str) -> str:
    return f"{section}:{text}" if section else text


def closing(book: "Book", found: "ClosingList", *, issued: date, signatory: str = "") -> Report:
    """The closing list of a unit and period as it stood at a day. Raises NothingToTell where nothing was found."""
    if not found.lines:
        raise NothingToTell(_("{unit}在这段时间没有督导发现的问题").format(unit=found.unit_name))
    here = book.unit(found.unit)

    def fact(name: str, title: str, value: int) -> Fact:
        id = f"inspection.list-{found.start.isoformat()}-{found.end.isoformat()}.{name}"
        return book.stated(id, f"{title}问题", Fraction(value), "个", found.unit, found.as_of, source=SOURCE)

    states = joined([say(str(STATES[state]), number(fact(state, str(STATES[state]), count)), "个")
                     for state, count in found.counts.items() if count], "、")
    first = say(f"{wording.full_day(found.start)}至{wording.full_day(found.end)},督导检查共发现问题",
                number(fact("findings", "督导发现", len(found.lines))), f"个。截至{wording.full_day(found.as_of)},", states, "。")
    late = say("超过整改时限仍未完成的", number(fact("overdue", "逾期未整改", found.overdue)), "个。") if found.overdue else ()
    again = say("一年内再次发生的反弹问题", number(fact("recurred", "反弹", found.recurred)), "个。") if found.recurred else ()
    by_unit = _by_unit(found, book)
    return drafted(
        book, here, found.as_of, (f"{found.unit_name}督导检查", "发现问题销号情况"),
        (
            Chapter("总体情况", (Part("", (*paragraphs(say(first, late, again)), *by_unit)),)),
            Chapter("工作要求", (Part("", paragraphs(
                "未销号的问题要明确责任人和完成时限,整改一个、复核一个、销号一个;逾期和反弹的问题列入重点督办。")),)),
        ),
        issued=issued, signatory=signatory,
        attachments=(Attachment("督导检查发现问题销号表", (_list(found, book),), landscape=True),),
    )


def _by_unit(found: "ClosingList", book: "Book") -> tuple[Table, ...]:
    """How many each unit right below has, by state; none where there is but one."""
    children = book.children(found.unit)
    held = {child.code: [line for line in found.lines if _within(book, line.unit, child.code)] for child in children}
    below = [(child, held[child.code]) for child in children if held[child.code]]
    if len(below) < 2:
        return ()
    columns = (Column("单位", share=24, numeric=False), Column("发现问题", share=14),
               *(Column(str(words), share=14) for words in STATES.values()), Column("逾期", share=12))

    def row(unit: str, name: str, lines: Iterable["FindingAt"]) -> tuple[Text, ...]:
        def cell(what: str, words: str, size: int) -> Text:
            id = f"inspection.list-{found.start.isoformat()}-{found.end.isoformat()}.{what}"
            return say(number(book.stated(id, f"{words}问题", Fraction(size), "个", unit, found.as_of, source=SOURCE)))
        lines = tuple(lines)
        return (say(name), cell("findings", "督导发现", len(lines)),
                *(cell(state, str(words), sum(line.standing.state == state for line in lines))
                  for state, words in STATES.items()),
                cell("overdue", "逾期未整改", sum(line.days_overdue > 0 for line in lines)))

    rows = [row(child.code, child.name, lines) for child, lines in below]
    own = [line for line in found.lines if line.unit == found.unit]
    if own or sum(len(lines) for _, lines in below) < len(found.lines):
        return ()  # findings of the unit itself: the parts are not the whole
    return (Table("各单位问题销号情况", columns, (*rows, row(found.unit, wording.whole(book.unit(found.unit)), found.lines)),
                  total=True),)


def _within(book: "Book", unit: str, above: str) -> bool:
    """Whether a unit is another one or below it."""
    while unit != above:
        upper = book.parent(unit)
        if upper is None:
            return False
        unit = upper.code
    return True


def _list(found: "ClosingList", book: "Book") -> Table:
    columns = (Column("序号", share=7), Column("单位", share=16, numeric=False), Column("问题", share=35, numeric=False),
               Column("程度", share=8, numeric=False),
               Column("发现日期", share=14, numeric=False), Column("整改时限", share=14, numeric=False),
               Column("责任人", share=10, numeric=False), Column("整改情况", share=20, numeric=False),
               Column("状态", share=13, numeric=False))
    return Table("问题销号", columns, tuple(_line(i, line, found, book) for i, line in enumerate(found.lines, 1)))


def _line(serial: int, line: "FindingAt", found: "ClosingList", book: "Book") -> tuple[Text, ...]:
    state = str(STATES[line.standing.state]) + ("(逾期)" if line.days_overdue else "") + ("(反弹)" if line.earlier else "")
    return tuple(say(text or NO_VALUE) for text in (
        str(serial), book.unit(line.unit).name, line.text, str(SEVERITIES[line.severity]), line.found.isoformat(),
        line.standing.deadline.isoformat(), line.responsible, found.notes.get(line.code, ""), state))
