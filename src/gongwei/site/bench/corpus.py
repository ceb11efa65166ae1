"""How good the checker is: its claims against a corpus of annotated reports, and how fast it reads.

A corpus is a folder with `claims.jsonl` (a claim a line: doc, type, quote, verdict, severity) and the texts it names, in
`texts/` or in the folder above. An annotated claim is found when the checker has one of the same type, verdict and
severity whose span overlaps the quote.
"""

import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from gongwei.checker import Claim, check
from gongwei.site.bench.machine import described

CONSISTENT = [(kind, "consistent", "") for kind in ("T1", "T2", "T4", "T5")]
LENGTH, TIMES = 10_000, 5
Key = tuple[str, str, str]


@dataclass
class Score:
    """Counts per type, verdict and severity."""

    annotated: Counter[Key] = field(default_factory=Counter)
    recalled: Counter[Key] = field(default_factory=Counter)
    found: Counter[Key] = field(default_factory=Counter)
    right: Counter[Key] = field(default_factory=Counter)


def corpus(folder: Path) -> Iterator[tuple[str, list[Mapping]]]:
    """Each text of a corpus with its annotated claims."""
    rows: dict[str, list[Mapping]] = defaultdict(list)
    for line in (folder / "claims.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        rows[row["doc"]].append(row)
    for name, claims in rows.items():
        path = next(path for path in (folder / "texts" / name, folder / name, folder.parent / name) if path.exists())
        yield path.read_text(encoding="utf-8"), claims


def score(folder: Path) -> Score:
    """The checker against a corpus."""
    result = Score()
    for text, annotated in corpus(folder):
        claims = check(text)
        for row in annotated:
            key = (row["type"], row["verdict"], row.get("severity") or "")
            result.annotated[key] += 1
            result.recalled[key] += any(_key(claim) == key and _overlaps(claim, row["quote"], text) for claim in claims)
        for claim in claims:
            key = _key(claim)
            result.found[key] += 1
            result.right[key] += any(
                (row["type"], row["verdict"], row.get("severity") or "") == key and _overlaps(claim, row["quote"], text)
                for row in annotated)
    return result


def _key(claim: Claim) -> Key:
    return claim.type.value, claim.verdict.value, claim.severity.value if claim.severity else ""


def _overlaps(claim: Claim, quote: str, text: str) -> bool:
    start = text.find(quote)
    while start >= 0:
        if claim.start < start + len(quote) and start < claim.end:
            return True
        start = text.find(quote, start + 1)
    return False


def table(folder: Path) -> str:
    """The page: precision and recall of every kind, the aims, the speed."""
    result = score(folder)
    lines = [f"{described()}.", "", "| type | verdict | severity | annotated | recall | said | precision |",
             "| --- | --- | --- | ---: | ---: | ---: | ---: |"]
    for key in sorted(result.annotated | result.found):
        lines.append("| " + " | ".join([*key, str(result.annotated[key]), _share(result.recalled[key], result.annotated[key]),
                                        str(result.found[key]), _share(result.right[key], result.found[key])]) + " |")
    hard = [key for key in result.annotated | result.found if key[2] == "hard"]
    lines += ["", "| aim | measured | |", "| --- | ---: | --- |"]
    for name, right, whole, aim in (
        ("precision of inconsistent, hard", sum(result.right[key] for key in hard), sum(result.found[key] for key in hard), 0.97),
        ("recall of inconsistent, hard", sum(result.recalled[key] for key in hard),
         sum(result.annotated[key] for key in hard), 0.9),
        *((f"recall of consistent {key[0]}", result.recalled[key], result.annotated[key], 0.85) for key in CONSISTENT),
    ):
        met = "—" if not whole else "yes" if right >= aim * whole else "**no**"
        lines.append(f"| {name} ≥ {aim} | {_share(right, whole)} ({right}/{whole}) | {met} |")
    texts = [text for text, _ in corpus(folder)]
    for name, text in (("its longest report", max(texts, key=len)), ("nothing but claims", "\n".join(texts))):
        seconds = speed(text)
        lines.append(f"| {LENGTH:,} characters of {name} in under 0.2 s | {seconds * 1000:.0f} ms | "
                     f"{'yes' if seconds < 0.2 else '**no**'} |")
    return "\n".join(lines)


def speed(text: str) -> float:
    """Seconds for a document of LENGTH characters made of a text, the median of TIMES."""
    text = ((text + "\n") * (LENGTH // (len(text) + 1) + 1))[:LENGTH]
    check(text)
    seconds = []
    for _ in range(TIMES):
        start = time.perf_counter()
        check(text)
        seconds.append(time.perf_counter() - start)
    return median(seconds)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2f}" if whole else "—"
