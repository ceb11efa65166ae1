"""What rows may refer to while a folder is imported: what the database holds and what the folder's own rows add or
take away."""

from dataclasses import dataclass, field

from gongwei.exchange.checking import Checked
from gongwei.ledgers.tallies import queries as tallies
from gongwei.ledgers.tallies.items import TallyItem
from gongwei.records import queries


@dataclass
class Known:
    """Ids by table. A row refused in this folder is not known, even if an earlier import brought a former version
    of it."""

    units: set[str] = field(default_factory=set)
    facilities: set[str] = field(default_factory=set)
    residents: dict[str, int] = field(default_factory=dict)
    enrolments: set[str] = field(default_factory=set)
    items: dict[str, TallyItem] = field(default_factory=dict)
    moved: set[str] = field(default_factory=set)
    """Residents of whom the database holds several residencies."""


def held_now() -> Known:
    """What the database holds."""
    codes = queries.known_codes()
    return Known(codes["unit"], codes["facility"], queries.resident_keys(), codes["enrolment"], tallies.items(),
                 queries.moved_residents())


def lost(checked: Checked, column: str) -> set[str]:
    """The ids whose row was refused; that of a repeated row still stands."""
    return {checked[column][row] for row in checked.refused if row not in checked.repeated} - {None}


def settle(ids: set[str], checked: Checked, column: str) -> None:
    """After a batch: the ids of kept rows are known, those of refused rows are not."""
    ids -= lost(checked, column)
    ids |= set(checked.kept(column))
