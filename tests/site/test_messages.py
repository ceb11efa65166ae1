"""What users read: Chinese by default, English on request, and no word that is missing in either."""

import ast
import gettext
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from babel.messages import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.utils import translation

from gongwei.concepts.identity_number import read_identity_number
from gongwei.definition.message import Message, said
from gongwei.programmes.registry import FORMS
from gongwei.site.cli.commands import gongwei
from tests.architecture.source import PACKAGE, modules, tree

LOCALE = PACKAGE / "locale"
OURS, CLICKS = LOCALE / "en" / "LC_MESSAGES" / "django.po", LOCALE / "zh_CN" / "LC_MESSAGES" / "messages.po"
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
PERCENT = re.compile(r"%\(\w+\)[a-z]")
BRACES = re.compile(r"\{\w*(?:[:!][^{}]*)?\}")


def every_command(group: click.Group, before: str = "") -> Iterator[str]:
    """All commands, the groups among them, as they are typed."""
    yield before
    for name, command in group.commands.items():
        typed = f"{before} {name}".strip()
        yield from every_command(command, typed) if isinstance(command, click.Group) else [typed]


COMMANDS = tuple(every_command(gongwei))


def wrapped(source: ast.Module, *names: str) -> Iterator[ast.Call]:
    """The calls that hand a text to be translated."""
    for node in ast.walk(source):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield node


def text(call: ast.Call) -> str | None:
    """The text that a call hands over; None when it is put together, which no catalogue can hold."""
    return call.args[0].value if isinstance(call.args[0], ast.Constant) else None


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parents[1].name)


def forms(said: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said)


def translations(catalogue: Catalog) -> dict[str, tuple[str, ...]]:
    """Text → what it is translated to; texts without a translation, or with a doubtful one, are absent."""
    return {forms(message.id)[0]: forms(message.string) for message in catalogue
            if message.id and not message.fuzzy and all(forms(message.string))}


def placeholders(words: str) -> set[str]:
    """What is filled in: `{name}` or `%(name)s`; no text mixes them, `{{ … }}` belongs to templates of documents."""
    return set(PERCENT.findall(words)) or set(BRACES.findall(words.replace("{{", "").replace("}}", "")))


def our_texts() -> dict[str | None, str]:
    """Every text of ours → where it stands."""
    return {text(call): f"{path.relative_to(PACKAGE)}:{call.lineno}" for path in modules()
            for call in wrapped(tree(path), "_", "Message")}


def clicks_texts() -> set[str]:
    calls = (call for path in Path(click.__file__).parent.glob("*.py") for call in wrapped(tree(path), "_", "ngettext"))
    return {found for call in calls if (found := text(call))}


def test_every_text_of_ours_is_plain_and_has_an_english_translation():
    texts, translated = our_texts(), translations(read(OURS))
    assert len(texts) > 200
    assert not [place for found, place in texts.items() if found is None], "put together: a catalogue cannot hold it"
    assert not {found: place for found, place in texts.items() if found not in translated}, "run `make messages`, translate"
    assert not set(translated) - set(texts), "said nowhere: run `make messages`"


def test_every_text_of_click_has_a_chinese_translation():
    assert len(clicks_texts()) > 50
    assert not clicks_texts() - set(translations(read(CLICKS)))


def test_english_is_english_and_chinese_is_chinese():
    assert not [words for words in translations(read(OURS)).values() if CHINESE.search("".join(words))]
    assert not [found for found in our_texts() if found and re.search(r"\w", BRACES.sub("", found)) and not CHINESE.search(found)]
    assert not [words for words in translations(read(CLICKS)).values() if not CHINESE.search("".join(words))]


@pytest.mark.parametrize("path", [OURS, CLICKS], ids=["ours", "click's"])
def test_the_same_is_filled_in(path):
    catalogue = read(path)
    wanted = {forms(message.id): set().union(*map(placeholders, forms(message.id))) for message in catalogue if message.id}
    assert any(wanted.values())
    for texts, allowed in wanted.items():
        for words in forms(catalogue[texts[0]].string):
            found = placeholders(words)
            assert found == allowed or (len(texts) > 1 and found <= allowed), texts


@pytest.mark.parametrize("path", [OURS, CLICKS], ids=["ours", "click's"])
def test_the_compiled_catalogue_says_the_same(path):
    with path.with_suffix(".mo").open("rb") as file:
        compiled = translations(read_mo(file))
    assert compiled == translations(read(path)), "run `make messages`"


@pytest.mark.parametrize(("words", "found"), [
    ("{a}:{b:%Y-%m-%d}", {"{a}", "{b:%Y-%m-%d}"}), ("%(what)s,见 {{ 名称 }}", {"%(what)s"}), ("{value!r}", {"{value!r}"}),
    ('如 {"lmp": "2025-01-01"}', set()),
])
def test_placeholders_are_seen(words, found):
    assert placeholders(words) == found


