"""Django settings: one database named by a URL, times of Asia/Shanghai, Chinese first.

Environment:
    GONGWEI_HOME          directory of the database, snapshot and documents; default `~/.gongwei`
    GONGWEI_DATABASE_URL  `sqlite:///relative`, `sqlite:////absolute` or `postgresql://user:password@host:port/name?option=value`;
                          default `gongwei.sqlite3` in GONGWEI_HOME
    GONGWEI_SECRET_KEY    signs sessions; without it each process makes its own, so that nobody ships a known one
"""

import os
import secrets
from pathlib import Path

from gongwei.site.databases import database_from_url

HOME = Path(os.environ.get("GONGWEI_HOME") or Path.home() / ".gongwei").expanduser()
DATABASE_URL = os.environ.get("GONGWEI_DATABASE_URL") or f"sqlite:///{HOME.absolute() / 'gongwei.sqlite3'}"
DATABASES = {"default": database_from_url(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = ["gongwei.records", "gongwei.ledgers", "gongwei.assessments", "gongwei.facts"]

SECRET_KEY = os.environ.get("GONGWEI_SECRET_KEY") or secrets.token_urlsafe(50)

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
USE_I18N = True
LOCALE_PATHS = [Path(__file__).resolve().parents[1] / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
