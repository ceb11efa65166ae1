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


def residents_with_number(id_number: str) -> list[int]:
    """Primary keys of the residents who carry this identity number, in order."""
    if not id_number:
        return []
    found = Identity.objects.filter(id_number=id_number).exclude(id_number="")
    return list(found.order_by("resident_id").values_list("resident_id", flat=True))
