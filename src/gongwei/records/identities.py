"""Names and numbers of residents: the one module that reads them. Ask only for those whom the reader may see."""

from collections.abc import Collection

from gongwei.records.models import Identity
from gongwei.records.rows import NameRow

PARAMETERS = 10_000


def held(residents: Collection[int]) -> dict[int, NameRow]:
    """All that names these residents: primary key → names and numbers."""
    wanted, found = list(residents), {}
    for start in range(0, len(wanted), PARAMETERS):
        rows = Identity.objects.filter(resident__in=wanted[start : start + PARAMETERS])
        for resident, *names in rows.values_list("resident_id", *NameRow._fields):
            found[resident] = NameRow(*names)
    return found


def names(residents: Collection[int]) -> dict[int, str]:
    """The names alone: primary key → name."""
    return {resident: identity.name for resident, identity in held(residents).items()}


def carriers(id_numbers: Collection[str]) -> dict[int, str]:
    """Who carries one of these identity numbers: primary key → number."""
    wanted, found = sorted(set(id_numbers)), {}
    for start in range(0, len(wanted), PARAMETERS):
        rows = Identity.objects.filter(id_number__in=wanted[start : start + PARAMETERS]).exclude(id_number="")
        found.update(rows.values_list("resident_id", "id_number"))
    return found
