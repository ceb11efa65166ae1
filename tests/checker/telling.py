"""What the checker says of a sentence, short enough for a table of cases."""

from gongwei.checker import Claim, check

CONSISTENT, HARD, SOFT, UNCHECKABLE = "consistent", "hard", "soft", "uncheckable"


def outcome(claim: Claim) -> str:
    """Consistent, uncheckable, or how badly it misses."""
    return claim.severity.value if claim.severity else claim.verdict.value


def told(text: str, *subtypes: str) -> list[tuple[str, str, str, str]]:
    """(type, outcome, quote, message) of the claims of these types (T1) or subtypes (growth), all if none is named."""
    return [(claim.type.value, outcome(claim), claim.quote, str(claim.message)) for claim in check(text)
            if not subtypes or claim.type.value in subtypes or claim.subtype in subtypes]


def one(text: str, *subtypes: str) -> Claim:
    """The only claim of these types that can be checked."""
    found = [claim for claim in check(text) if (claim.type.value in subtypes or claim.subtype in subtypes)
             and outcome(claim) != UNCHECKABLE]
    assert len(found) == 1, told(text, *subtypes)
    return found[0]


def inconsistent(text: str) -> list[tuple[str, str, str, str]]:
    """What it says is wrong."""
    return [row for row in told(text) if row[1] in (HARD, SOFT)]


def rate(part: int, whole: int, places: int, scale: int = 100) -> str:
    """A rate as a careful writer gives it: halves rounded up."""
    return _decimal((2 * part * scale * 10**places + whole) // (2 * whole), places)


def cut(part: int, whole: int, places: int, scale: int = 100) -> str:
    """A rate with the digits beyond cut off."""
    return _decimal(part * scale * 10**places // whole, places)


def moved(figure: str, units: int) -> str:
    """A figure some units of its last place away."""
    places = len(figure.partition(".")[2])
    return _decimal(int(figure.replace(".", "")) + units, places)


def _decimal(units: int, places: int) -> str:
    digits = str(units).zfill(places + 1)
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits
