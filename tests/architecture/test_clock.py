"""Time is an argument: below the command line and the screens nothing reads the clock."""

import ast

import pytest

from tests.architecture.source import PACKAGE, layers, modules, tree

MAY_READ = {"site", "web"}
CLOCKS = {
    "date": {"today"},
    "datetime": {"today", "now", "utcnow"},
    "time": {"time", "time_ns", "localtime", "gmtime", "ctime", "strftime"},
    "timezone": {"now", "localtime", "localdate"},
}
FROM = {
    "time": CLOCKS["time"],
    "django.utils.timezone": CLOCKS["timezone"],
    "django.db.models.functions": {"Now"},
}
FIELDS = {"auto_now", "auto_now_add"}
FUNCTIONS = {"Now"}


def readings(source: ast.Module) -> list[int]:
    """Lines on which a module reads the clock or asks Django or the database to."""
    return [node.lineno for node in ast.walk(source) if _reads(node)]


def _reads(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(value=ast.Name(id=owner) | ast.Attribute(attr=owner), attr=attribute):
            return attribute in CLOCKS.get(owner, ()) or attribute in FUNCTIONS
        case ast.ImportFrom(module=str(module), names=names):
            return any(alias.name in FROM.get(module, ()) for alias in names)
        case ast.keyword(arg=argument, value=value):
            return argument in FIELDS and not (isinstance(value, ast.Constant) and value.value is False)
    return False


@pytest.mark.parametrize("layer", sorted(set().union(*layers()) - MAY_READ))
def test_no_clock(layer):
    found = [f"{path.relative_to(PACKAGE)}:{line}" for path in modules(layer) for line in readings(tree(path))]
    assert not found


@pytest.mark.parametrize(
    "code",
    [
        "from datetime import date\nday = date.today()",
        "import datetime\nmoment = datetime.datetime.now(datetime.UTC)",
        "import time\nstart = time.time()",
        "from time import time",
        "from django.utils import timezone\nfield = Field(default=timezone.now)",
        "from django.utils.timezone import now",
        "field = DateTimeField(auto_now_add=True)",
        "from django.db.models.functions import Now",
        "from django.db.models import functions\nvalue = functions.Now()",
    ],
)
def test_every_clock_is_seen(code):
    assert readings(ast.parse(code))


@pytest.mark.parametrize(
    "code",
    [
        "from datetime import date, datetime, timezone\nday = date(2025, 6, 30)\nzone = timezone.utc",
        "import time\nstarted = time.perf_counter()",
        "moment = datetime.fromisoformat(text)",
    ],
)
def test_dates_and_stopwatches_are_free(code):
    assert not readings(ast.parse(code))