def test_texts_are_seen():
    source = ast.parse('_("好")\n_(f"{x}好")\nMessage("坏", x=1)\nfor _ in range(3): other("远")')
    assert [text(call) for call in wrapped(source, "_", "Message")] == ["好", None, "坏"]


def test_a_message_is_chinese_and_can_be_said_in_english():
    problem = FORMS["hypertension_followup"].by_name["sbp"].read("1400").problem
    (number,) = read_identity_number("1").disagreements(None, 0)
    assert problem.message == "收缩压:1400 超出可能的范围 50–300mmHg,请核对" and number == "身份证号应为 18 位"
    with translation.override("en"):
        assert said(problem.message, translation.gettext) == (
            "收缩压: 1400 is outside the possible range 50–300mmHg; please check")
        assert said(number, translation.gettext) == "The identity number should have 18 characters"
        assert said("照原样", translation.gettext) == "照原样"


def test_what_was_entered_is_never_taken_for_a_placeholder():
    message = Message("「{entry}」不是数字", entry="{x}")
    assert message == "「{x}」不是数字"
    assert said(message, lambda template: template.replace("不是数字", "is no number")) == "「{x}」is no number"


ALL_HELP = """
from gongwei.site.cli import main
for command in {commands!r}:
    try:
        main([*{options!r}, *command.split(), "--help"])
    except SystemExit as end:
        assert not end.code, command
"""


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    kept = {name: value for name, value in os.environ.items() if name not in ("LANGUAGE", "LANG", "LC_ALL", "GONGWEI_LANGUAGE")}
    return subprocess.run([sys.executable, *arguments], env={**kept, "PYTHONUTF8": "1", **environment}, text=True,
                          capture_output=True)


def test_help_is_chinese_by_default():
    said = run("-c", ALL_HELP.format(commands=COMMANDS, options=[]))
    assert not said.returncode, said.stderr
    assert said.stdout.count("用法:") == len(COMMANDS) == said.stdout.count("显示本说明后退出。")
    assert not re.findall(r"Usage|Options:|Commands:|[Ss]how this|default:|required", said.stdout)
    for line in re.findall(r"^  (?:-\S|--\S|[a-z]+  ).*", said.stdout, re.MULTILINE):
        assert CHINESE.search(line) or "[" in line or line.rstrip().endswith(("PATH", "DIRECTORY", "FILE", "DAY")), line


def test_help_is_english_on_request():
    said = run("-c", ALL_HELP.format(commands=COMMANDS, options=["--language", "en"]))
    assert not said.returncode, said.stderr
    assert said.stdout.count("Usage:") == len(COMMANDS)
    assert not CHINESE.search(said.stdout.replace("卫生健康重点工作", "")), "beside what a Chinese document is about"


WRONG = """
import sys
from gongwei.site.cli import main
for arguments in {each!r}:
    try:
        main(arguments)
    except SystemExit as end:
        print(f"\\f{{end.code}}", end="\\f", file=sys.stderr)
"""
ERRORS = [
    (["people"], "错误:缺少参数 'ID'。", "Error: Missing argument 'ID'."),
    (["due"], "错误:缺少选项 '--unit'。", "Error: Missing option '--unit'."),
    (["due", "--on", "x"], "'--on' 的值无效:「x」不是日期,应写作 2025-10-31", "Invalid value for '--on': “x” is not a date"),
    (["nothing"], "错误:没有命令 'nothing'。", "Error: No such command 'nothing'."),
    (["--home"], "错误:选项 '--home' 须带 1 个值。", "Error: Option '--home' requires an argument."),
]


@pytest.mark.parametrize("language", ["", "en"])
def test_errors_are_in_the_language_asked_for(language):
    said = run("-c", WRONG.format(each=[arguments for arguments, *_words in ERRORS]), GONGWEI_LANGUAGE=language)
    texts, codes = said.stderr.split("\f")[:-1:2], said.stderr.split("\f")[1::2]
    assert codes == ["2"] * len(ERRORS), said.stderr
    for (arguments, chinese, english), text in zip(ERRORS, texts, strict=True):
        if language == "en":
            assert english in text
        else:
            assert chinese.rstrip("。") in text
            assert "说明见:gongwei" in text or arguments == ["--home"]


def test_an_unknown_language_is_refused():
    said = run("-m", "gongwei.site.cli", "--language", "fr", "init")
    assert said.returncode == 2 and "'--language' 的值无效" in said.stderr


def test_programs_we_start_speak_the_same_language(monkeypatch):
    from gongwei.site import cli

    for name in ("LANGUAGE", "GONGWEI_LANGUAGE"):
        monkeypatch.setenv(name, "zh")
    cli.speak("en")
    assert (os.environ["GONGWEI_LANGUAGE"], gettext.gettext("Usage:")) == ("en", "Usage:")
    cli.speak("zh")
    assert (os.environ["GONGWEI_LANGUAGE"], gettext.gettext("Usage:")) == ("zh", "用法:")
