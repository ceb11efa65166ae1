"""A column of a file: the texts that stand in it, each once, and for every row which of them.

What a text means is asked once; rows follow by their codes. So a million rows cost little more than their splitting.
"""

from collections.abc import Container, Hashable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from pyarrow import csv


@dataclass(frozen=True, eq=False)
class Coded(Sequence):
    """A column. `words`: what stands in it, each once; `codes`: for each row the place of its word."""

    words: Sequence
    codes: np.ndarray

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, row: int) -> Hashable:
        return self.words[self.codes[row]]

    def __iter__(self) -> Iterator:
        return iter(self.through(self.words))

    def through(self, meanings: Sequence) -> list:
        """The meanings of all rows, given those of the words."""
        return list(map(meanings.__getitem__, self.codes.tolist()))

    def rows_of(self, wanted: Container) -> list[int]:
        """The rows that hold one of the wanted words."""
        hits = [word in wanted for word in self.words]
        return np.flatnonzero(np.array(hits)[self.codes]).tolist() if any(hits) else []


def coded(column: Sequence) -> Coded:
    """A column as coded, which it may be already."""
    if isinstance(column, Coded):
        return column
    places: dict = {}
    codes = [places.setdefault(word, len(places)) for word in column]
    return Coded(list(places), np.array(codes, dtype=np.int32))


def paired(first: Coded, second: Coded) -> Coded:
    """Two columns as one of pairs."""
    both, codes = np.unique(first.codes.astype(np.int64) * len(second.words) + second.codes, return_inverse=True)
    pairs = (divmod(pair, len(second.words)) for pair in both.tolist())
    return Coded([(first.words[one], second.words[other]) for one, other in pairs], codes)


def split(text: str, delimiter: str, width: int) -> list[Coded]:
    """The columns of lines that all have `width` cells and no quotation marks."""
    content = text.encode()
    names = [str(place) for place in range(width)]
    table = csv.read_csv(
        pa.py_buffer(content),
        csv.ReadOptions(use_threads=False, block_size=len(content) + 1, column_names=names),
        csv.ParseOptions(delimiter=delimiter, quote_char=False, ignore_empty_lines=False),
        csv.ConvertOptions(check_utf8=False, column_types=dict.fromkeys(names, pa.dictionary(pa.int32(), pa.string()))),
    )
    whole = [column.combine_chunks() for column in table.columns]
    return [Coded(column.dictionary.to_pylist(), column.indices.to_numpy()) for column in whole]
