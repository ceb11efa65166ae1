"""Run by test_killed.py in a process of its own: imports a folder, kills itself where it is told, or dumps the
database.

python -m tests.exchange.killed_import FOLDER (none | progress | audit) NUMBER
"""

import json
import os
import signal
import sys
from pathlib import Path

import django


def main(folder: str, where: str, number: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "gongwei.site.settings"
    django.setup()
    from django.core.management import call_command

    from gongwei.records import audit
    from tests.exchange.folders import bring_in, dump

    call_command("migrate", verbosity=0)
    left = {"progress": 10**9, "audit": 10**9} | {where: int(number)}

    def step(kind: str) -> None:
        left[kind] -= 1
        if left[kind] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    record = audit.record

    def record_and_perhaps_die(**said):
        step("audit")  # inside the transaction: what it wrote so far is lost
        return record(**said)

    audit.record = record_and_perhaps_die
    summary = bring_in(Path(folder), batch=40, progress=lambda *_done: step("progress"))
    json.dump({"dump": dump(), "created": summary.total("created"), "revised": summary.total("revised")}, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
