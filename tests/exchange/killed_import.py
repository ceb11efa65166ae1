"""Run by test_killed.py in a process of its own: imports a folder undisturbed, then, for each SCENE, in a process that kills
itself there and in another that imports once more.

python -m tests.exchange.killed_import FOLDER PLACE prints, as JSON, how each import ended and what it left.
"""

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import django

SCENES = [("progress", 9), ("progress", 60), ("audit", 7), ("audit", 25)]
"""Killed at this report of progress, or within the transaction that writes this audit entry."""
UNDISTURBED = ("none", 0)


def main(folder: str, place: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "gongwei.site.settings"
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    connection.close()
    empty = Path(connection.settings_dict["NAME"])
    ends = {}
    for scene in (UNDISTURBED, *SCENES):
        database = connection.settings_dict["NAME"] = Path(place) / f"{scene[0]}-{scene[1]}.sqlite3"
        shutil.copyfile(empty, database)
        for which, (where, number) in (("first", scene), ("again", UNDISTURBED)):
            left = database.with_suffix(f".{which}")
            killed = apart(lambda where=where, number=number, left=left: bring_in(Path(folder), where, number, left))
            found = json.loads(left.read_text(encoding="utf-8")) if left.exists() else None
            ends[f"{scene[0]} {scene[1]} {which}"] = {"signal": killed, "left": found}
    json.dump(ends, sys.stdout)


def apart(work: Callable[[], None]) -> int:
    """Do some work in a process forked for it; the signal that ended it, 0 for none."""
    if child := os.fork():
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if status > 0:
            raise SystemExit("the import failed, see above")
        return -status
    failed = True
    try:
        work()
        failed = False
    finally:  # nothing of the parent's is run or written twice
        sys.stderr.flush()
        if failed:
            sys.excepthook(*sys.exc_info())
        os._exit(failed)


def bring_in(folder: Path, where: str, number: int, left: Path) -> None:
    """Import; if it is not killed before, write what the database then holds."""
    from gongwei.records import audit
    from tests.exchange import folders

    to_go = {"progress": 10**9, "audit": 10**9} | {where: number}

    def step(kind: str) -> None:
        to_go[kind] -= 1
        if to_go[kind] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    record = audit.record

    def record_and_perhaps_die(**said):
        step("audit")  # inside the transaction: what it wrote so far is lost
        return record(**said)

    audit.record = record_and_perhaps_die
    rejected = left.with_suffix(".rejected.csv")
    summary = folders.bring_in(folder, batch=40, progress=lambda *_done: step("progress"), rejected=rejected)
    left.write_text(json.dumps({"dump": folders.dump(), "created": summary.total("created")}), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
