"""What a leader reads first: the good, and the problems by weight, each with the decision it asks for."""

from dataclasses import dataclass

from . import problems, ranked, wording
from .content import Text, joined, say
from .lines import LAGGING, Line
from .material import Material
from .numbers import is_rate
from .sentences import change, moved_since, number

MOST = 3


@dataclass(frozen=True)
class Matter:
    """A problem, what is to be done about it, and the question that it puts to the leader."""

    problem: Text
    step: Text
    question: str

    @property
    def decision(self) -> Text:
        """The question with the step that is proposed."""
        return say(self.question, self.step)


def risen(material: Material, most: int = MOST) -> Text:
    """The rates that rose most on the year before."""
    moved = [(move.value, line) for line in material.lines
             if is_rate(line.now.measure) and not line.early and (move := moved_since(line)) and move.value > 0]
    best = sorted(moved, key=lambda pair: -pair[0])[:most]
    return joined([say(line.name, number(line.now), ",", change(line), "。") for _, line in best], "")


def leading(material: Material, most: int = MOST) -> Text:
    """Which units lead by the main figures."""
    if len(material.children) < 2:
        return ()
    since = wording.year_before(material.as_of)
    rankings = [ranked.ranking(material, group.main, since) for group in material.groups if group.main]
    told = [say(f"{one.name}居前的是", joined([say(f"{row.unit.name}(", number(row.fact), ")") for row in one.first], "、"))
            for one in rankings if not one.level][:most]
    return say(joined(told, ";"), "。") if told else ()


def matters(material: Material, most: int = MOST) -> list[Matter]:
    """The problems of most weight: the task furthest behind, overdue projects and findings, the weakest units, then further
    tasks and missing figures."""
    lagging = sorted((line for line in material.lines if line.state in LAGGING), key=lambda line: line.lead.value)
    tasks = [Matter(problems.lag(line), problems.needed(line, material.as_of) or say("责任单位提出追赶计划。"),
                    f"是否将{line.name}列入重点督办:") for line in lagging]
    overdue = Matter(problems.late(material.overdue, material.lines), problems.catch_up(material.overdue),
                     "是否约谈逾期工程的责任单位:")
    unmended = Matter(problems.unmended(material), say("逾期未整改的问题逐个明确责任人和完成时限。"), "是否对逾期未整改的单位挂牌督办:")
    mains = (group.main for group in material.groups if group.main and problems.weakest(group.main))
    main = max(mains, key=_spread, default=None)
    uneven = Matter(problems.uneven(main), say(_named(main), "对照差距分析原因,限期改进。"),
                    f"是否对{main.name}靠后的单位开展专项督导:") if main else Matter((), (), "")
    missing = next((text for line in material.lines if (text := problems.missing(line))), ())
    absent = Matter(missing, say("有关单位核实后尽快补报。"), "是否责成有关单位限期补报数据:")
    found = (*tasks[:1], overdue, unmended, uneven, *tasks[1:], absent)
    return [matter for matter in found if matter.problem][:most]


def _spread(line: Line):
    """How far the best unit is from the last."""
    values = [fact.value for _, fact in line.valued]
    return max(values) - min(values)


def _named(line: Line) -> str:
    return "、".join(unit.name for unit, _ in problems.weakest(line))
