"""Compiling takes longer than most tests: what one module has compiled serves the next."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SHARED = Path(os.environ["GONGWEI_HOME"]) / "compiled.json"


@contextmanager
def compiled_once(home: Path) -> Iterator[None]:
    """A snapshot's home that begins with the texts compiled so far, and hands on what it adds."""
    home.mkdir(parents=True, exist_ok=True)
    if SHARED.exists():
        shutil.copyfile(SHARED, home / SHARED.name)
    yield
    if (home / SHARED.name).exists():
        shutil.copyfile(home / SHARED.name, SHARED)
