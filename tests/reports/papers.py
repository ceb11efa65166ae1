"""The documents of the work, each drafted from the small county or from a few rows that a reader can add up."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from gongwei.assessments.appraisal.queries import Result
from gongwei.assessments.appraisal.rules import Linear, Manual
from gongwei.assessments.appraisal.scheme import Grade, Item, Scheme, Veto
from gongwei.assessments.appraisal.scoring import Line, Reading, opened, ranked, standing
from gongwei.assessments.payment.allocating import Allocation, Basis, allocate
from gongwei.assessments.payment.scheme import PaymentScheme, PerCapita, ScoreShare
from gongwei.ledgers.inspections.checklist import Score, shipped
from gongwei.ledgers.inspections.life import Taken, lived
from gongwei.ledgers.inspections.queries import ClosingList, FindingAt, Notice, NoticeLine, counted
from gongwei.reports import appraisal, brief, bulletin, payment, plan, progress, rectification, sheet, summary
from gongwei.reports.content import Paragraph, Report, words
from tests.reports.books import COUNTY, JUNE, TOWNSHIPS, Figures, Target, county

ISSUED = date(2025, 7, 5)
TOWNS = TOWNSHIPS[:3]


@dataclass(frozen=True)
class Task:
    """A line of the plan."""

    code: str
    title: str
    item: str
    responsible: str = ""
    person: str = ""
    leader: str = ""
    measures: str = ""
    deadline: date | None = None
    unit: str = COUNTY.code


TASKS = (
    Task("1", "“两癌”免费检查", "screening.cervical_breast_cancer.done", "县妇幼保健院", "陈静", "赵副局长", "集中筛查与上门动员结合。",
         date(2025, 11, 30)),
    Task("2", "老年人健康管理", "older_people.management", "基层卫生股", deadline=date(2025, 12, 31)),
)


def planned(**changed: int) -> Figures:
    """The county with targets; changed: township's name → its target of the first task."""
    book = county()
    item = TASKS[0].item
    goals = {(item, town.code): Target(item, "“两癌”免费检查", Fraction(changed[town.name]), "人")
             for town in TOWNSHIPS if town.name in changed}
    return Figures(book.units, book.kinds, book.listed, book.counts, book.goals | goals, book.late)


LIST = shipped()["township_public_health"]


def notice(*, same_day: bool = False) -> Notice:
    """Three findings at a township, one of them for the second time."""
    def line(number: int, severity: str, text: str, deadline: date, earlier: str | None = None) -> NoticeLine:
        return NoticeLine(number, f"K-{number}", "", "", "", "", severity, text, "立即整改", "张院长", deadline, earlier, ())

    days = (date(2025, 3, 31), date(2025, 3, 31) if same_day else date(2025, 3, 17))
    lines = (line(1, "major", "第一季度未督导村卫生室", days[0], "K-0"), line(2, "minor", "考核表缺签字", days[0]),
             line(3, "severe", "疫苗冰箱温度记录空白", days[1]))
    return Notice("K", TOWNSHIPS[0].code, TOWNSHIPS[0].name, None, "", date(2025, 3, 10), ("王建国", "李敏"), LIST,
                  Score(Decimal(82), Decimal(96), ("A4",)), "", lines)


def closing() -> ClosingList:
    """Four findings of two townships: one verified, one rectified, two open, of which one is overdue and one recurred."""
    def finding(number: int, town: int, steps: tuple[Taken, ...], deadline: date, earlier: str | None = None) -> FindingAt:
        found = date(2025, 3, 10)
        return FindingAt(f"K-{number}", "K", TOWNSHIPS[town].code, None, LIST.id, "A2", "major", "未督导村卫生室", "补做督导", "张院长",
                         found, deadline, JUNE, lived(found, deadline, steps), earlier)

    mended = Taken("rectify", date(2025, 4, 1))
    spring, autumn = date(2025, 4, 30), date(2025, 9, 30)
    lines = (finding(1, 0, (mended, Taken("verify", date(2025, 4, 9))), spring), finding(2, 0, (mended,), spring),
             finding(3, 1, (), spring), finding(4, 1, (), autumn, "K-0"))
    return ClosingList(COUNTY.code, COUNTY.name, date(2025, 1, 1), JUNE, JUNE, lines, counted(lines), {"K-1": "现场复核属实"})


