"""Columns by their words and codes hold what was there, and ids are found again wherever they stood."""

from hypothesis import given
from hypothesis import strategies as st

from gongwei.exchange.columns import coded, paired, split
from gongwei.exchange.seen import Seen

WORDS = st.lists(st.sampled_from(["", " ", "a", "b", "无"]), max_size=30)
CELL = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters='\0\r\n,"\ufeff'), max_size=6)
IDS = st.lists(st.lists(st.sampled_from("0123456789abcdef"), max_size=9), max_size=6)


@given(WORDS, st.sets(st.sampled_from(["", "a", "x"])))
def test_a_coded_column_is_the_column(column, wanted):
    found = coded(column)
    assert list(found) == column == [found[row] for row in range(len(found))]
    assert len(set(found.words)) == len(found.words)
    assert found.through([word * 2 for word in found.words]) == [word * 2 for word in column]
    assert found.rows_of(wanted) == [row for row, word in enumerate(column) if word in wanted]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xy")), min_size=1))
def test_two_columns_as_pairs(pairs):
    first, second = zip(*pairs, strict=True)
    assert list(paired(coded(first), coded(second))) == pairs


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=20), st.sampled_from(["\n", "\r\n", "\r"]),
       st.booleans())
def test_lines_are_split_as_they_stand(rows, end, closed):
    text = end.join(",".join(row) for row in rows) + end * closed
    columns = split(text, ",", 3)
    assert [list(column) for column in columns] == [list(column) for column in zip(*rows, strict=True)]


@given(IDS)
def test_repeats_are_those_of_a_set(batches):
    before: set[str] = set()
    with Seen() as seen:
        for batch in batches:
            repeats = []
            for row, id in enumerate(batch):
                if id in before:
                    repeats.append(row)
                before.add(id)
            assert seen.repeats(batch) == repeats
