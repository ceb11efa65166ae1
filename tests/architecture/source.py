"""The repository as text and trees, for the tests of its architecture."""

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "gongwei"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def modules(*layers: str) -> Iterator[Path]:
    """Every Python file of these layers, or of the whole package."""
    for top in [PACKAGE / layer for layer in layers] or [PACKAGE]:
        yield from sorted(top.rglob("*.py"))


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def repository_files() -> list[Path]:
    """Every file that is, or is about to be, committed."""
    listing = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return [path for name in listing.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def layers() -> list[set[str]]:
    """The layers of the import-linter contract from the bottom up; siblings share a set."""
    (contract,) = [c for c in PROJECT["tool"]["importlinter"]["contracts"] if c["id"] == "layers"]
    return [{name.strip(" ()") for name in line.split("|")} for line in reversed(contract["layers"])]


def height(module: str) -> tuple[int, str]:
    """How high the layer of `gongwei.<layer>…` stands, and its name."""
    name = module.split(".")[1]
    return next(i for i, siblings in enumerate(layers()) if name in siblings), name
