"""Work on files of strangers in a process of its own.

Word and PDF files are taken apart by large C libraries, and no check of sizes beforehand foresees what a file written to
hurt makes them do: loop, fill the memory, crash. A process that the kernel limits in computing time and address space,
with a limit on the clock for what the kernel does not count, bounds all of these for whoever calls, a web server too, at
the price of a tenth of a second. Threads and signals cannot stop C code; a forked copy of a server would share its locks.
Where the system has no such limits (Windows) the limit on the clock remains.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import gongwei

from .refusal import REASONS, Unreadable


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds of computing, bytes of address space, seconds on the clock."""

    computing: int = 30
    memory: int = 2 << 30
    clock: int = 60


LIMITS = Limits()
KILLED = {-9, -24, -14}
"""By the kernel: out of memory or of computing time (SIGKILL, SIGXCPU, SIGALRM)."""


def bounded(task: str, content: bytes, *arguments: object, limits: Limits = LIMITS) -> tuple[object, bytes]:
    """What a task of `chores.TASKS` makes of a file: an answer as JSON has it, and bytes. Raises Unreadable."""
    order = {"task": task, "arguments": arguments, "computing": limits.computing, "memory": limits.memory}
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "gongwei.checker.reading.chores"],
            input=json.dumps(order).encode() + b"\n" + content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": str(Path(gongwei.__file__).parents[1])},
            timeout=limits.clock,
        )
    except subprocess.TimeoutExpired:
        raise Unreadable("too_slow") from None
    head, _, rest = done.stdout.partition(b"\n")
    if done.returncode:
        raise Unreadable("too_slow" if done.returncode in KILLED else "damaged")
    answer = json.loads(head)
    if refused := answer.get("refused"):
        raise Unreadable(refused if refused in REASONS else "damaged")
    return answer["answer"], rest
