"""On what was measured."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("duckdb", "ibis-framework", "pyarrow", "django", "psycopg", "numpy")


def processor() -> str:
    """The processor's name."""
    for line in readable("/proc/cpuinfo"):
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def memory() -> int:
    """Bytes of memory."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def readable(path: str) -> list[str]:
    """The lines of a file that not every system has."""
    return Path(path).read_text(encoding="utf-8").splitlines() if Path(path).exists() else []


def described() -> str:
    """Processor, cores, memory and what else kept them busy."""
    busy = os.getloadavg()[0]
    return (f"{processor()}, {os.cpu_count()} cores, {memory() / 2**30:.0f} GiB of memory, {platform.system()} "
            f"{platform.release()}; load average at the start {busy:.1f}")


def versions() -> str:
    """Python and the libraries that the figures depend on."""
    return ", ".join([f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in LIBRARIES)])
