"""The command line. Settings are read once, so what decides them (database, home, language) is read before anything else."""

import argparse
import os
import sys

LANGUAGES = {"zh": "zh-hans", "en": "en"}


def main(arguments: list[str] | None = None) -> None:
    """Run `gongwei`."""
    first = argparse.ArgumentParser(add_help=False)
    for option in ("--database", "--home", "--language"):
        first.add_argument(option)
    said, rest = first.parse_known_args(sys.argv[1:] if arguments is None else arguments)
    if said.database:
        os.environ["GONGWEI_DATABASE_URL"] = said.database
    if said.home:
        os.environ["GONGWEI_HOME"] = said.home
    language = said.language or os.environ.get("GONGWEI_LANGUAGE") or "zh"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongwei.site.settings")
    os.environ["LANGUAGE"] = {"zh": "zh_CN"}.get(language, language)

    import django
    from django.utils import translation

    django.setup()
    translation.activate(LANGUAGES.get(language, language))

    from .commands import gongwei

    gongwei(args=rest, prog_name="gongwei")
