"""The import-linter contracts refuse what the design forbids: tried on an empty package with one wrong import."""

import os
import subprocess
import sys

import pytest

from tests.architecture.source import PACKAGE, ROOT, layers


def lint(place, contract: str) -> subprocess.CompletedProcess:
    command = "import sys; from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", command, "--config", ROOT / "pyproject.toml", "--no-cache", "--contract", contract],
        cwd=place,
        env=os.environ | {"PYTHONPATH": str(place), "COLUMNS": "400"},
        capture_output=True,
        text=True,
    )


@pytest.fixture
def package(tmp_path):
    """Every layer and every programme that there is, each with one empty module, and two new packs."""
    programmes = {path.stem for path in (PACKAGE / "programmes").iterdir() if path.stem.isidentifier()} - {"__init__"}
    packs = [f"programmes/{name}" for name in {*programmes, "one_pack", "another_pack"}]
    (tmp_path / "gongwei").mkdir()
    (tmp_path / "gongwei" / "__init__.py").touch()
    for name in [*set().union(*layers()), *packs]:
        folder = tmp_path / "gongwei" / name
        folder.mkdir()
        (folder / "__init__.py").touch()
        (folder / "module.py").touch()
    return tmp_path


@pytest.mark.parametrize("contract", ["layers", "packs", "pure", "frameless"])
def test_an_empty_package_keeps_the_contract(package, contract):
    verdict = lint(package, contract)
    assert verdict.returncode == 0, verdict.stdout + verdict.stderr


@pytest.mark.parametrize(
    ("contract", "module", "line"),
    [
        ("layers", "records/module.py", "import gongwei.indicators.module"),
        ("layers", "worklists/module.py", "from gongwei.indicators import module"),
        ("layers", "new_layer/__init__.py", ""),
        ("packs", "programmes/one_pack/module.py", "import gongwei.programmes.another_pack.module"),
        ("pure", "definition/module.py", "import django"),
        ("pure", "concepts/module.py", "import duckdb"),
        ("pure", "programmes/one_pack/module.py", "import ibis"),
        ("frameless", "evaluation/module.py", "from django.db import models"),
        ("frameless", "checker/module.py", "import django"),
    ],
)
def test_a_wrong_import_breaks_the_contract(package, contract, module, line):
    path = package / "gongwei" / module
    path.parent.mkdir(exist_ok=True)
    path.write_text(line + "\n")
    verdict = lint(package, contract)
    assert verdict.returncode == 1
    culprit = "gongwei." + module.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    assert "BROKEN" in verdict.stdout, verdict.stdout + verdict.stderr
    assert culprit in verdict.stdout
