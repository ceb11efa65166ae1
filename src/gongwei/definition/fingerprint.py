"""A short name for exactly what a definition says."""

import hashlib
import json
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

_TITLES = {"name", "title", "english", "source", "note"}


def canonical(value: object) -> object:
    """Plain lists and texts that are equal exactly when the definitions say the same; titles and sources left out."""
    if is_dataclass(value):
        said = (field.name for field in fields(value) if field.name not in _TITLES or not hasattr(value, "source"))
        return [type(value).__name__, *([name, canonical(getattr(value, name))] for name in said)]
    if isinstance(value, tuple | list):
        return [canonical(part) for part in value]
    if isinstance(value, frozenset):
        return sorted(map(str, value))
    return str(value) if isinstance(value, date | Decimal | Fraction) else value


def fingerprint(definition: object) -> str:
    """Twelve hexadecimal digits. Changes when the meaning changes, not when a title or a source is reworded."""
    text = json.dumps(canonical(definition), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:12]

