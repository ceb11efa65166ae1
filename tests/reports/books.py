"""Small books of facts to draft from: a county with its townships, and Yongzhou with nothing but reported figures."""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from gongwei.assessments.progress.pace import Curve, Growth
from gongwei.facts.fact import Fact, make_fact

SNAPSHOT = "S-20250701-4f2a"
SOURCE = "国家基本公共卫生服务规范(第三版)"


@dataclass(frozen=True)
class Unit:
    code: str
    name: str
    level: str


@dataclass(frozen=True)
class Target:
    item: str
    name: str
    value: Fraction
    measure: str


@dataclass(frozen=True)
class Reported:
    indicator: str
    role: str
    of: str = ""
    counted: str = ""
    measure: str = ""


@dataclass(frozen=True)
class Programme:
    id: str
    name: str
    indicators: tuple[Reported, ...]


@dataclass(frozen=True)
class Overdue:
    group: str
    project: str
    milestone: str
    planned: date


@dataclass(frozen=True)
class Kind:
    """What the fake knows of an indicator; unless said otherwise a rate stands and a count grows."""

    name: str
    measure: str = "%"
    basis: str = ""
    growth: Growth | None = None

    @property
    def moves(self) -> Growth:
        return self.growth or (Growth.STANDS if self.measure == "%" else Growth.GROWS)


@dataclass
class Figures:
    """A book of given figures.

    counts: (indicator, unit, day) → outcomes, a plain count or (numerator, denominator). goals: (item, unit) → target.
    curves: (item, unit) → the cumulated percentages of the months.
    """

    units: tuple[Unit, ...]
    kinds: dict[str, Kind]
    listed: tuple[Programme, ...]
    counts: dict[tuple[str, str, date], object]
    goals: dict[tuple[str, str], Target] = field(default_factory=dict)
    curves: dict[tuple[str, str], Curve] = field(default_factory=dict)
    late: tuple[Overdue, ...] = ()
    ledgers: tuple[str, ...] = ()
    snapshot: str = SNAPSHOT

    def fact(self, indicator: str, unit: str, as_of: date) -> Fact:
        kind, given = self.kinds[indicator], self.counts.get((indicator, unit, as_of))
        outcomes, above, below, value = (), None, None, None
        if isinstance(given, dict) and indicator.startswith("project."):
            stages = given["stages"]
            outcomes = tuple((name, count, True) for name, count in stages.items())
            above, below = Fraction(sum(stages.values()), len(stages)), Fraction(given["projects"])
        elif isinstance(given, dict):
            outcomes = tuple((name.strip("*"), count, name.endswith("*")) for name, count in given.items())
            above, below = Fraction(sum(n for _, n, counts in outcomes if counts)), Fraction(sum(given.values()))
        elif isinstance(given, tuple):
            above, below = map(Fraction, given)
        elif given is not None:
            above = value = Fraction(given)
        if below:
            value = above / below * 100
        return self._fact(indicator, kind, unit, as_of, above, below, value, outcomes)

    def completion(self, item: str, unit: str, as_of: date) -> Fact:
        done, goal = self.fact(item, unit, as_of), self.goals.get((item, unit))
        reached, below = done.value, goal.value if goal else None
        value = reached / below * 100 if reached is not None and below else None
        kind = Kind(f"{goal.name if goal else done.name}任务完成率")
        return self._fact(f"completion.{item}", kind, unit, as_of, reached, below, value, ())

    def _fact(
        self, indicator, kind, unit, as_of, above, below, value, outcomes, source=SOURCE
    ) -> Fact:
        here = self.unit(unit)
        return make_fact(
            indicator=indicator,
            name=kind.name,
            definition=hashlib.sha256(indicator.encode()).hexdigest()[:12],
            basis=kind.basis,
            measure=kind.measure,
            unit=unit,
            unit_name=here.name,
            level=here.level,
            as_of=as_of,
            snapshot=self.snapshot,
            source=source,
            numerator=above,
            denominator=below,
            value=value,
            outcomes=outcomes,
        )

    def growth(self, indicator: str) -> Growth:
        return self.kinds[indicator].moves

    def curve(self, item: str, unit: str, year: int) -> Curve | None:
        return self.curves.get((item, unit))

    def targets(self, unit: str, year: int) -> list[Target]:
        return [goal for (_, code), goal in self.goals.items() if code == unit]

    def unit(self, code: str) -> Unit:
        return next(unit for unit in self.units if unit.code == code)

    def parent(self, code: str) -> Unit | None:
        width = {12: 9, 9: 6, 6: 4, 4: 2}.get(len(code))
        return next((unit for unit in self.units if unit.code == code[:width]), None)

    def children(self, code: str) -> list[Unit]:
        return [unit for unit in self.units if unit.code != code and self.parent(unit.code) == self.unit(code)]

    def siblings(self, code: str) -> list[Unit]:
        above = self.parent(code)
        return self.children(above.code) if above else []

    def programmes(self) -> tuple[Programme, ...]:
        return self.listed

    def overdue(self, unit: str, as_of: date) -> tuple[Overdue, ...]:
        return self.late

    def ledger(self, unit: str, as_of: date) -> list[Fact]:
        asked = [indicator for indicator, code, day in self.counts if (code, day) == (unit, as_of) and indicator in self.ledgers]
        return [self.fact(indicator, unit, as_of) for indicator in asked]

    def target(self, item: str, unit: str, year: int) -> Fact:
        goal = self.goals.get((item, unit))
        name, measure = (goal.name, goal.measure) if goal else (self.kinds[item].name, self.kinds[item].measure)
        return self.stated(f"target.{item}", f"{name}目标", goal.value if goal else None, measure, unit, date(year, 12, 31),
                           source="年度计划")

    def stated(self, id, name, value, measure, unit, as_of, *, source, numerator=None, denominator=None) -> Fact:
        above = value if numerator is None else numerator
        return self._fact(id, Kind(name, measure), unit, as_of, above, denominator, value, (), source)

    def without(self, *keys) -> "Figures":
        """The same book with these counts missing."""
        return replace(self, counts={key: given for key, given in self.counts.items() if key not in keys})


