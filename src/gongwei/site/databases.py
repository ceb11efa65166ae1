"""A database URL as Django's settings want it."""

from urllib.parse import parse_qsl, unquote, urlsplit

PRAGMAS = (
    "journal_mode=WAL",  # readers go on while an import writes
    "synchronous=NORMAL",  # safe against a crash of the program
    "foreign_keys=ON",
    "cache_size=-131072",  # KiB; an import touches all leaves of an index
)
SQLITE = {
    "init_command": ";".join(f"PRAGMA {pragma}" for pragma in PRAGMAS),
    "timeout": 30,  # seconds to wait for another writer
    # A transaction that begins as a reader cannot wait for the writer's lock, it fails: begin as a writer.
    "transaction_mode": "IMMEDIATE",
}


def database_from_url(url: str) -> dict[str, object]:
    """The entry of DATABASES for `sqlite:///path` or `postgresql://user:password@host:port/name?option=value`.

    ValueError when the scheme is another or the name is missing; the message never repeats the URL, which may hold a
    password.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        name = unquote(parts.path.removeprefix("/"))
        if not name:
            raise ValueError("数据库地址缺少文件名:sqlite:///路径")
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "OPTIONS": dict(SQLITE)}
    if parts.scheme in ("postgresql", "postgres"):
        name = unquote(parts.path.removeprefix("/"))
        if not name:
            raise ValueError("数据库地址缺少库名:postgresql://主机/库名")
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": name,
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "OPTIONS": dict(parse_qsl(parts.query)),
        }
    raise ValueError("数据库地址须以 sqlite:/// 或 postgresql:// 开头")
