"""A visit's answers as text: canonical JSON, so that equal answers are equal text."""

import json
from collections.abc import Mapping
from datetime import date

ABSENT = "_absent"


def encode(answers: Mapping[str, object], absent: Mapping[str, str] | None = None) -> str:
    """Values by field, and under `_absent` the fields refused or unmeasured. Dates become ISO text, whole floats
    integers."""
    content = {field: plain(value) for field, value in answers.items() if value is not None}
    if absent:
        content[ABSENT] = dict(absent)
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def plain(value: object) -> object:
    """A value as JSON knows it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def decode(text: str) -> tuple[dict[str, object], dict[str, str]]:
    """Answers and absences of a stored text."""
    content = json.loads(text)
    return content, content.pop(ABSENT, {})
