"""A year of a county's bureau, command by command: plan, tallies, inspections, appraisal, spot check, payment, reports."""

from collections.abc import Collection
from datetime import date, timedelta
from pathlib import Path

from django.utils.translation import gettext as _

from gongwei.reports.document import embedded

from . import papers, scores
from .papers import MARCH, OUTBREAK, SEPTEMBER, TASKS, TOWNSHIP, VILLAGE, YEAR, County, inspections
from .stage import HEAD, Stage

AS_OF = date(YEAR, 10, 31)
END = date(YEAR, 12, 31)
SHOWN = ("health_record.coverage", "older_people.management", "hypertension.standard_progress", "hypertension.control",
         "diabetes.control")
MAIN = ("hypertension.standard_progress", "older_people.management", "screening.cervical_breast_cancer.done")
"""What an ordinary month's bulletin ranks; that of a quarter's end ranks the main figures of all programmes."""
CHECK, HALF, WHOLE, MONEY = "CC2025", "2025-half", "2025-year", "2025-fund"


def play(stage: Stage, months: Collection[int]) -> None:
    """The whole year, with the bulletins of these months."""
    Year(stage, County(stage.folder), months).play()


class Year:
    """The year of a county; every method is a part of the story, on later days than those before."""

    def __init__(self, stage: Stage, county: County, months: Collection[int]):
        self.stage, self.county, self.months, self.run = stage, county, months, stage.run
        self.documents: list[Path] = []

    def play(self) -> None:
        """All parts in order."""
        self.take_in()
        self.make_the_plan()
        self.spring()
        self.summer()
        self.autumn()
        self.today()
        self.winter()
        self.check_on_the_spot()
        self.appraise(WHOLE, END, scores.year_scheme(self.county, CHECK), date(YEAR + 1, 1, 23))
        self.pay()
        self.close()

    def report(self, on: date, name: str, kind: str, *arguments: object, quiet: bool = False) -> Path:
        """A document, numbered in the order of the year."""
        path = Path("documents") / f"{len(self.documents) + 1:02}-{name}.docx"
        self.run(on, "report", kind, *arguments, "--issued", on, "-o", path, quiet=quiet)
        self.documents.append(path)
        return path

    def take_in(self) -> None:
        """The records of two years."""
        self.stage.part(_("二、导入"))
        self.stage.say(_("以下命令在 {folder} 中输入,数据目录为其下的 home;行首是故事里的日子。两年的服务记录这里一次导入,平时是天天进来的。").format(
            folder=self.county.folder))
        self.run(date(YEAR, 1, 2), "import", "exchange", "--today", END, "--rejected", "rejected.csv")

    def make_the_plan(self) -> None:
        """January: the plan, and who owes how much of it."""
        day = date(YEAR, 1, 10)
        self.stage.part(_("三、一月:年度计划和任务分解"))
        workbook = papers.write_plan(self.county).relative_to(self.county.folder)
        self.run(day, "plan", "import", workbook, "--year", YEAR)
        rules: set[str] = set()
        for task in TASKS:
            shown = bool(task.by) and task.by[1] not in rules and task.item != "health_lectures"
            rules |= set(task.by[1:2]) if shown else set()
            level = task.by or ("--level", "village")
            self.run(day, "plan", "decompose", task.item, "--unit", self.county.code, "--year", YEAR, *level, "--on", day,
                     "--write", quiet=not shown, head=len(self.county.townships) + 4)
        self.run(day, "plan", "check", "--year", YEAR, "--on", day)
        self.report(day + timedelta(days=5), "年度计划", "plan", "--year", YEAR, "--as-of", day)

    def month(self, number: int, quiet: bool = True) -> None:
        """The tallies of a month: reported, sent up, accepted; then the bulletin, and after a quarter the progress report."""
        end = last_day(number)
        period = f"{YEAR}-{number:02}"
        typed = end + timedelta(days=3)
        self.run(typed, "import", f"papers/台账/{period}", "--today", typed, quiet=quiet, head=HEAD)
        self.run(end + timedelta(days=4), "tallies", "submit", "--period", period, quiet=quiet)
        self.run(end + timedelta(days=6), "tallies", "accept", "--period", period, quiet=quiet)
        if number not in self.months:
            return
        chosen = [] if number % 3 == 0 else [word for indicator in MAIN for word in ("--indicator", indicator)]
        self.report(end + timedelta(days=8), f"{number}月通报", "bulletin", "--as-of", end, *chosen, quiet=quiet)
        if number in (3, 6, 9):
            self.report(end + timedelta(days=8), f"{'一二三'[number // 3 - 1]}季度工作进展汇报", "progress", "--as-of", end, quiet=quiet)

    def spring(self) -> None:
        """January to March: tallies, the first inspection, its mending."""
        weak = self.county.weak
        self.stage.part(_("四、月月有台账,月月有通报"))
        self.month(1, quiet=False)
        self.run(date(YEAR, 2, 10), "tallies", "return", weak, "leaflets", f"{YEAR}-01", "--reason", "与入库单不符,请核对")
        self.run(date(YEAR, 2, 11), "tallies", "report", weak, "leaflets", f"{YEAR}-01", "40", "--reason", "按入库单更正")
        self.run(date(YEAR, 2, 11), "tallies", "submit", "--unit", weak, "--period", f"{YEAR}-01")
        self.run(date(YEAR, 2, 12), "tallies", "accept", "--unit", weak, "--period", f"{YEAR}-01")
        self.run(date(YEAR, 2, 12), "tallies", "history", weak, "leaflets", f"{YEAR}-01")
        self.month(2)
        self.stage.part(_("五、三月督导:发现问题,下整改通知书,逐条销号"))
        sheet = papers.write_inspections(self.county, MARCH).relative_to(self.county.folder)
        self.run(MARCH, "inspections", "record", sheet)
        village = self.county.fabricator
        self.report(MARCH + timedelta(days=1), "整改通知书", "notice", code(village, MARCH, VILLAGE))
        self.mend()
        self.month(3)

    def mend(self) -> None:
        """March's findings: all mended and verified but one, which is sent back and mended again in May."""
        found = [(f"{code(unit, MARCH, checklist)}-{number}", one)
                 for (unit, checklist), problems in inspections(self.county)[MARCH].items()
                 for number, one in enumerate(problems, 1)]
        back = next(finding for finding, one in found if one.item == "C1")
        for finding, one in found:
            name = papers.proof(self.county, f"整改-{finding}.txt", f"{one.text}:已整改").relative_to(self.county.folder)
            self.run(date(YEAR, 3, 25), "inspections", "rectify", finding, "--on", "2025-03-25", "--note", "已整改到位",
                     "--proof", name, quiet=finding != found[0][0])
        for finding, _one in found:
            if finding != back:
                self.run(date(YEAR, 4, 2), "inspections", "verify", finding, "--on", "2025-04-02", quiet=finding != found[0][0])
        self.run(date(YEAR, 4, 2), "inspections", "send-back", back, "--note", "仍有 1 份死亡档案未注销", "--deadline", "2025-04-20")
        self.back = back

    def summer(self) -> None:
        """To the end of June: the half year."""
        self.month(4)
        again = papers.proof(self.county, "整改-再次.txt", "死亡档案 3 份全部注销").relative_to(self.county.folder)
        self.run(date(YEAR, 5, 9), "inspections", "rectify", self.back, "--on", "2025-04-18", "--note", "死亡档案全部注销",
                 "--proof", again, quiet=True)
        self.run(date(YEAR, 5, 9), "inspections", "verify", self.back, "--on", "2025-05-09", quiet=True)
        self.month(5)
        self.stage.part(_("六、六月:传染病预警、半年进度、半年考核"))
        self.run(OUTBREAK + timedelta(days=8), "watch", "alerts", "--as-of", OUTBREAK + timedelta(days=8))
        middle = last_day(6)
        self.run(middle + timedelta(days=2), "progress", "--as-of", middle, "--forecast", head=24)
        self.month(6)
        self.appraise(HALF, middle, scores.half_scheme(self.county), date(YEAR, 7, 10))

    def autumn(self) -> None:
        """July to September: building works, the second inspection."""
        self.month(7)
        self.stage.part(_("七、工程、九月督导:有的逾期,有的反弹"))
        project, late = "X2025-001", date(YEAR, 8, 12)
        self.run(late, "projects", "pay", project, "--budget", "180000")
        self.run(late, "projects", "pay", project, "60000", "--on", "2025-08-01", "--for", "动工款")
        self.run(late, "projects", "late", "--as-of", late, head=HEAD)
        behind = next((row for row in papers.read(self.county.exchange / "projects.csv") if not row["done"]), None)
        if behind:
            self.run(late, "projects", "replan", behind["id"], behind["milestone"], f"{YEAR + 1}-03-31", "--reason", "汛期停工")
        self.month(8)
        sheet = papers.write_inspections(self.county, SEPTEMBER).relative_to(self.county.folder)
        self.run(SEPTEMBER, "inspections", "record", sheet)
        mended = f"{code(self.county.weak, SEPTEMBER, TOWNSHIP)}-1"
        again = f"{code(self.county.fabricator, SEPTEMBER, VILLAGE)}-1"
        self.run(date(YEAR, 9, 24), "inspections", "rectify", again, "--on", "2025-09-24", "--note", "已更换,专人每月查效期", quiet=True)
        self.run(date(YEAR, 9, 28), "inspections", "rectify", mended, "--on", "2025-09-28", "--note", "考核表已补签并公示", quiet=True)
        self.run(date(YEAR, 9, 30), "inspections", "verify", mended, "--on", "2025-09-30", quiet=True)
        self.run(date(YEAR, 9, 30), "inspections", "findings", "--as-of", "2025-09-30", "--since", "2025-09-01")
        self.month(9)
        self.month(10)

    def today(self) -> None:
        """An ordinary day in November: the county's figures, the weakest village, its doctor's day, the progress report."""
        run, day, unit = self.run, date(YEAR, 11, 10), self.county.code
        self.stage.part(_("八、全县的数,截至 {day}").format(day=AS_OF))
        run(day, "indicators", *SHOWN, "--as-of", AS_OF, "--unit", unit, "--level", "county")
        rows = self.stage.rows(day, "indicators", "hypertension.standard_progress", "--as-of", AS_OF, "--format", "csv")
        weakest = min((row for row in rows if row["level"] == "village" and row["value"]), key=lambda row: float(row["value"]))
        self.stage.part(_("九、最弱一村({name})谁不规范、为什么;该村村医今天该做什么").format(name=weakest["unit_name"]))
        run(day, "people", "hypertension.standard_progress", "--unit", weakest["unit"], "--as-of", AS_OF, "--which", "gap",
            "--names", head=HEAD)
        run(day, "due", "--unit", weakest["unit"], "--on", AS_OF, "--names", head=HEAD)
        self.weakest = weakest["unit"]
        self.progress = self.report(day, "工作进展汇报", "progress", "--as-of", AS_OF)

    def winter(self) -> None:
        """To the year's end: what is missing, what training and activities make of it."""
        weak = self.county.weak
        self.month(11)
        self.month(12)
        day = date(YEAR + 1, 1, 9)
        self.stage.part(_("十、年末:缺报、活动、学分"))
        self.run(day, "tallies", "missing", "--period", f"{YEAR}-12", "--as-of", day, head=HEAD)
        self.run(day, "activities", "tally", "--unit", weak, "--period", f"{YEAR}-11")
        self.run(day, "training", "list", "--unit", weak, "--as-of", END, "--lacking", head=4)
        self.run(day, "indicators", "training.coverage", "training.norm_met", "infectious.cases", "--as-of", END,
                 "--unit", self.county.code, "--level", "county")
        self.report(day, "问题销号表", "closing", "--as-of", END)

    def check_on_the_spot(self) -> None:
        """Where records look invented, who is called, what they say, what the units reply."""
        day, run = date(YEAR + 1, 1, 9), self.run
        self.stage.part(_("十一、真实性线索和电话抽查"))
        run(day, "suspicion", "--year", YEAR, "--show", "providers", head=14)
        weights = self.county.papers / "抽查权重.csv"
        weights.write_text(run(day, "suspicion", "--year", YEAR, "--show", "people", quiet=True), encoding="utf-8")
        given = ("--weights", "papers/抽查权重.csv") if len(papers.read(weights)) else ()
        run(day, "spot-check", "draw", CHECK, "--indicator", "hypertension.standard_annual", "--as-of", END,
            "--level", "township", "--least", 10, "--seed", "20260109", "--question", "知道自己患高血压", *given)
        callers = ("--caller", "甲调查员", "--caller", "乙调查员")
        first = True
        while calls := self.stage.rows(day, "spot-check", "sheet", CHECK, *callers):
            answered = scores.write_calls(self.county, calls, day).relative_to(self.county.folder)
            run(day, "spot-check", "import", CHECK, answered, quiet=not first)
            first = False
        run(day, "spot-check", "publish", CHECK, "--on", day)
        found = [row for row in self.stage.rows(day, "spot-check", "result", CHECK, "--findings", "--format", "csv")]
        reply = day + timedelta(days=3)
        if found:
            number = next(iter(found[-1].values()))
            proof = papers.proof(self.county, "随访签字.txt", "本人签字的随访记录").relative_to(self.county.folder)
            run(reply, "spot-check", "contest", CHECK, number, "--on", reply, "--reason", "有本人签字的随访记录", "--proof", proof)
            run(reply + timedelta(days=5), "spot-check", "decide", CHECK, number, "overturn", "--on", reply + timedelta(days=5),
                "--reason", "签字属实,系家属接听")
        run(reply + timedelta(days=5), "spot-check", "result", CHECK)

    def appraise(self, round: str, as_of: date, scheme: Path, day: date) -> None:
        """A round from the scheme's file to the lock; at the year's end an appeal is upheld."""
        run, whole = self.run, round == WHOLE
        file = scheme.relative_to(self.county.folder)
        if whole:
            self.stage.part(_("十二、年终考核"))
        run(day, "appraisal", "open", round, file, "--as-of", as_of, "--under", self.county.code, "--name",
            f"{YEAR}年{'度' if whole else '上半年'}乡镇基本公共卫生服务绩效考核")
        for own in (True, False):
            asked = self.stage.rows(day, "appraisal", "sheet", round)
            made = scores.write_scores(self.county, asked, f"{round}-{'自评' if own else '评分'}.csv", own)
            run(day, "appraisal", "score", round, made.relative_to(self.county.folder), *(["--self"] if own else []),
                quiet=not whole)
            run(day, "appraisal", "submit" if own else "assess", round, "--on", day, quiet=not whole)
        run(day, "appraisal", "publish", round, "--on", day, quiet=not whole)
        if whole:
            weak = self.county.weak
            proof = papers.proof(self.county, "督导记录.txt", "四季度督导村卫生室记录").relative_to(self.county.folder)
            filed, decided = day + timedelta(days=3), day + timedelta(days=5)
            run(filed, "appraisal", "appeal", round, "--unit", weak, "--item", "1.2", "--on", filed, "--reason", "四季度督导记录漏报,现补交",
                "--proof", proof)
            run(decided, "appraisal", "decide", 1, "--points", 3, "--note", "补交记录属实", "--on", decided)
            for item in ("1.2", "5.1"):
                run(decided, "appraisal", "show", round, "--unit", weak, "--item", item)
        after = day + timedelta(days=8)
        run(after, "appraisal", "lock", round, "--on", after, quiet=not whole)
        run(after, "appraisal", "rank", round)
        self.report(after, "年度考核结果通报" if whole else "半年考核结果通报", "appraisal", round, quiet=not whole)

    def pay(self) -> None:
        """The year's money by people served and score."""
        run, day, weak = self.run, date(YEAR + 1, 2, 4), self.county.weak
        self.stage.part(_("十三、资金拨付"))
        file = scores.payment_scheme(self.county).relative_to(self.county.folder)
        run(day, "payment", "open", MONEY, file, "--as-of", END, "--round", WHOLE, "--unit", self.county.code)
        doctor = f"D{self.county.fabricator}"
        run(day, "payment", "deduct", MONEY, "--unit", weak, "--provider", doctor, "--amount", "200", "--reason", "抽查不真实的随访",
            "--source", CHECK)
        run(day, "payment", "step", MONEY, "approve", "--on", day)
        run(day, "payment", "statement", MONEY, "--unit", weak, "--provider", doctor)
        self.report(day, "资金拨付表", "payment", MONEY)

    def close(self) -> None:
        """Summary, brief, sheet for the leader, and what is still due."""
        day, run = date(YEAR + 1, 2, 4), self.run
        self.stage.part(_("十四、总结、简报、一页纸、报送日历"))
        self.report(day, "年度总结", "summary", "--as-of", END)
        self.report(day, "工作简报", "brief", "--as-of", END, "--number", 12)
        self.report(day, "领导一页纸", "sheet", "--as-of", END)
        run(day, "calendar", "--from", date(YEAR + 1, 1, 1), "--to", date(YEAR + 1, 3, 31), "--as-of", day, "--open", head=20)
        self.stage.part(_("县的公文,按先后"))
        for path in self.documents:
            self.stage.say(f"  {path}")
        self.stage.say(_("接下来可试:"))
        for example in (f"indicators --as-of {AS_OF} --level township hypertension.control",
                        f"people older_people.management --unit {self.weakest} --as-of {AS_OF} --which gap",
                        f"appraisal show {WHOLE} --unit {self.county.weak}",
                        f"explain {first_fact(self.county.folder / self.progress)}"):
            self.stage.say(f"  gongwei {example}")


def code(unit: str, day: date, checklist: str) -> str:
    """The code of an inspection of a unit."""
    return f"{unit}-{day:%Y%m%d}-{checklist}"


def last_day(month: int) -> date:
    """The last day of a month of the year."""
    return (date(YEAR, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def first_fact(report: Path) -> str:
    """The id of a fact that a report prints."""
    return next(entry["id"] for entry in embedded(report)["entries"] if "indicator" in entry)
