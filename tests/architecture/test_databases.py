"""The database under test is the one that was asked for."""

import os

import pytest
from django.db import connection


@pytest.mark.django_db
def test_the_database_asked_for_is_used():
    asked = os.environ.get("GONGWEI_DATABASE_URL", "sqlite:")
    assert connection.vendor == ("postgresql" if asked.startswith("postgres") else "sqlite")
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
