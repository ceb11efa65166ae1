"""Compiled definitions, kept between runs: compiling takes longer than evaluating."""

import hashlib
import json
import os
from collections.abc import MutableMapping
from functools import cache
from importlib.metadata import version
from pathlib import Path

from gongwei import evaluation
from gongwei.records.snapshot.layers import format_of_tables


@cache
def compiler_version() -> str:
    """Changes whenever a text could come out differently: the compiler's sources, its libraries, the tables' columns."""
    sources = b"".join(path.read_bytes() for path in sorted(Path(evaluation.__file__).parent.glob("*.py")))
    libraries = "".join(version(library) for library in ("ibis-framework", "sqlglot", "duckdb"))
    return hashlib.sha256(sources + (libraries + format_of_tables()).encode()).hexdigest()[:16]


class CompiledTexts(MutableMapping):
    """Key (a tuple of texts) → compiled text, written to a file as they come. A file of another compiler is dropped."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._texts: dict[str, str] = {}
        try:
            said = json.loads(path.read_text(encoding="utf-8"))
            if said["compiler"] == compiler_version():
                self._texts = dict(said["texts"].items())
        except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
            pass

    def __getitem__(self, key: tuple) -> str:
        return self._texts[repr(key)]

    def __setitem__(self, key: tuple, text: str) -> None:
        self._texts[repr(key)] = text
        draft = self.path.with_suffix(f".{os.getpid()}")
        draft.write_text(json.dumps({"compiler": compiler_version(), "texts": self._texts}), encoding="utf-8")
        os.replace(draft, self.path)

    def __delitem__(self, key: tuple) -> None:
        del self._texts[repr(key)]

    def __iter__(self):
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)
