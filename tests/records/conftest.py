from types import SimpleNamespace

import pytest

from tests.records import county


@pytest.fixture
def people(db) -> SimpleNamespace:
    """The tiny county in a database that forgets it afterwards."""
    return county.populate()
