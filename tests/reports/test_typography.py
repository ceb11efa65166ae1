"""Full-width punctuation in Chinese text, nothing changed elsewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongwei.reports.content import Number, Paragraph, say, words
from gongwei.reports.typography import WIDE, chinese, typeset


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("完成82353人,完成率83.86%;", "完成82353人，完成率83.86%；"),
        ("规范管理率(进度口径)73.85%", "规范管理率（进度口径）73.85%"),
        ("快于时间进度(58.08%)9.97个", "快于时间进度（58.08%）9.97个"),
        ("(7985-7586)÷7586=5.26%", "(7985-7586)÷7586=5.26%"),
        ("1,000人", "1,000人"),
        ("时间12:30,见urn:gongwei:facts", "时间12:30，见urn:gongwei:facts"),
        ("率(%)", "率（%）"),
        ("(一)总体情况", "（一）总体情况"),
        ("不成对)的", "不成对）的"),
    ],
)
def test_cases(typed, set_):
    assert chinese(typed) == set_


@given(st.text(alphabet="，,()（）:;a1率人%.-", max_size=40))
def test_only_punctuation_changes_each_in_its_place(text):
    made = chinese(text)
    assert len(made) == len(text)
    assert all(new == old or WIDE.get(old) == new for old, new in zip(text, made, strict=True))


def test_a_sentence_is_seen_whole():
    sentence = say("时间进度(", Number("58.08%", None), ")", Number("9.97", None), "个百分点")
    made = typeset(Paragraph(sentence)).text
    assert words(made) == "时间进度（58.08%）9.97个百分点"
    assert [part.text for part in made if isinstance(part, Number)] == ["58.08%", "9.97"]
