"""The stage on which the demo plays: our commands in one process, each on the day of the story on which somebody types it.

`python -m gongwei.site.demo.stage COUNTY MONTH...` plays in the folder of a county: its records, then its year, with the
bulletins of these months.
"""

import contextlib
import csv
import io
import os
import sys
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from rich.console import Console

CHINA = ZoneInfo("Asia/Shanghai")
HEAD = 8
WIDTH = 130
"""Characters a line where the output is no terminal."""
console = Console(highlight=False, soft_wrap=True)


class Stage:
    """Runs commands; the clock they see is that of the story, which only goes forward."""

    def __init__(self, folder: Path):
        """`folder`: where the commands are typed; the home lies below it."""
        from gongwei.site.cli import workplace

        self.folder = folder
        self.now = datetime.min.replace(tzinfo=CHINA)
        workplace.now = lambda: self.now

    def run(self, on: date, *arguments: object, quiet: bool = False, head: int | None = None) -> str:
        """What a command prints, on a day. It is shown with what was typed, or only its first `head` lines; not when `quiet`."""
        from gongwei.site.cli.commands import gongwei

        self.now = max(self.now + timedelta(minutes=1), datetime.combine(on, time(9), CHINA))
        if self.now.date() != on:
            raise ValueError(f"the story is at {self.now:%Y-%m-%d} already, not at {on}")
        words = [str(word) for word in arguments]
        if not quiet:
            console.print(f"[dim]{on}[/dim] [bold]$ gongwei {' '.join(map(quoted, words))}[/bold]", markup=True)
        text = io.StringIO()
        with contextlib.redirect_stdout(text) if quiet or head else contextlib.nullcontext():
            try:
                code = gongwei.main(words, prog_name="gongwei", standalone_mode=False)
            except click.ClickException as error:
                error.show()
                sys.exit(error.exit_code)
        if isinstance(code, int) and code:
            sys.exit(code)  # the command has said why
        if head and not quiet:
            shorten(text.getvalue(), head)
        return text.getvalue()

    def rows(self, on: date, *arguments: object) -> list[dict[str, str]]:
        """What a command prints as CSV, by column; nothing is shown."""
        return list(csv.DictReader(self.run(on, *arguments, quiet=True).splitlines()))

    def say(self, words: str) -> None:
        """Tell the viewer something."""
        console.print(words, markup=False)

    def part(self, title: str) -> None:
        """Begin a part of the story."""
        console.rule(title)


def quoted(word: str) -> str:
    """A word as it is typed in a shell."""
    return f'"{word}"' if set(word) & set(" ()&;*?$|<>'") else word


def shorten(text: str, head: int = HEAD) -> None:
    """The first lines of a list, and how many more there are."""
    from django.utils.translation import gettext as _

    lines = text.splitlines()
    for line in lines[: head + 1]:
        console.print(line, markup=False)
    if len(lines) > head + 1:
        console.print(_("……共 {count} 行").format(count=len(lines) - 1))


def main(folder: Path, months: Collection[int]) -> None:
    """Open the home below the folder and play."""
    os.chdir(folder)
    os.environ.update(GONGWEI_HOME=str(folder / "home"), GONGWEI_DATABASE_URL="",
                      DJANGO_SETTINGS_MODULE="gongwei.site.settings")
    if not sys.stdout.isatty():
        os.environ.setdefault("COLUMNS", str(WIDTH))
    language = os.environ.get("GONGWEI_LANGUAGE") or "zh"

    import django
    from django.utils import translation

    from gongwei.site.cli import LANGUAGES, speak

    speak(language)
    django.setup()
    translation.activate(LANGUAGES[language])

    from .year import play

    play(Stage(folder), months)


if __name__ == "__main__":
    main(Path(sys.argv[1]), [int(month) for month in sys.argv[2:]])
