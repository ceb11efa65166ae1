"""Appraisal of staff by the services they recorded: so many work points each, a yearly score. Declared in a file; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from gongwei.definition.declaration import Declaration, declaration
from gongwei.definition.fingerprint import fingerprint
from gongwei.definition.message import Message
from gongwei.indicators.figure import rounded
from gongwei.programmes.registry import FORMS

from .declaring import File, positive, whole
from .rules import text

_ = Message
NORMS = ("target", "best")
MODES = ("clinic", "home", "phone")


@dataclass(frozen=True)
class Service:
    """A service that earns points: visits on a form, in a mode or (empty) in any that has no points of its own."""

    form: str
    name: str
    points: Decimal
    mode: str = ""


@dataclass(frozen=True)
class WorkScheme:
    """What services earn, and how points become a score of at most `total`: against a year's `target`, or against the
    `best` of all. A score below `passing` is marked. `roles`: whose work is scored so; empty: everybody's."""

    id: str
    name: str
    year: int
    total: Decimal
    norm: str
    target: Decimal | None
    passing: Decimal
    decimals: int
    services: tuple[Service, ...]
    roles: tuple[str, ...] = ()

    def scores(self, worker: "Worker") -> bool:
        """Whether somebody's work is scored by work points."""
        return not self.roles or worker.role in self.roles

    @property
    def fingerprint(self) -> str:
        """Changes with anything declared."""
        return fingerprint(self)

    def service(self, form: str, mode: str) -> Service | None:
        """What a visit earns: that of its mode, else that of the form; None where nothing is declared."""
        found = {service.mode: service for service in self.services if service.form == form}
        return found.get(mode) or found.get("")


def read_work_scheme(file: File) -> WorkScheme:
    """The work points of a file. Raises Misdeclared with all that is wrong."""
    with declaration(file) as said:
        head = (said.entry("id", str), said.entry("name", str), said.entry("year", int), positive(said, "total", Decimal(100)))
        norm = said.choice("norm", NORMS)
        target = positive(said, "target") if norm == "target" else said.entry("target", Decimal, None)
        if norm == "best" and target is not None:
            said.wrong(_("norm = \"best\" 时不写「target」"), "target")
        passing = positive(said, "passing", Decimal(80))
        if None not in (passing, head[-1]) and passing > head[-1]:
            said.wrong(_("合格线 {passing} 高于满分 {total}", passing=passing, total=head[-1]), "passing")
        decimals = whole(said, "decimals", 2, 4)
        services, roles = read_services(said), said.entry("roles", list, [])
        if not all(isinstance(role, str) for role in roles):
            said.wrong(_("「roles」应为若干岗位名称,如 [\"医生\", \"乡村医生\"]"), "roles")
        said.nothing_else()
    return WorkScheme(*head, norm, target, passing, decimals, services, tuple(roles))


def read_services(said: Declaration) -> tuple[Service, ...]:
    """The services; one form and mode may earn points once only."""
    services, seen = [], set()
    for section in said.sections("services"):
        form, mode = section.choice("form", tuple(FORMS)), section.choice("mode", MODES, "")
        points = positive(section, "points")
        name = section.entry("name", str, FORMS[form].title if form in FORMS else "")
        section.nothing_else()
        if (form, mode) in seen:
            section.wrong(_("「{form}」的这种方式写了两次", form=form), "form")
        seen.add((form, mode))
        if form and points is not None:
            services.append(Service(form, name, points, mode or ""))
    if not services:
        said.wrong(_("缺少服务项目 [[services]]"), "services")
    return tuple(services)


@dataclass(frozen=True)
class Worker:
    """A member of staff. `employed` and `left`: the first day at work and the first day no more; unknown is open."""

    id: str
    name: str
    unit: str
    employed: date | None = None
    left: date | None = None
    role: str = ""


