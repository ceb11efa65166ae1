"""The chart of a report as a picture, its characters in a Simplified Chinese face."""

import io
import logging

from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from .content import Chart
from .layout import PAGE
from .numbers import plain, shown

FACES = (
    "SimHei",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "PingFang SC",
    "WenQuanYi Zen Hei",
    "Noto Serif CJK SC",
    "SimSun",
)
"""Faces cut for Simplified Chinese, the first that is installed is used."""
DOTS_PER_INCH = 200
MM_PER_INCH = 25.4
BAR_MM, FRAME_MM = 6.2, 20
BEHIND_LABELS = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}

logger = logging.getLogger(__name__)


def draw(chart: Chart) -> bytes | None:
    """The chart as PNG, as wide as the text block; None and a warning without a Simplified Chinese face."""
    face = _face()
    if face is None:
        logger.warning("未安装简体中文字体(如 Noto Sans CJK SC),汇报中省略图表")
        return None
    figure = Figure(figsize=(PAGE.block_width / MM_PER_INCH, (len(chart.bars) * BAR_MM + FRAME_MM) / MM_PER_INCH))
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    bars = list(reversed(chart.bars))
    values = [float(bar.fact.value) for bar in bars]
    drawn = axes.barh([bar.name for bar in bars], values, color="#4472a8", height=0.62)
    axes.bar_label(
        drawn,
        [shown(bar.fact.value, chart.measure) for bar in bars],
        padding=3,
        font=face,
        fontsize=8.5,
        bbox=BEHIND_LABELS,
        zorder=3,
    )
    lines = [(chart.own.fact.value, f"{chart.own.name} {shown(chart.own.fact.value, chart.measure)}", "#555555", "--")]
    if chart.target is not None:
        lines.append((chart.target, f"{chart.target_name} {_short(chart)}", "#c00000", "-"))
    for value, name, colour, style in lines:
        if value is not None:
            axes.axvline(float(value), color=colour, linestyle=style, linewidth=1.2, label=name)
    highest = max([*values, *(float(value) for value, *_ in lines if value is not None)]) or 1
    axes.set_xlim(0, highest * 1.14)
    axes.legend(prop=face, loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2, frameon=False)
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set_font(face)
        label.set_fontsize(9)
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_xlabel(f"({chart.measure})", font=face, fontsize=9, loc="right")
    figure.tight_layout(pad=0.4)
    made = io.BytesIO()
    figure.savefig(made, format="png", dpi=DOTS_PER_INCH, metadata={"Software": None})
    return made.getvalue()


def described(chart: Chart) -> str:
    """The alternative text: what the picture shows, in words."""
    figures = "、".join(f"{bar.name}{shown(bar.fact.value, chart.measure)}" for bar in chart.bars)
    target = "" if chart.target is None else f";{chart.target_name}{_short(chart)}"
    own = "" if chart.own.fact.value is None else f";{chart.own.name}{shown(chart.own.fact.value, chart.measure)}"
    return f"条形图:{chart.caption}。{figures}{own}{target}。"


def _short(chart: Chart) -> str:
    return f"{plain(chart.target)}{chart.measure}"


def _face() -> font_manager.FontProperties | None:
    for fresh in (False, True):
        if fresh:  # fonts may have been installed since matplotlib looked
            font_manager.fontManager = font_manager._load_fontmanager(try_read_cache=False)
        installed = {font.name for font in font_manager.fontManager.ttflist}
        for name in FACES:
            if name in installed:
                return font_manager.FontProperties(family=name, size=9)
    return None
