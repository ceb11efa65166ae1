"""What tallies there are."""

from gongwei.ledgers.tallies.items import TallyItem, shipped
from gongwei.ledgers.tallies.models import Item


def items() -> dict[str, TallyItem]:
    """All defined tallies by code: the shipped ones, and the county's own, which prevail."""
    fields = ("item", "name", "measure", "period", "kind", "min", "max")
    return shipped() | {row[0]: TallyItem(*row) for row in Item.objects.order_by("item").values_list(*fields)}
