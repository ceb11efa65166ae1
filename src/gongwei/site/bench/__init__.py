"""The bench: one run measures import, snapshot, figures and memory on a made-up county, beside floors and a baseline."""

from gongwei.site.bench.process import PhaseFailed
from gongwei.site.bench.run import Disagreement, run_bench

__all__ = ["Disagreement", "PhaseFailed", "run_bench"]
