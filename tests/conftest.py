"""What all tests share: a home of their own, Django, and no silent skipping."""

import atexit
import os
import shutil
import tempfile

import django
import hypothesis
import pytest

# Before the settings are read: nothing of a test lands in the data directory of a person or in another worker's.
os.environ["GONGWEI_HOME"] = tempfile.mkdtemp(prefix="gongwei-tests-")
atexit.register(shutil.rmtree, os.environ["GONGWEI_HOME"], ignore_errors=True)
os.environ.setdefault("GONGWEI_TESTS_COMPILED", os.environ["GONGWEI_HOME"])  # the workers inherit the first process's
os.environ["DJANGO_SETTINGS_MODULE"] = "gongwei.site.settings"
django.setup()

# A busy machine is not a failing test; examples that fail are replayed from the printed blob.
hypothesis.settings.register_profile("gongwei", deadline=None, print_blob=True)
hypothesis.settings.load_profile("gongwei")


@pytest.hookimpl(tryfirst=True)  # before -m selects
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever uses the database runs on PostgreSQL too, without having to say so.

    Not what is marked `once`: the same test or one beside it runs on both and writes and reads the same tables by the same
    actions and queries, and what this one adds lies above them: another seed, the evaluator's memory.
    """
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if item.get_closest_marker("once"):
            continue
        if item.get_closest_marker("django_db") or "db" in fixtures or "transactional_db" in fixtures:
            item.add_marker("database")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A skipped test proves nothing: it fails the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and reporter.stats.get("skipped"):
        reporter.write_line("\nA test was skipped: the run fails.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_report_header() -> str:
    from django.db import connection

    return f"database: {connection.vendor}"
