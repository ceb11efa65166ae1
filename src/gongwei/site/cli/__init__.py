"""The command line. Settings are read once, so what decides them (database, home, language) is read before anything else."""

import gettext
import os
from pathlib import Path

import click

LANGUAGES = {"zh": "zh-hans", "en": "en"}


def main(arguments: list[str] | None = None) -> None:
    """Run `gongwei`."""
    speak(os.environ.get("GONGWEI_LANGUAGE") or "zh")
    first(args=arguments, prog_name="gongwei", complete_var="")  # words are completed by the command itself


def speak(language: str) -> None:
    """Let click, which asks Python's gettext, and the programs we start speak a language of LANGUAGES."""
    gettext.bindtextdomain("messages", Path(__file__).resolve().parents[2] / "locale")
    os.environ["GONGWEI_LANGUAGE"] = language
    os.environ["LANGUAGE"] = {"zh": "zh_CN"}.get(language, language)


@click.command(add_help_option=False, context_settings={"ignore_unknown_options": True})
@click.option("--database")
@click.option("--home")
@click.option("--language", type=click.Choice(list(LANGUAGES)), envvar="GONGWEI_LANGUAGE")
@click.argument("rest", nargs=-1, type=click.UNPROCESSED, metavar="COMMAND [ARGS]...")
def first(database: str | None, home: str | None, language: str, rest: tuple[str, ...]) -> None:
    """Read the options that stand before or after any command, then run the command."""
    if database:
        os.environ["GONGWEI_DATABASE_URL"] = database
    if home:
        os.environ["GONGWEI_HOME"] = home
    speak(language)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongwei.site.settings")

    import django
    from django.utils import translation

    try:
        django.setup()
    except ValueError as error:  # what settings.py says of the database's address
        raise click.ClickException(str(error)) from error
    translation.activate(LANGUAGES[language])

    from .commands import gongwei

    gongwei(args=rest, prog_name="gongwei")
