"""Words to the user from where no framework is known: in Chinese, and still translatable where they are shown."""

from collections.abc import Callable


class Message(str):
    """Chinese words that remember the template and the values they were made of.

    `Message("「{entry}」不是数字", entry=text)`. Templates are gathered into the catalogues like those in `_()`.
    """

    def __new__(cls, template: str, /, **values: object) -> "Message":
        message = super().__new__(cls, template.format(**values))
        message.template, message.values = template, values
        return message


def said(message: str, gettext: Callable[[str], str]) -> str:
    """A message in the language of `gettext`, the messages in it too; any other text as it is."""
    if not isinstance(message, Message):
        return message
    values = {name: said(value, gettext) if isinstance(value, str) else value for name, value in message.values.items()}
    return gettext(message.template).format(**values)
