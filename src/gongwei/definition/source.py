"""Where a rule comes from."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Source:
    """A published document, or a part of it, that a rule, an interval or a threshold rests on."""

    title: str
    published: date | None = None
    part: str = ""

    def section(self, part: str | int) -> "Source":
        """The same document, narrowed to one of its parts."""
        return Source(self.title, self.published, str(part))

    def __str__(self) -> str:
        year = f" ({self.published.year})" if self.published else ""
        return f"{self.title}{year}" + (f" §{self.part}" if self.part else "")
