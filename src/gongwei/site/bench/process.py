"""A phase in a process of its own, so that its peak memory is its own.

The phase is named on standard input with its arguments, as JSON; what it measured comes back on the last line of the
output.
"""

import json
import os
import resource
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import django

PACKAGE = "gongwei.site.bench"


class PhaseFailed(RuntimeError):
    """A phase ended with an error; its own message stands above."""


def run(phase: str, home: Path, database: str, **arguments: object) -> dict:
    """Run `module.function` of this package on a home and a database; gives what it measured and `memory` (bytes)."""
    environment = {**os.environ, "GONGWEI_HOME": str(home), "GONGWEI_DATABASE_URL": database}
    ended = subprocess.run([sys.executable, "-c", f"from {__name__} import main; main()"], env=environment, text=True,
                           input=json.dumps([phase, arguments]), stdout=subprocess.PIPE, check=False)
    if ended.returncode:
        raise PhaseFailed(phase)
    return json.loads(ended.stdout.splitlines()[-1])


def peak() -> int:
    """Bytes of memory that this process, and the largest it started, have held at most."""
    return 1024 * sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def main() -> None:
    """Run the phase that standard input names."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "gongwei.site.settings"
    django.setup()
    phase, arguments = json.load(sys.stdin)
    module, function = phase.split(".")
    measured = getattr(import_module(f"{PACKAGE}.{module}"), function)(**arguments)
    print(json.dumps({**measured, "memory": peak()}))