SCHEME = Scheme(
    "t", "乡镇卫生院绩效考核方案", 2025, "township", Decimal(100),
    (Item("1.1", "组织管理", "督导村卫生室", Decimal(40), Manual()),
     Item("2.1", "慢性病管理", "高血压规范管理率", Decimal(60), Linear(Decimal(80), Decimal(50)), "hypertension.standard_progress")),
    (Grade("优秀", Decimal(90)), Grade("合格", Decimal(60)), Grade("不合格", Decimal(0))),
    (Veto("V1", "编造记录", "弄虚作假", cap=Decimal(59)),),
)
RESULTS = ((40, 80, 100, False), (36, 65, 100, False), (36, 65, 100, True))
"""Manual points, those who count, of how many, and whether the veto applies, by township."""


def round_(results=RESULTS, state: str = "published") -> Result:
    """The round of these results."""
    lines, standings = {}, []
    for town, (points, above, below, vetoed) in zip(TOWNSHIPS, results, strict=False):
        reading = Reading(Fraction(above), Fraction(below), Fraction(above * 100, below) if below else None, "%")
        own = {"1.1": Line("1.1", None, True, Decimal(40), Decimal(points), entry=Decimal(points), comment="现场查看"),
               "2.1": opened(SCHEME.items[1], reading, 2), "V1": Line("V1", None, True, entry=Decimal(vetoed))}
        lines[town.code] = own
        standings.append(standing(SCHEME, town.code, town.name, own))
    return Result("R1", "2025年上半年绩效考核", SCHEME, JUNE, "S1", state, ISSUED, lines, tuple(ranked(standings)))


PAY = PaymentScheme("p", "基本公共卫生服务资金分配办法", 2025, "township", None, PerCapita(Decimal("95.5"), "all"), (),
                    ScoreShare(Decimal(60), Decimal(60), Decimal(90)), "returned", Decimal(0), Decimal(70), Decimal(0), ())
SERVED = ((10_001, 95), (7_333, 75), (8_127, 50))
"""People and score by township."""


def allocation(served=SERVED) -> Allocation:
    """The money of these units."""
    bases = tuple(Basis(town.code, town.name, Fraction(people), (), Decimal(score))
                  for town, (people, score) in zip(TOWNSHIPS, served, strict=False))
    return allocate(PAY, bases)


def paid(served=SERVED, state: str = "approved") -> Report:
    """The payment's document."""
    return payment.draft(county(), COUNTY.code, allocation(served), code="P1", name="2025年基本公共卫生服务补助资金", state=state,
                         as_of=JUNE, issued=ISSUED)


PAPERS = {
    "progress": lambda: progress.draft(county(), COUNTY.code, JUNE, issued=ISSUED),
    "bulletin": lambda: bulletin.draft(county(), COUNTY.code, JUNE, issued=ISSUED),
    "summary": lambda: summary.draft(county(), COUNTY.code, JUNE, issued=ISSUED),
    "brief": lambda: brief.draft(county(), COUNTY.code, JUNE, issued=ISSUED, number=6),
    "sheet": lambda: sheet.draft(county(), COUNTY.code, JUNE, issued=ISSUED),
    "plan": lambda: plan.draft(planned(), COUNTY.code, 2025, TASKS, as_of=JUNE, issued=ISSUED),
    "notice": lambda: rectification.notice(county(), notice(), issued=ISSUED),
    "closing": lambda: rectification.closing(county(), closing(), issued=ISSUED),
    "appraisal": lambda: appraisal.draft(county(), COUNTY.code, round_(), issued=ISSUED),
    "payment": paid,
}


def told(report: Report) -> str:
    """Opening and paragraphs of a document."""
    blocks = [b for chapter in report.chapters for part in chapter.parts for b in part.blocks if isinstance(b, Paragraph)]
    return "\n".join(words(paragraph.text) for paragraph in (*report.opening, *blocks))


def cells(table) -> list[list[str]]:
    """A table as a reader sees it."""
    return [[words(cell) for cell in row] for row in table.rows]
