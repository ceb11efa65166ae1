"""A template edited badly is refused in words that an office worker can act on."""

from datetime import date

import docx
import pytest

from gongwei.reports.document import TEMPLATE, document
from gongwei.reports.progress import draft
from gongwei.reports.template import TemplateError
from tests.reports.books import JULY, YONGZHOU, yongzhou


@pytest.fixture(scope="module")
def report():
    return draft(yongzhou(), YONGZHOU.code, JULY, issued=date(2019, 8, 5))


def edited(folder, old: str, new: str):
    """The shipped template with the first paragraph that says `old` changed to `new`."""
    with TEMPLATE.open("rb") as shipped:
        template = docx.Document(shipped)
    paragraph = next(p for p in template.paragraphs if old in p.text)
    paragraph.runs[0].text = paragraph.text.replace(old, new)
    template.save(folder / "本局模板.docx")
    return folder / "本局模板.docx"


def refused(report, path) -> str:
    with pytest.raises(TemplateError) as caught:
        document(report, path)
    message = str(caught.value)
    assert message.startswith("模板「")
    return message


@pytest.mark.parametrize(
    ("old", "new", "name", "near", "known"),
    [
        ("{{ 落款 }}", "{{ 落款单位 }}", "落款单位", "“{{ 落款单位 }}”", "落款"),
        ("{{ 章.标题 }}", "{{ 章.题目 }}", "题目", "“{{ 章.序号 }}、{{ 章.题目 }}”", "各节、序号、标题"),
        ("{%p for 章 in 各章 %}", "{%p for 章 in 所有章 %}", "所有章", "“{%p for 章 in 所有章 %}”", "各章"),
        ("{%p if 节.标题 %}", "{%p if 节.题 %}", "题", "“{%p if 节.题 %}”", "内容、序号、标题"),
        ("{{ 成文日期 }}", "{{ 成文日期 }}{{ 科室 + '!' }}", "科室", "{{ 科室 + '!' }}", "成文日期"),
        ("{{ 落款 }}", "{{ 落款.__class__ }}", "__class__", "{{ 落款.__class__ }}", "无"),
    ],
)
def test_an_unknown_name(report, tmp_path, old, new, name, near, known):
    message = refused(report, edited(tmp_path, old, new))
    assert "本局模板.docx" in message
    assert f"没有名称「{name}」" in message
    assert near in message
    assert known in message.rpartition("名称")[2]


@pytest.mark.parametrize(
    ("old", "new", "near"),
    [
        ("{{ 落款 }}", "{{ 落款 }", "“{{ 落款 }”"),
        ("{{ 落款 }}", "{{ 落款", "“{{ 落款”"),
        ("{%p for 块 in 节.内容 %}", "", "{%p endfor %}"),
        ("{%p endfor %}", "", "“{%p for 段 in 开头 %}”"),
        ("{%p endif %}", "", "“{%p if 主送 %}”"),
        ("{%p for 段 in 开头 %}", "{%p for 段 开头 %}", "for 段 开头"),
        ("{{ 落款 }}", "{{ 落款|大写 }}", "{{ 落款|大写 }}"),
    ],
)
def test_a_broken_tag(report, tmp_path, old, new, near):
    message = refused(report, edited(tmp_path, old, new))
    assert "标记不完整或写错" in message
    assert near in message


def test_no_word_file(report, tmp_path):
    (tmp_path / "模板.docx").write_bytes(b"nothing")
    assert "不是可以打开的 .docx 文件" in refused(report, tmp_path / "模板.docx")
    assert "不是可以打开的 .docx 文件" in refused(report, tmp_path / "没有.docx")


def test_a_missing_style(report, tmp_path):
    with TEMPLATE.open("rb") as shipped:
        template = docx.Document(shipped)
    template.styles["公文正文"].name = "我的正文"
    template.save(tmp_path / "模板.docx")
    assert "缺少样式「公文正文」" in refused(report, tmp_path / "模板.docx")


def test_a_bureau_may_add_words_and_change_styles(report, tmp_path):
    path = edited(tmp_path, "{{ 落款 }}", "{{ 落款 }}(印章),数据截至{{ 截至日期 }}")
    template = docx.Document(path)
    template.styles["公文正文"].font.size = 190500
    template.save(path)
    made = tmp_path / "汇报.docx"
    made.write_bytes(document(report, path))
    assert "永州市卫生健康委员会(印章),数据截至2019年7月31日" in [p.text for p in docx.Document(made).paragraphs]
