"""Files are short, named by what they are, and all of them are packages that the contracts see."""

from pathlib import Path

from tests.architecture.source import PACKAGE, modules

VAGUE = {"util", "utils", "common", "helper", "helpers", "misc"}
LONGEST = 400
WIDEST = 130


def vague(paths) -> list[str]:
    return [str(path) for path in paths if VAGUE & {*path.parent.parts, path.stem}]


def long(paths) -> list[str]:
    counted = ((path, len(path.read_text(encoding="utf-8").splitlines())) for path in paths)
    return [f"{path}: {lines} lines" for path, lines in counted if lines >= LONGEST]


def wide(paths) -> list[str]:
    return [f"{path}:{number}" for path in paths
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if len(line) > WIDEST]


def hidden(package: Path) -> list[str]:
    """Folders with Python files but without __init__.py: import-linter does not look into them."""
    return sorted({str(path.parent) for path in package.rglob("*.py") if not (path.parent / "__init__.py").exists()})


def test_names_say_what_is_inside():
    assert not vague(path.relative_to(PACKAGE) for path in modules())


def test_files_are_short():
    assert not long(path for path in modules() if path.parent.name != "migrations")


def test_lines_are_narrow():
    assert not wide(path for path in modules() if path.parent.name != "migrations")


def test_contracts_see_every_file():
    assert not hidden(PACKAGE)


def test_vague_names_are_found():
    assert vague([Path("records/utils.py"), Path("common/names.py"), Path("records/units.py")]) == [
        "records/utils.py",
        "common/names.py",
    ]


def test_long_files_are_found(tmp_path):
    (tmp_path / "short.py").write_text("x = 1\n" * (LONGEST - 1))
    (tmp_path / "long.py").write_text("x = 1\n" * LONGEST)
    assert long(sorted(tmp_path.iterdir())) == [f"{tmp_path / 'long.py'}: {LONGEST} lines"]


def test_wide_lines_are_found_and_chinese_counts_once(tmp_path):
    (tmp_path / "wide.py").write_text("公" * WIDEST + "\n" + "x" * (WIDEST + 1), encoding="utf-8")
    assert wide(sorted(tmp_path.iterdir())) == [f"{tmp_path / 'wide.py'}:2"]


def test_hidden_folders_are_found(tmp_path):
    (tmp_path / "__init__.py").touch()
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "module.py").touch()
    assert hidden(tmp_path) == [str(tmp_path / "inner")]
