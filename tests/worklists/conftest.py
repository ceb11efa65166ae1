from tests.records.conftest import people

__all__ = ["people"]