def provider_ids(staff: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Provider as written on a visit → staff id, from everyone's (id, name): the id itself, or the name that one member of
    staff alone bears."""
    ids, bearers = {}, {}
    for id, name in staff:
        ids[id] = id
        bearers.setdefault(name, []).append(id)
    return {name: own[0] for name, own in bearers.items() if name and len(own) == 1} | ids


def masked(provider: str) -> str:
    """A provider as written who is nobody's id, for who need not know names: 张*. What holds a digit is a code and stays."""
    return provider if not provider or any(map(str.isdigit, provider)) else f"{provider[0]}*"


@dataclass(frozen=True)
class Earned:
    """One line of a statement: a service, how often it was given, points each and in all. `points` None: none declared."""

    form: str
    mode: str
    name: str
    count: int
    each: Decimal | None

    @property
    def points(self) -> Decimal:
        """Points in all."""
        return (self.each or Decimal(0)) * self.count


@dataclass(frozen=True)
class Statement:
    """What somebody's recorded services come to. `worker` None: the provider as written is nobody's id or only name; it
    has points but no score, like somebody in a role that is not scored. `expected`: the target for the days employed;
    `explanation`: how the score came about."""

    provider: str
    worker: Worker | None
    earned: tuple[Earned, ...]
    expected: Fraction | None = None
    score: Decimal | None = None
    explanation: str = ""
    marked: bool = False

    @property
    def points(self) -> Decimal:
        """All work points."""
        return sum((one.points for one in self.earned), Decimal(0))

    @property
    def unpriced(self) -> int:
        """Services for which no points are declared."""
        return sum(one.count for one in self.earned if one.each is None)


def statements(scheme: WorkScheme, workers: Iterable[Worker], done: Mapping[tuple[str, str, str], int], first: date,
               as_of: date) -> list[Statement]:
    """A statement for everyone employed between two days (included) in a scored role and everyone else who is named on a
    visit, by id.

    `done`: (provider as written, form, mode) → visits. A provider whom `provider_ids` does not know stands as written, at
    the end.
    """
    by_id = {worker.id: worker for worker in workers}
    ids = provider_ids((worker.id, worker.name) for worker in by_id.values())
    counted: dict[tuple[str, bool], dict[tuple[str, str], int]] = {
        (id, True): {} for id, worker in by_id.items() if scheme.scores(worker) and days_employed(worker, first, as_of)}
    for (provider, form, mode), count in done.items():
        own = counted.setdefault((ids[provider], True) if provider in ids else (provider, False), {})
        own[form, mode] = own.get((form, mode), 0) + count
    found = [Statement(provider, by_id[provider] if known else None, earned(scheme, own))
             for (provider, known), own in counted.items()]
    best = max((one.points for one in found if one.worker and scheme.scores(one.worker)), default=Decimal(0))
    return sorted((with_score(scheme, one, best, first, as_of) for one in found),
                  key=lambda one: (one.worker is None, one.provider))


def earned(scheme: WorkScheme, done: Mapping[tuple[str, str], int]) -> tuple[Earned, ...]:
    """The lines of a statement, in the order of the scheme, what has no points last."""
    order = {(service.form, service.mode): number for number, service in enumerate(scheme.services)}
    lines = []
    for (form, mode), count in done.items():
        service = scheme.service(form, mode)
        name = service.name if service else FORMS[form].title if form in FORMS else form
        place = order[service.form, service.mode] if service else len(order)
        lines.append((place, form, mode, Earned(form, mode, name, count, service.points if service else None)))
    return tuple(line[-1] for line in sorted(lines, key=lambda line: line[:3]))


def days_employed(worker: Worker, first: date, as_of: date) -> int:
    """Days employed from one day to another, both included."""
    start = max(first, worker.employed or first)
    end = min(as_of, worker.left - timedelta(days=1) if worker.left else as_of)
    return max((end - start).days + 1, 0)


def with_score(scheme: WorkScheme, one: Statement, best: Decimal, first: date, as_of: date) -> Statement:
    """A statement with its score: points ÷ what is expected × total, at most the total. Without a worker, or where nothing
    is expected, there is none."""
    if one.worker is None or not scheme.scores(one.worker):
        return one
    if scheme.norm == "best":
        expected, basis = Fraction(best), _("最高工分 {best}", best=text(best))
    else:
        year = (date(first.year, 12, 31) - date(first.year, 1, 1)).days + 1
        days = days_employed(one.worker, first, as_of)
        expected = Fraction(scheme.target) * days / year
        basis = _("应完成 {target} × {days} ÷ {year} = {expected}", target=text(scheme.target), days=days, year=year,
                  expected=text(expected))
    if not expected:
        return replace(one, expected=expected)
    exact = Fraction(one.points) / expected * Fraction(scheme.total)
    score = rounded(min(exact, Fraction(scheme.total)), scheme.decimals)
    said = _("工分 {points},{basis}:{points} ÷ {expected} × {total} → {score} 分", points=text(one.points), basis=basis,
             expected=text(expected), total=text(scheme.total), score=text(score))
    return replace(one, expected=expected, score=score, explanation=said, marked=score < scheme.passing)