CITY = Unit("9901", "宁和市", "city")
COUNTY = Unit("990101", "清源县", "county")
OTHER_COUNTIES = (
    Unit("990102", "东湖区", "county"),
    Unit("990103", "石门县", "county"),
    Unit("990104", "云岭县", "county"),
)
TOWNSHIPS = tuple(
    Unit(f"990101{100 + i}", name, "township")
    for i, name in enumerate(("城关镇", "直溪镇", "骨石乡", "令公桥镇", "复兴乡", "白水镇", "青峰乡", "河西街道"), 1)
)
JUNE, JUNE_BEFORE = date(2025, 6, 30), date(2024, 6, 30)

COUNTY_PROGRAMMES = (
    Programme(
        "health_record",
        "居民健康档案管理",
        (Reported("health_record.coverage", "rate"), Reported("health_record.use", "rate")),
    ),
    Programme("older_people", "老年人健康管理", (Reported("older_people.management", "rate"),)),
    Programme(
        "hypertension",
        "高血压患者健康管理",
        (
            Reported("hypertension.managed", "count"),
            Reported("hypertension.standard_progress", "rate"),
            Reported("hypertension.standard_annual", "rate"),
            Reported("hypertension.control", "rate"),
        ),
    ),
    Programme(
        "diabetes",
        "2型糖尿病患者健康管理",
        (
            Reported("diabetes.managed", "count"),
            Reported("diabetes.standard_progress", "rate"),
            Reported("diabetes.standard_annual", "rate"),
            Reported("diabetes.control", "rate"),
        ),
    ),
    Programme(
        "cervical_breast_cancer",
        "“两癌”免费检查",
        (
            Reported("screening.cervical_breast_cancer.done", "count"),
            Reported("screening.cervical_breast_cancer.followed", "rate"),
        ),
    ),
    Programme("village_clinic", "村卫生室建设", (Reported("project.village_clinic", "project"),)),
)
COUNTY_KINDS = {
    "health_record.coverage": Kind("居民健康档案建档率"),
    "health_record.use": Kind("健康档案使用率"),
    "older_people.management": Kind("老年人健康管理率", growth=Growth.GROWS),
    "hypertension.managed": Kind("高血压患者在管人数", "人", growth=Growth.STANDS),
    "diabetes.managed": Kind("2型糖尿病患者在管人数", "人", growth=Growth.STANDS),
    "hypertension.standard_progress": Kind("高血压患者规范管理率(进度口径)", basis="progress"),
    "hypertension.standard_annual": Kind("高血压患者规范管理率(年度口径)", basis="annual", growth=Growth.YEAR_END),
    "hypertension.control": Kind("管理人群血压控制率"),
    "diabetes.standard_progress": Kind("2型糖尿病患者规范管理率(进度口径)", basis="progress"),
    "diabetes.standard_annual": Kind("2型糖尿病患者规范管理率(年度口径)", basis="annual", growth=Growth.YEAR_END),
    "diabetes.control": Kind("管理人群血糖控制率"),
    "screening.cervical_breast_cancer.done": Kind("“两癌”免费检查", "人"),
    "screening.cervical_breast_cancer.followed": Kind("“两癌”筛查异常干预率"),
    "project.village_clinic": Kind("村卫生室标准化建设"),
}


