"""The claims of tables."""

from gongwei.checker.tables.totals import prose, tables

__all__ = ["prose", "tables"]
