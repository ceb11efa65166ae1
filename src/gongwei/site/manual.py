"""The manual of the programmes: a page each, generated from the definitions and the cases beside them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from gongwei.definition.expression import OTHERWISE, TRUE
from gongwei.definition.fingerprint import fingerprint
from gongwei.definition.form import Kind, range_text
from gongwei.definition.indicator import Count, Indicator, Partition, Ratio
from gongwei.definition.parameter import BEGINNING, Parameter
from gongwei.definition.programme import Programme
from gongwei.definition.schedule import Schedule
from gongwei.evaluation.cases import PLACES, Case, Class, Duty, Expectation, Placement, cases, programme_of, shorthands
from gongwei.evaluation.words import GLOSSARY, REASONS, Words
from gongwei.programmes.registry import FORMS, PROGRAMME_BY_ID, PROGRAMMES, counts

NOTICE = "<!-- 由定义和例子生成,不要手改。重新生成:gongwei manual docs/programmes -->"
KINDS = {Kind.INTEGER: "整数", Kind.NUMBER: "数值", Kind.CODE: "选项", Kind.TEXT: "文字", Kind.DATE: "日期"}
BASES = {"progress": "进度口径", "annual": "年度口径"}
UNITS = {unit.code: unit.name for unit in PLACES}


def write_manual(folder: Path) -> list[Path]:
    """Write a page for every programme into a folder, which is made if need be. Returns the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")
        written.append(folder / name)
    return written


def pages() -> dict[str, str]:
    """File name → Markdown, for every programme."""
    return {f"{programme.id}.md": page(programme) for programme in PROGRAMMES}


def page(programme: Programme) -> str:
    """One programme: for whom, forms, parameters, duties, indicators, cases."""
    words = Words(programme.id, FORMS, PROGRAMME_BY_ID)
    body = "\n\n".join(part for part in (
        f"对象:{words.sentence(programme.eligible)}",
        *forms(programme, words), *attributes(programme), *parameters(programme.parameters),
        *schedules(programme.schedules, words), *indicators((*programme.indicators, *counts(programme)), words),
        *examples(programme),
    ))
    terms = [f"- {term}:{meaning}。" for term, meaning in GLOSSARY.items() if term in body]
    head = f"{NOTICE}\n\n# {programme.name}\n\n编号 `{programme.id}` · 依据:{programme.source}"
    return "\n\n".join([head, body, *(["## 用语", "\n".join(terms)] if terms else [])]) + "\n"


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    lines = [[*header], *rows]
    said = ["| " + " | ".join(cell.replace("|", "\\|").replace("\n", "<br>") for cell in line) + " |" for line in lines]
    return "\n".join([said[0], "|" + " --- |" * len(lines[0]), *said[1:]])


def forms(programme: Programme, words: Words) -> Iterator[str]:
    """The forms that the programme has or uses."""
    served = programme.services.forms if programme.services else ()
    used = dict.fromkeys((*(form.id for form in programme.forms), *served))
    if used:
        yield "## 表单"
    for form in map(FORMS.__getitem__, used):
        if form.programme not in (programme.id, "screening"):
            yield f"使用「{PROGRAMME_BY_ID[form.programme].name}」的表单:{form.title} `{form.id}`。"
            continue
        yield f"### {form.title}"
        yield f"`{form.id}` · 依据:{form.source}" + ("" if form.service else " · 不是服务,不计入服务人次")
        yield fields(form.fields)
        for low, high in form.below:
            yield f"{form.by_name[low].title}应小于{form.by_name[high].title}。"
        if form.classes:
            choices = dict(form.by_name["class"].choices)
            yield "系统按下列顺序判定分类,先符合者为准;与医生所选并列显示,从不改写医生的选择:"
            yield numbered(f"{choices[name]}:{words.sentence(condition, form)}" for name, condition in form.classes)


def fields(shown) -> str:
    """Fields with their units and ranges."""
    return table(
        ("项目", "字段", "类型", "单位", "可能的范围(超出则拒绝)", "通常的范围(超出则提示)", "选项", "沿用上次"),
        ((field.title, f"`{field.name}`", KINDS[field.kind], field.unit, limits(field.hard), limits(field.plausible),
          "、".join(f"{wording} `{code}`" for code, wording in field.choices), "是" if field.carried else "")
         for field in shown),
    )


def limits(pair: tuple[float | None, float | None]) -> str:
    """A range, or nothing where there is none."""
    return "" if pair == (None, None) else range_text(pair)


def numbered(lines: Iterable[str]) -> str:
    """A numbered list."""
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))


def attributes(programme: Programme) -> Iterator[str]:
    """What an enrolment carries."""
    if programme.attributes:
        yield from ("## 纳入时登记的内容", fields(programme.attributes))


def parameters(shown: Iterable[Parameter]) -> Iterator[str]:
    """Values with the day from which they hold and their source."""
    rows = [(f"`{one.id}`", "一直" if dated.since == BEGINNING else dated.since.isoformat(), value_text(dated.value),
             one.unit, str(dated.source)) for one in shown for dated in one.values]
    if rows:
        yield from ("## 参数", table(("参数", "自何日起", "值", "单位", "依据"), rows))


def value_text(value: object) -> str:
    """A parameter's value: a number, or the titles of the fields that it lists."""
    if isinstance(value, tuple):
        titles = {field.name: field.title for form in FORMS.values() for field in form.fields}
        titles |= {field.name: field.title for field in FORMS["health_exam"].fields}
        return "、".join(titles.get(name, name) for name in value)
    return str(value)


