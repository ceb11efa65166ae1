"""Facts as they were printed, beside what is known now."""

from dataclasses import dataclass
from fractions import Fraction

from gongwei.assessments import catalogue
from gongwei.assessments.figures import Figures
from gongwei.indicators.evaluator import UnknownIndicator

from .book import FactBook, UnknownUnit
from .fact import Fact, from_json
from .models import Document, IssuedFact


class UnknownFact(LookupError):
    """No issued document holds this fact."""


@dataclass(frozen=True)
class Explained:
    """A printed fact, the documents that print it, and the same figure as it is known now.

    `now` has the same indicator, unit and as-of day; `redefined` tells that the definition changed since. `now` is None
    when the indicator or the unit no longer exists.
    """

    fact: Fact
    documents: tuple[Document, ...]
    now: Fact | None

    @property
    def redefined(self) -> bool:
        """Whether the definition now says something else."""
        return self.now is not None and self.now.definition != self.fact.definition

    @property
    def difference(self) -> Fraction | None:
        """Value now less value printed; None when either is unknown."""
        if self.now is None or self.now.value is None or self.fact.value is None:
            return None
        return self.now.value - self.fact.value


def explain(fact_id: str, figures: Figures) -> Explained:
    """How a printed number came about and what it would be now. Raises UnknownFact."""
    issued = list(IssuedFact.objects.filter(fact=fact_id.upper()).select_related("document").order_by("document_id"))
    if not issued:
        raise UnknownFact(fact_id)
    fact = from_json(issued[0].content)
    try:
        catalogue.entry(fact.indicator)
        now = FactBook(figures, fact.as_of).fact(fact.indicator, fact.unit, fact.as_of)
    except (UnknownIndicator, UnknownUnit):
        now = None
    return Explained(fact, tuple(one.document for one in issued), now)
