"""Compiling takes longer than most tests: what one module has compiled serves the next, in every worker."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SHARED = Path(os.environ["GONGWEI_TESTS_COMPILED"]) / "compiled.json"


@contextmanager
def compiled_once(home: Path) -> Iterator[None]:
    """A snapshot's home that begins with the texts compiled so far, and hands on what it adds."""
    home.mkdir(parents=True, exist_ok=True)
    kept, begun = home / SHARED.name, texts(SHARED)
    if begun:
        shutil.copyfile(SHARED, kept)
    yield
    if added := {key: text for key, text in texts(kept).items() if key not in begun}:
        said = json.loads(kept.read_text(encoding="utf-8")) | {"texts": texts(SHARED) | added}
        draft = SHARED.with_suffix(f".{os.getpid()}")
        draft.write_text(json.dumps(said), encoding="utf-8")
        os.replace(draft, SHARED)  # another worker reads the former whole or the new whole


def texts(path: Path) -> dict[str, str]:
    """The texts that a file keeps."""
    return json.loads(path.read_text(encoding="utf-8"))["texts"] if path.exists() else {}
