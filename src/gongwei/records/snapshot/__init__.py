"""The columnar copy of the records: Parquet files sorted by form and person, kept up to date by the people touched."""

from .layers import Manifest, rebuild, update
from .opening import OpenSnapshot, open_snapshot

__all__ = ["Manifest", "OpenSnapshot", "open_snapshot", "rebuild", "update"]
