"""The tables of a page of docs/: worked examples are read from the page that shows them, so that no page tells what is not so."""

from pathlib import Path

DOCS = Path(__file__).resolve().parents[1] / "docs"


def tables(page: str) -> list[list[dict[str, str]]]:
    """The Markdown tables of a page (`work/plans.md`) in order, each a list of rows by column title."""
    found: list[list[list[str]]] = []
    inside = False
    for line in (DOCS / page).read_text(encoding="utf-8").splitlines():
        row = line.strip()
        if row.startswith("|"):
            if not inside:
                found.append([])
            found[-1].append([cell.strip() for cell in row.strip("|").split("|")])
        inside = row.startswith("|")
    return [[dict(zip(titles, row, strict=True)) for row in rows] for titles, _rule, *rows in found]
