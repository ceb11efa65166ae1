"""Templates that an office worker edits: filled by docxtpl, and whatever is wrong in them said in Chinese."""

import re
from collections.abc import Mapping
from pathlib import Path
from zipfile import BadZipFile

import jinja2
from django.utils.translation import gettext as _
from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2.sandbox import SandboxedEnvironment

SHORTEST = 40
BLOCK = re.compile(r"{%-?(?:p|r|tr|tc)?\s*(end)?(for|if)\b")
LINES_BEFORE = 3
"""Lines that docxtpl shows before the one with the mistake."""
TAG = re.compile(r"{[{%#].*?(?:[}%#]}|$)")


class TemplateError(ValueError):
    """A template cannot be used; the message names it and says what to mend where."""

    def __init__(self, template: str, what: str) -> None:
        super().__init__(_("模板「%(template)s」:%(what)s") % {"template": template, "what": what})


class _UnknownName(jinja2.UndefinedError):
    def __init__(self, name: str, known: list[str], of: bool) -> None:
        super().__init__(name)
        self.name, self.known, self.of = name, known, of


def open_template(path: Path) -> DocxTemplate:
    """The template as docxtpl has it. Raises TemplateError for what is no .docx file."""
    template = DocxTemplate(path)
    try:
        template.init_docx()
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, OSError) as error:
        raise TemplateError(path.name, _("不是可以打开的 .docx 文件")) from error
    return template


def fill(template: DocxTemplate, path: Path, context: Mapping[str, object]) -> None:
    """Fill the template in place. Raises TemplateError for an unknown name or a broken tag."""
    texts = [text for part in _parts(template) for text in part]  # before filling replaces them
    environment = SandboxedEnvironment(undefined=_undefined(context), autoescape=True)
    try:
        template.render(dict(context), environment, autoescape=True)
    except _UnknownName as error:
        raise TemplateError(path.name, _unknown(error, texts)) from error
    except (jinja2.TemplateSyntaxError, jinja2.TemplateRuntimeError) as error:
        raise TemplateError(path.name, _broken(error, texts)) from error
    except jinja2.TemplateError as error:
        raise TemplateError(path.name, _("标记无法执行:%(what)s") % {"what": error}) from error


def _undefined(context: Mapping[str, object]) -> type[jinja2.Undefined]:
    """What stands for a name that does not exist: any use of it raises _UnknownName with the names there are."""

    class Undefined(jinja2.StrictUndefined):
        def _fail_with_undefined_error(self, *args, **kwargs):
            owner = self._undefined_obj
            inside = owner is not jinja2.utils.missing
            known = owner if inside and isinstance(owner, Mapping) else {} if inside else context
            raise _UnknownName(str(self._undefined_name), sorted(known), inside)

        __iter__ = __str__ = __len__ = __bool__ = __eq__ = __ne__ = __hash__ = _fail_with_undefined_error
        __add__ = __radd__ = __call__ = __getitem__ = __lt__ = __gt__ = __html__ = _fail_with_undefined_error

        def __getattr__(self, name: str):
            if name[:2] == "__":
                raise AttributeError(name)
            return self._fail_with_undefined_error()

    return Undefined


def _unknown(error: _UnknownName, texts: list[str]) -> str:
    name = re.compile(rf"(?<!\w){re.escape(error.name)}(?!\w)")
    near = [text for text in texts if any(name.search(tag) for tag in TAG.findall(text))]
    said = {"name": error.name, "near": _quoted(near), "known": "、".join(error.known) or _("无")}
    if error.of:
        return _("没有名称「%(name)s」,见段落%(near)s;此处可用的名称:%(known)s") % said
    return _("没有名称「%(name)s」,见段落%(near)s;可用的名称:%(known)s") % said


def _broken(error: jinja2.TemplateError, texts: list[str]) -> str:
    context = [line.strip() for line in getattr(error, "docx_context", ())]
    at = context[min(LINES_BEFORE, error.lineno - 1, len(context) - 1)] if context else ""
    near = [text for text in texts if _unclosed(text)] or _unpaired(texts) or ([at] if at else _quoting(error, texts))
    return _("标记不完整或写错,见段落%(near)s。名称写作 {{ 名称 }};for 与 endfor、if 与 endif 须成对") % {
        "near": _quoted(near)
    }


def _quoting(error: jinja2.TemplateError, texts: list[str]) -> list[str]:
    """The paragraphs with what the error quotes: a filter within an `if` is missed only when it is run."""
    names = re.findall(r"'([^']+)'", str(error))
    return [text for text in texts if any(name in tag for name in names for tag in TAG.findall(text))]


def _unclosed(text: str) -> bool:
    return text.count("{{") != text.count("}}") or text.count("{%") != text.count("%}")


def _unpaired(texts: list[str]) -> list[str]:
    """The paragraphs whose for or if has no end, or whose end has no beginning."""
    open_: list[tuple[str, str]] = []
    for text in texts:
        for end, word in BLOCK.findall(text):
            if not end:
                open_.append((word, text))
            elif not open_ or open_.pop()[0] != word:
                return [text]
    return [text for _word, text in open_[-1:]]


def _quoted(texts: list[str]) -> str:
    shown = [text if len(text) <= SHORTEST else text[:SHORTEST] + "…" for text in texts[:3]]
    return "、".join(f"“{text}”" for text in shown) or "“”"


def _parts(template: DocxTemplate) -> list[list[str]]:
    """The paragraphs of body, tables, headers and footers as text."""
    roots = [template.docx.element.body]
    for section in template.docx.sections:
        for part in (
            section.header,
            section.footer,
            section.even_page_header,
            section.even_page_footer,
            section.first_page_header,
            section.first_page_footer,
        ):
            if not part.is_linked_to_previous:
                roots.append(part._element)
    namespace = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    return [
        ["".join(t.text or "" for t in p.iter(f"{namespace}t")) for p in root.iter(f"{namespace}p")] for root in roots
    ]