def _partition(indicator: str, size: int, share: float) -> dict[str, int]:
    counted = round(size * share)
    rest = size - counted
    names = {
        "use": ("有动态记录*", ("无动态记录",)),
        "management": ("已管理*", ("体检不完整", "未体检")),
        "standard_progress": ("规范*", ("应访季度未访", "未体检")),
        "standard_annual": ("规范*", ("随访次数不足", "未体检")),
        "control": ("达标*", ("未随访", "未测", "未达标")),
        "followed": ("已干预*", ("未干预",)),
    }
    good, bad = names[indicator.rpartition(".")[2]]
    made = {name: rest // len(bad) for name in bad}
    made[bad[0]] += rest - sum(made.values())
    return {**made, good: counted}


def county() -> Figures:
    """清源县 on 30 June 2025: eight townships, three other counties of its city, the year before, targets, projects."""
    weak = {"骨石乡": 0.72, "青峰乡": 0.8}
    sizes = {
        "health_record.use": (9000, 0.52),
        "older_people.management": (1400, 0.61),
        "hypertension.control": (900, 0.68),
        "hypertension.standard_progress": (860, 0.79),
        "hypertension.standard_annual": (900, 0.04),
        "diabetes.control": (320, 0.58),
        "diabetes.standard_progress": (300, 0.76),
        "diabetes.standard_annual": (320, 0.03),
        "screening.cervical_breast_cancer.followed": (12, 0.8),
    }
    counts: dict[tuple[str, str, date], object] = {}
    for day, factor in ((JUNE, 1), (JUNE_BEFORE, 0.95)):
        for i, town in enumerate(TOWNSHIPS):
            size = 1 + 0.11 * ((i * 5) % 8) - 0.3
            for indicator, (subjects, share) in sizes.items():
                level = share * factor * weak.get(town.name, 1) * (1 + 0.012 * ((i * 3) % 7 - 3))
                counts[indicator, town.code, day] = _partition(indicator, round(subjects * size), level)
            counts["health_record.coverage", town.code, day] = (round(9000 * size * factor), round(9800 * size))
            counts["hypertension.managed", town.code, day] = round(920 * size * factor)
            counts["diabetes.managed", town.code, day] = round(330 * size * factor)
            done = round(600 * size * 0.52 * factor * weak.get(town.name, 1))
            counts["screening.cervical_breast_cancer.done", town.code, day] = done
            counts["project.village_clinic", town.code, day] = {
                "projects": 3,
                "stages": {"动工": 3, "主体完工": 3 - i % 2, "装修": 2 - i % 3, "村医配备": 3},
            }
        for indicator in COUNTY_KINDS:
            counts[indicator, COUNTY.code, day] = _sum([counts[indicator, town.code, day] for town in TOWNSHIPS])
            for i, peer in enumerate(OTHER_COUNTIES):
                counts[indicator, peer.code, day] = _like(counts[indicator, COUNTY.code, day], i)
    goals = {}
    for item, name, value, measure in (
        ("screening.cervical_breast_cancer.done", "“两癌”免费检查", 600, "人"),
        ("hypertension.managed", "高血压患者在管人数", 940, "人"),
        ("older_people.management", "老年人健康管理率", 70, "%"),
        ("hypertension.standard_annual", "高血压患者规范管理率(年度口径)", 65, "%"),
        ("hypertension.control", "管理人群血压控制率", 60, "%"),
    ):
        for unit in (COUNTY, *OTHER_COUNTIES, *TOWNSHIPS):
            many = 8 if unit.level == "county" and measure == "人" else 1
            goals[item, unit.code] = Target(item, name, Fraction(value * many), measure)
    late = (
        Overdue("project.village_clinic", "骨石乡上坪村卫生室", "装修", date(2025, 5, 31)),
        Overdue("project.village_clinic", "青峰乡水口村卫生室", "主体完工", date(2025, 4, 30)),
    )
    return Figures((CITY, COUNTY, *OTHER_COUNTIES, *TOWNSHIPS), COUNTY_KINDS, COUNTY_PROGRAMMES, counts, goals, late=late)


def _sum(given: list):
    if isinstance(given[0], tuple):
        return tuple(map(sum, zip(*given, strict=True)))
    if not isinstance(given[0], dict):
        return sum(given)
    if "stages" in given[0]:
        return {"projects": sum(g["projects"] for g in given), "stages": _sum([g["stages"] for g in given])}
    return {name: sum(g[name] for g in given) for name in given[0]}


def _like(given, i: int):
    """The figures of a neighbour: the same sets, another part of which counts."""
    if isinstance(given, tuple):
        return (given[0] - 700 * (i - 1), given[1])
    if not isinstance(given, dict):
        return given - 120 * (i - 1)
    if "stages" in given:
        return {"projects": given["projects"], "stages": {name: max(0, n - i) for name, n in given["stages"].items()}}
    good, bad = next(name for name in given if name.endswith("*")), next(iter(given))
    moved = min(given[bad], 3 * (i + 1))
    return {**given, good: given[good] + moved * (i - 1), bad: given[bad] - moved * (i - 1)}


YONGZHOU = Unit("4311", "永州市", "city")
JULY = date(2019, 7, 31)


def yongzhou() -> Figures:
    """The published figures of Yongzhou, entered as tallies, targets and projects at the city."""
    kinds = {
        "tally.two_cancers": Kind("农村及城镇低保适龄妇女“两癌”免费检查", "人"),
        "tally.prenatal_screening": Kind("孕产妇免费产前筛查", "人"),
        "rate.prenatal_followed": Kind("干预率"),
        "project.grade_two_hospital": Kind("二甲公立医院创建"),
        "project.village_clinic": Kind("消除村卫生室“空白村”"),
    }
    programmes = (
        Programme("two_cancers", "农村及城镇低保适龄妇女“两癌”免费检查", (Reported("tally.two_cancers", "count"),)),
        Programme(
            "prenatal",
            "孕产妇免费产前筛查",
            (
                Reported("tally.prenatal_screening", "count"),
                Reported("rate.prenatal_followed", "rate", "产前筛查异常人群", "接受产前干预诊断"),
            ),
        ),
        Programme("hospital", "二甲公立医院全覆盖", (Reported("project.grade_two_hospital", "project", measure="个"),)),
        Programme(
            "village_clinic", "基本消除村卫生室“空白村”", (Reported("project.village_clinic", "project", measure="个"),)
        ),
    )
    counts = {
        ("tally.two_cancers", "4311", JULY): 82353,
        ("tally.prenatal_screening", "4311", JULY): 25859,
        ("rate.prenatal_followed", "4311", JULY): (3275, 4493),
        ("project.grade_two_hospital", "4311", JULY): {
            "projects": 1,
            "stages": {"申报": 1, "专家组初评": 1, "专家组复评": 1},
        },
        ("project.village_clinic", "4311", JULY): {
            "projects": 167,
            "stages": {"已动工": 165, "主体完工": 141, "装修": 98, "村医配备": 167},
        },
    }
    goals = {
        (item, "4311"): Target(item, kinds[item].name, Fraction(value), "人")
        for item, value in (("tally.two_cancers", 98200), ("tally.prenatal_screening", 38000))
    }
    return Figures((YONGZHOU,), kinds, programmes, counts, goals)