def schedules(shown: Iterable[Schedule], words: Words) -> Iterator[str]:
    """What falls due."""
    for number, schedule in enumerate(shown):
        if not number:
            yield "## 应办"
        yield f"### {schedule.name}"
        yield (f"`{schedule.id}` · 表单「{FORMS[schedule.form].title}」 · 期限前 {schedule.opens} 天起可办"
               f" · 依据:{schedule.source}")
        yield f"对象:{words.sentence(schedule.of)}"
        said = [words.sentences(rule.when, rule.by) for rule in schedule.rules]
        yield table(("", "情形(先符合者为准)", "期限", "原因"), (
            (str(place), "其余" if rule.when == OTHERWISE and place > 1 else when, by, rule.reason)
            for place, (rule, (when, by)) in enumerate(zip(schedule.rules, said, strict=True), 1)))


def indicators(shown: Iterable[Indicator], words: Words) -> Iterator[str]:
    """What is counted. Outcomes in bold count."""
    yield "## 指标"
    yield "结果按次序判定,先符合者为准;**加粗**的计入分子。"
    for indicator in shown:
        facts = [f"`{indicator.id}`", BASES.get(indicator.basis, ""), f"单位 {indicator.measure}",
                 f"依据:{indicator.source}", f"指纹 `{fingerprint(indicator)}`"]
        yield f"### {indicator.name}"
        yield " · ".join(fact for fact in facts if fact)
        if isinstance(indicator, Ratio):
            yield (f"{indicator.numerator.name} `{indicator.numerator.id}` 的计入人数 ÷ 公布的数 `{indicator.over}`"
                   "(本单位、截至日所在年);可超过 100%;没有公布的数则没有值。")
            continue
        counted = "计数对象" if isinstance(indicator, Count) else "分母"
        limit = "" if indicator.of == TRUE else f":{words.sentence(indicator.of)}"
        yield f"{counted}:{words.subject(indicator.subject)}{limit}"
        if len(indicator.outcomes) > 1:
            yield numbered(outcome_line(indicator, name, condition, words) for name, condition in indicator.outcomes)


def outcome_line(partition: Partition, name: str, condition, words: Words) -> str:
    """One outcome, bold when it counts."""
    named = REASONS.get(name, name)
    return (f"**{named}**" if name in partition.counts else named) + (
        ":其余" if condition == OTHERWISE else f":{words.sentence(condition)}")


def examples(programme: Programme) -> Iterator[str]:
    """The cases that say something of this programme, as a table."""
    shown = [case for case in cases() if programme.id in case.programmes]
    shown.sort(key=lambda case: len(case.programmes) > 1)  # those that speak of this programme alone first
    if not shown:
        return
    yield "## 例子"
    yield ("人名皆为虚构。没有写居住的,自出生起住在甲一村(属甲乡);乙一村属乙乡。"
           "记录没有写编号(#)的,依次为 01、02……")
    yield table(("人", "记录", "截至日与结果", "说明"), (example(case, programme) for case in shown))
    used = written_shorthands(shown)
    if used:
        yield "简写:"
        yield "\n".join(f"- {word}:{' '.join(meaning.split())}" for word, meaning in used.items())


def example(case: Case, programme: Programme) -> tuple[str, str, str, str]:
    """One case as a table row."""
    sex = {1: "男", 2: "女"}[case.person.sex]
    born = f"{case.person.birth_date.isoformat()} 生" if case.person.birth_date else "出生日期不详"
    record = [f"建档 {case.person.record_opened.isoformat()}"] if case.person.record_opened else []
    if case.person.electronic is not None:
        record.append("电子档案" if case.person.electronic else "纸质档案")
    lines = [*record, *(f"{key} {line}" if key != "记录" else line for key, said in case.lines for line in said)]
    expected = [expectation(one) for one in case.expectations if programme_of(one.of) == programme.id]
    return f"{case.name}\n{sex}\n{born}", "\n".join(lines), "\n".join(expected), case.why


def expectation(one: Expectation) -> str:
    """What a case expects, in words."""
    match one.of:
        case Placement(indicator, ()):
            return f"{one.day} {indicator.name}:{'不计' if isinstance(indicator, Count) else '不在分母'}"
        case Placement(indicator, outcomes):
            said = [(f"**{REASONS.get(name, name)}**" if name in indicator.counts else name)
                    + (f"({UNITS[unit]})" if unit else "") for name, unit in outcomes]
            times = ((words, f"×{number}" if number > 1 else "") for words, number in Counter(said).items())
            return f"{one.day} {indicator.name}:{'、'.join(map(''.join, times))}"
        case Duty(schedule, None):
            return f"{one.day} {schedule.name}:无应办"
        case Duty(schedule, (by, reason)):
            return f"{one.day} {schedule.name}:期限 {by},{reason}"
        case Class(visit, name):
            named = dict(FORMS[visit.form].by_name["class"].choices).get(name, "未分类")
            return f"{visit.date} 的随访({visit.id.partition('-')[2]})分类:{named}"
    raise TypeError(f"no words for {one}")


def written_shorthands(shown: Iterable[Case]) -> dict[str, str]:
    """The shorthands that these cases use, and those within them."""
    wanted = [word for case in shown for _, lines in case.lines for line in lines for word in line.split()]
    found: dict[str, str] = {}
    while wanted:
        word = wanted.pop(0)
        if word in shorthands() and word not in found:
            found[word] = shorthands()[word]
            wanted += found[word].split()
    return found
