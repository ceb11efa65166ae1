"""What the repository says of the world: no addresses of registries, no paths of a machine, a reason per dependency."""

import re

import pytest

from tests.architecture.source import ROOT, repository_files

ADDRESS = re.compile(r"https?:|file:|git\+|--(extra-)?index-url|--find-links| @ ")
REGISTRY = re.compile(r"https?://[^\s\"')>]*(pypi|pythonhosted|npmjs|mirror|/simple\b)", re.IGNORECASE)
MACHINE = re.compile(r"(?<![\w.$}~/-])/(work|root|tmp|home|Users|opt)/[\w.]")
DEPENDENCY = re.compile(r'^\s*"[A-Za-z][\w.\[\]-]*\s*[<>=~!]')


def addresses(lock: str) -> list[str]:
    return [line for line in lock.splitlines() if ADDRESS.search(line)]


def places(text: str) -> list[str]:
    return [match[0] for pattern in (REGISTRY, MACHINE) for match in pattern.finditer(text)]


def without_reason(project: str) -> list[str]:
    return [line.strip() for line in project.splitlines() if DEPENDENCY.match(line) and not re.search(r"# *\w", line)]


def test_lock_holds_versions_and_hashes_only():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = re.findall(r"^[\w.\[\]-]+==", lock, re.MULTILINE)
    assert len(pinned) > 10
    assert not addresses(lock)


def test_no_registry_and_no_machine_is_named():
    found = []
    for path in repository_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {place}" for place in places(text)]
    assert not found


def test_every_dependency_has_a_reason():
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert len([line for line in project.splitlines() if DEPENDENCY.match(line)]) > 10
    assert not without_reason(project)


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_readme_names_the_two_commands(name):
    readme = (ROOT / name).read_text(encoding="utf-8")
    assert "make demo" in readme
    assert "make test" in readme


@pytest.mark.parametrize("line", ["--index-url https:" + "//registry.example/simple", "django @ file:" + "///wheels"])
def test_addresses_are_found(line):
    assert addresses(line)


@pytest.mark.parametrize(
    "text", ["https:" + "//pypi.example/simple", "cd /" + "work/main", "see '/" + "tmp/x'", "(/" + "home/me)"]
)
def test_places_are_found(text):
    assert places(text)


@pytest.mark.parametrize("text", ["https://www.gov.cn/zhengce", "src/work/plan", "/usr/lib/postgresql", "${TMPDIR}/x"])
def test_other_text_is_left_alone(text):
    assert not places(text)


def test_missing_reasons_are_found():
    assert without_reason('    "django~=5.2.0",\n    "rich>=13",  # tables\n') == ['"django~=5.2.0",']
