"""数据来源附表: every number of a report with its definition, sets, unit, day and snapshot, or its formula."""

from itertools import count

from markupsafe import Markup

from gongwei.facts.fact import Fact

from . import markup
from .derivation import MONTHLY, Derived
from .numbers import NO_VALUE, is_rate, plain, shown
from .typography import chinese
from .wording import BASES, numeral

FACT_COLUMNS = (("编号", 28), ("单位", 23), ("截至", 23), ("计算", 40), ("各结果数量(*为计入)", 42))
DERIVED_COLUMNS = (("编号", 28), ("名称", 40), ("算式", 60), ("所据数据", 28))
MOST_SOURCES = 3
"""Of more sources the first are linked and the rest counted: they stand in the annex under the same indicator."""


def annex(styles: markup.Styles, entries: "tuple[Fact | Derived, ...]") -> Markup:
    """The annex of these entries: facts by indicator and definition in order of appearance, then derivations."""
    numbers = count(1)
    groups: dict[tuple, list[Fact]] = {}
    derived = [entry for entry in entries if isinstance(entry, Derived)]
    for fact in entries:
        if not isinstance(fact, Derived):
            key = (fact.indicator, fact.name, fact.definition, fact.basis, fact.measure, fact.source, fact.snapshot)
            groups.setdefault(key, []).append(fact)
    parts = [_group(styles, i, facts, numbers) for i, facts in enumerate(groups.values(), 1)]
    if derived:
        parts.append(_derived(styles, len(groups) + 1, derived, numbers))
    return Markup("").join(parts)


def _group(styles: markup.Styles, number: int, facts: "list[Fact]", numbers) -> Markup:
    first = facts[0]
    basis = BASES.get(first.basis, first.basis)
    about = [
        f"指标代码:{first.indicator}",
        f"口径:{basis}" if basis else "",
        f"定义编号:{first.definition}",
        f"依据:{first.source}",
        f"计量单位:{first.measure}",
        f"数据快照:{first.snapshot}",
    ]
    style, right = styles["附表文字"], styles["附表数字"]
    wide = markup.widths([share for _, share in FACT_COLUMNS])
    rows = [_head(styles, FACT_COLUMNS, wide)]
    for fact in facts:
        cells = (
            markup.bookmarked(fact.id, fact.id, next(numbers)),
            _run(fact.unit_name),
            _run(fact.as_of.isoformat()),
            _run(computed(fact)),
            _run(outcomes(fact)),
        )
        rows.append(
            markup.row(
                markup.cell(width, right if i == 3 else style, content)
                for i, (width, content) in enumerate(zip(wide, cells, strict=True))
            )
        )
    return (
        markup.paragraph(styles["附表标题"], _run(f"{numeral(number)}、{first.name}"))
        + markup.paragraph(styles["附表定义"], _run(";".join(piece for piece in about if piece)))
        + markup.grid(styles, wide, rows)
    )


def computed(fact: Fact) -> str:
    """分子 ÷ 分母 = 值; a count is itself."""
    sign = "" if is_rate(fact.measure) else fact.measure
    value = shown(fact.value, fact.measure) + (sign if fact.value is not None else "")
    if fact.denominator is None and (fact.numerator is None or fact.numerator == fact.value):
        return value
    if fact.numerator == fact.value and not is_rate(fact.measure):
        return f"{value}(满分{plain(fact.denominator)})"
    above, below = (NO_VALUE if part is None else plain(part) for part in (fact.numerator, fact.denominator))
    return f"{above}÷{below}={value}"


def outcomes(fact: Fact) -> str:
    """All outcomes with their numbers; those that count have a star."""
    return ";".join(f"{name}{'*' if counts else ''} {number}" for name, number, counts in fact.outcomes) or NO_VALUE


def _derived(styles: markup.Styles, number: int, entries: list[Derived], numbers) -> Markup:
    style = styles["附表文字"]
    wide = markup.widths([share for _, share in DERIVED_COLUMNS])
    rows = [_head(styles, DERIVED_COLUMNS, wide)]
    for entry in entries:
        cells = (
            markup.bookmarked(entry.id, entry.id, next(numbers)),
            _run(entry.name),
            _run(entry.formula),
            _sources(entry),
        )
        rows.append(markup.row(markup.cell(width, style, content) for width, content in zip(wide, cells, strict=True)))
    return (
        markup.paragraph(styles["附表标题"], _run(f"{numeral(number)}、由以上数据推算的数"))
        + markup.paragraph(styles["附表定义"], _run("位次、差值、增幅、占比、尚需完成数等,由所列数据按算式得出。"))
        + markup.grid(styles, wide, rows)
    )


def _sources(entry: Derived) -> Markup:
    lines = [markup.link(source.id, source) for source in entry.of[:MOST_SOURCES]]
    if len(entry.of) > MOST_SOURCES:
        lines.append(_run(f"等{len(entry.of)}个"))
    return Markup("<w:r><w:br/></w:r>").join(lines) or _run("任务的月进度" if entry.name == MONTHLY else "日历")


def _head(styles: markup.Styles, columns, wide) -> Markup:
    style = styles["附表表头"]
    return markup.row(
        (markup.cell(width, style, _run(title)) for width, (title, _) in zip(wide, columns, strict=True)),
        header=True,
    )


def _run(text: str) -> Markup:
    return markup.run(chinese(text))
