"""`gongwei suspicion`: where somebody should look; `gongwei bench-suspicion`: how much that finds and how often it is wrong."""

from datetime import date
from pathlib import Path

import click
from django.utils.translation import gettext as _

from . import workplace as here


@click.command(help=_("真实性线索:哪些记录值得核查,为什么。线索不是结论。"))
@click.option("--unit", help=_("单位代码:该单位及其下级;同行始终是全部记录中的人员"))
@click.option("--year", type=click.IntRange(here.YEARS.start, here.YEARS.stop - 1), default=lambda: here.today().year,
              show_default=_("今年"), help=_("哪一年"))
@click.option("--rule", "asked", multiple=True, help=_("只看这些规则(可重复);不认识的会列出全部规则"))
@click.option("--show", type=click.Choice(["signals", "providers", "people", "rules"]), default="signals", show_default=True,
              help=_("看线索、按人员汇总、涉及的居民与抽查权重,或规则本身"))
@click.option("--format", "form", type=click.Choice(["table", "csv"]), default="table", help=_("输出格式"))
@click.option("--names", is_flag=True, help=_("服务人员未登记代码的,按记录原样显示(可能是姓名)"))
def suspicion(unit: str | None, year: int, asked: tuple[str, ...], show: str, form: str, names: bool) -> None:
    """Signals of a year."""
    from gongwei.assessments.suspicion.queries import registered, signals_of
    from gongwei.assessments.suspicion.rules import RULE, RULES
    from gongwei.assessments.suspicion.signals import summaries, weights
    from gongwei.definition.message import said
    from gongwei.evaluation.units import UnitTree
    from gongwei.indicators.figure import fixed
    from gongwei.records import evaluable, queries

    if unknown := [rule for rule in asked if rule not in RULE]:
        raise click.ClickException(_("没有规则「{rule}」;有:{known}").format(rule=unknown[0], known=" ".join(RULE)))
    rules = [rule for rule in RULES if not asked or rule.id in asked]
    end = date(year, 12, 31)
    if show == "rules":
        return output(form, _("真实性规则"), (_("规则"), _("名称"), _("看什么"), _("为什么"), _("阈值")),
                      ("rule", "name", "looks_at", "reason", "threshold"),
                      [(rule.id, *(said(words, _) for words in (rule.name, rule.looks_at, rule.reason)),
                        f"{rule.alike.on(end):g}") for rule in rules])
    here.be_prepared()
    with queries.one_moment():
        tree = UnitTree(evaluable.units(), end)
        within = set(tree.subtree(here.the_unit(tree, unit))) if unit else None
        every = signals_of(date(year, 1, 1), end, rules=rules)
        found = [one for one in every if within is None or within & set(tree.with_ancestors(one.unit))]
        known = registered({one.provider for one in found})
        codes = queries.resident_codes({resident for one in found for resident in one.residents}) if show == "people" else {}

    def who(provider: str) -> str:
        return provider if names or provider in known else _("(未登记)") if provider else ""

    def where(code: str) -> str:
        return tree.units[code].name if code in tree.units else ""

    if show == "people":
        weighed = weights(found).items()
        here.print_csv(("resident", "weight"), sorted((codes[resident], fixed(weight)) for resident, weight in weighed))
        return None
    if show == "providers":
        rows = [(row.unit, where(row.unit), who(row.provider), len(row.signals), row.residents,
                 _("、").join(said(RULE[one.rule].name, _) for one in row.signals)) for row in summaries(found)]
        output(form, _("{year} 年真实性线索(按人员)").format(year=year),
               (_("单位"), _("名称"), _("人员"), _("线索"), _("涉及居民"), _("规则")),
               ("unit", "unit_name", "provider", "signals", "residents", "rules"), rows)
    else:
        rows = [(one.unit, where(one.unit), who(one.provider), one.rule if form == "csv" else said(RULE[one.rule].name, _),
                 len(one.residents), f"{one.p:.1e}", said(one.sentence, _)) for one in found]
        output(form, _("{year} 年真实性线索").format(year=year),
               (_("单位"), _("名称"), _("人员"), _("规则"), _("涉及居民"), _("概率"), _("说明")),
               ("unit", "unit_name", "provider", "rule", "residents", "p", "sentence"), rows)
    if form == "table":
        click.echo(_("{count} 条线索。线索只说明值得去看,不是结论;抽查权重见 --show people。").format(count=len(found)))
    return None


def output(form: str, title: str, titles: tuple[str, ...], header: tuple[str, ...], rows: list[tuple]) -> None:
    """A list as table or CSV."""
    if form == "csv":
        here.print_csv(header, rows)
    else:
        here.print_table(title, titles, rows)


@click.command(name="bench-suspicion", help=_("真实性线索能发现多少、误报多少:在埋有编造记录的县里测。"))
@click.option("--counties", type=click.IntRange(2), default=40, show_default=True, help=_("校准与测量各用多少个县"))
@click.option("-o", "--output", "target", type=click.Path(path_type=Path, dir_okay=False), help=_("写入哪个 Markdown 文件的一节"))
def bench_suspicion(counties: int, target: Path | None) -> None:
    """Measure the rules of suspicion."""
    from gongwei.site.bench import suspicion as bench
    from gongwei.site.bench.machine import described

    with here.console.status(_("正在造县、判断")):
        thresholds, measured = bench.run(calibrating=range(1, counties + 1), measuring=range(1001, 1001 + counties))
    section = bench.page(measured, thresholds, f"gongwei bench-suspicion --counties {counties}", described())
    if target:
        target.write_text(bench.kept(target, section), encoding="utf-8")
    else:
        click.echo(section)
