"""Run by test_reading.py, on SQLite in a process of its own: a visit is saved while somebody reads one moment.

python -m tests.records.reading
"""

import json
import os
import sys
from threading import Thread

import django

EXPECTED = {"before": 0, "inside": [0, 0, 0], "saved meanwhile": True, "nested": 0, "after": 1}


def one_moment() -> dict[str, object]:
    """What a reader sees before, while and after another connection saves a visit."""
    from django.db import connection

    from gongwei.records import actions, queries
    from gongwei.records.models import Visit
    from tests.records.county import FORM, WHO, populate, visit

    person = populate().a

    def save() -> None:
        actions.load_visits(FORM, [visit("V1", person)], **WHO)
        connection.close()

    found = {"before": Visit.objects.count()}
    other = Thread(target=save)
    with queries.one_moment():
        found["inside"] = [Visit.objects.count()]
        other.start()
        other.join(timeout=10)
        found["saved meanwhile"] = not other.is_alive()
        found["inside"].append(Visit.objects.count())
        with queries.one_moment():
            found["nested"] = Visit.objects.count()
        found["inside"].append(Visit.objects.count())
    other.join()
    return found | {"after": Visit.objects.count()}


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "gongwei.site.settings"
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    json.dump(one_moment(), sys.stdout)
