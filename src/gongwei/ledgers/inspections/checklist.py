"""检查表: what an inspection looks at, item by item, with points. Declared in files that a county edits."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache, cached_property
from pathlib import Path

from gongwei.definition.declaration import Declaration, declaration
from gongwei.definition.fingerprint import fingerprint
from gongwei.definition.message import Message
from gongwei.evaluation.units import LEVELS

FOLDER = Path(__file__).parent / "checklists"
SHIPPED = ("township_public_health", "village_clinic")
PLACES = 2
"""Decimal places of points."""
LONGEST = 32
"""Characters of an id or a code."""
_ = Message

SEVERITIES = {"minor": _("一般"), "major": _("较重"), "severe": _("严重")}
LEVEL_NAMES = dict(zip(LEVELS, (_("省级"), _("市级"), _("县级"), _("乡镇级"), _("村级")), strict=True))
SEVERITY_WORDS = {str(word): severity for severity, word in SEVERITIES.items()}


@dataclass(frozen=True)
class ChecklistItem:
    """One thing to look at: its points, how severe a failing is, how it is usually mended, and the rule it rests on."""

    code: str
    section: str
    what: str
    points: Decimal
    severity: str
    measure: str
    ground: str


@dataclass(frozen=True)
class Score:
    """What was got of what was possible in the items looked at. The others count neither way."""

    got: Decimal
    possible: Decimal
    not_inspected: tuple[str, ...]

    @property
    def share(self) -> Fraction | None:
        """got ÷ possible; no value where nothing was looked at."""
        return Fraction(self.got) / Fraction(self.possible) if self.possible else None


@dataclass(frozen=True)
class Checklist:
    """A checklist for units of a level. Two that say the same in every word have one fingerprint."""

    id: str
    name: str
    level: str
    total: Decimal
    items: tuple[ChecklistItem, ...]

    @cached_property
    def by_code(self) -> dict[str, ChecklistItem]:
        """The items by code."""
        return {item.code: item for item in self.items}

    @cached_property
    def fingerprint(self) -> str:
        """The version: twelve hexadecimal digits of all that is said."""
        return fingerprint(self)

    def score(self, points: Mapping[str, Decimal | None]) -> Score:
        """The score of points given by code; an item without points was not looked at."""
        given = {item: points.get(item.code) for item in self.items}
        seen = {item: value for item, value in given.items() if value is not None}
        return Score(sum(seen.values(), Decimal(0)), sum((item.points for item in seen), Decimal(0)),
                     tuple(item.code for item in self.items if item not in seen))

    def as_text(self) -> str:
        """All of it as JSON, to be kept beside the inspections made by it."""
        return json.dumps(asdict(self), ensure_ascii=False, default=str)

    @classmethod
    def from_text(cls, text: str) -> "Checklist":
        """The checklist that `as_text` wrote."""
        said = json.loads(text)
        items = tuple(ChecklistItem(**item | {"points": Decimal(item["points"])}) for item in said["items"])
        return cls(**said | {"total": Decimal(said["total"]), "items": items})


def read_checklist(path: Path) -> Checklist:
    """A checklist from its file. Misdeclared tells all that is wrong, by line; OSError when it cannot be opened."""
    with declaration(path) as whole:
        head = word(whole, "id"), whole.entry("name", str), whole.choice("level", LEVELS)
        total = whole.entry("total", Decimal, Decimal(100))
        items: list[ChecklistItem] = []
        for section in whole.sections("section"):
            title = section.entry("name", str)
            for said in section.sections("item"):
                items.append(item_of(said, title))
                codes = [item.code for item in items]
                if items[-1].code in codes[:-1]:
                    said.wrong(_("编码「{code}」重复", code=items[-1].code), "code")
                so_far = sum(item.points for item in items)
                if total is not None and so_far > total >= so_far - items[-1].points:
                    said.wrong(_("到此各条合计 {sum} 分,超过总分 {total} 分", sum=so_far, total=total), "points")
            section.nothing_else()
        if not items and not whole.wrongs:
            whole.wrong(_("检查表没有一个条目 [[section.item]]"))
        whole.nothing_else()
    return Checklist(*head, total, tuple(items))


def item_of(said: Declaration, section: str) -> ChecklistItem:
    """An item of a section."""
    points = said.entry("points", Decimal)
    if points is not None and (points <= 0 or -points.normalize().as_tuple().exponent > PLACES):
        said.wrong(_("分值应大于 0,最多 {places} 位小数", places=PLACES), "points")
    severity = said.choice("severity", tuple(SEVERITY_WORDS), str(SEVERITIES["minor"]))
    item = ChecklistItem(word(said, "code"), section, said.entry("what", str), points or Decimal(0),
                         SEVERITY_WORDS[severity], said.entry("measure", str, ""), said.entry("ground", str, ""))
    said.nothing_else()
    return item


def word(said: Declaration, name: str) -> str:
    """An entry that names its section: short and not empty."""
    found = said.entry(name, str)
    if found is not None and not 0 < len(found.strip()) <= LONGEST:
        said.wrong(_("「{name}」应为 1 至 {longest} 个字符", name=name, longest=LONGEST), name)
    return found


@cache
def shipped() -> dict[str, Checklist]:
    """The checklists that come with the system, by id."""
    return {id: read_checklist(FOLDER / f"{id}.toml") for id in SHIPPED}


def checklist_named(name: str, folder: Path) -> Checklist:
    """A shipped checklist by its id, or one from a file `….toml` in the folder. KeyError for an unknown id, OSError for a
    missing file, Misdeclared for a wrong one."""
    return read_checklist(folder / name) if name.endswith(".toml") else shipped()[name]
