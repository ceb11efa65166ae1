"""Compiling takes longer than most tests: what one module has compiled serves the next, in every worker of a run."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SHARED = Path(os.environ["GONGWEI_TESTS_SHARED"]) / "compiled.json"


@contextmanager
def compiled_once(home: Path) -> Iterator[None]:
    """A snapshot's home that begins with the texts compiled so far, and hands on what it adds."""
    home.mkdir(parents=True, exist_ok=True)
    begun, kept = read(SHARED), home / SHARED.name
    if SHARED.exists():
        shutil.copyfile(SHARED, kept)
    yield
    ended, now = read(kept), read(SHARED)
    if ended.keys() - begun.keys():
        draft = SHARED.with_suffix(f".{os.getpid()}")
        draft.write_text(kept.read_text(encoding="utf-8"), encoding="utf-8")
        os.replace(draft, SHARED)
