"""Names and numbers of residents: the one module that reads them. Ask only for those whom the reader may see."""

from collections.abc import Collection
from itertools import groupby
from operator import itemgetter

from django.db.models import Count

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


def sharing_a_phone(least: int) -> list[tuple[int, ...]]:
    """Residents who give one and the same telephone number, in groups of at least `least`; the numbers stay here."""
    known = Identity.objects.exclude(phone="")
    shared = known.values("phone").annotate(people=Count("pk")).filter(people__gte=least).values("phone")
    rows = known.filter(phone__in=shared).order_by("phone", "pk").values_list("phone", "pk")
    return [tuple(resident for _phone, resident in group) for _phone, group in groupby(rows, key=itemgetter(0))]
