"""Why a file is not read: one exception, one list of reasons, each a sentence that says what to do."""

from collections.abc import Mapping

from gongwei.definition.message import Message

REASONS: Mapping[str, Message] = {
    "absent": Message("文件打不开:请核对路径和权限"),
    "empty": Message("文件里没有文字"),
    "too_large": Message("文件过大:Word 和 PDF 文件以 100 MB 为限,请压缩其中的图片或拆分后再查"),
    "too_long": Message("文字过长:以 200 万字、3000 页为限,请拆分后再查"),
    "too_heavy": Message("文件解开后过大,不像一份正常的报告,未予读取"),
    "too_slow": Message("读取用时或占用内存过多,已停止:文件可能已损坏,请在 Word 或 WPS 中打开后另存一份再查"),
    "damaged": Message("文件已损坏,无法读取:请在 Word 或 WPS 中打开后另存一份再查"),
    "locked": Message("文件有密码保护,无法读取:请去除密码后再查"),
    "declares_entities": Message("文件中含有外部引用声明(DTD),正常的 Word 文件没有,未予读取"),
    "encoding": Message("文字编码无法识别:请存为 UTF-8 或 GB18030 编码的文本"),
    "scan": Message("PDF 是扫描件,没有文字层:请先做文字识别(OCR),或提供 Word 原稿"),
    "garbled": Message("PDF 的文字无法还原(字体没有字符对照表):请提供 Word 原稿"),
    "old_word": Message("这是旧版 Word(.doc)或 WPS(.wps)文件:请在 Word 或 WPS 中另存为 .docx 后再查"),
    "workbook": Message("这是表格(Excel)文件:请把要查的文字放进 .docx、.pdf 或 .txt"),
    "slides": Message("这是演示文稿:请把要查的文字放进 .docx、.pdf 或 .txt"),
    "rich_text": Message("这是 RTF 文件:请在 Word 或 WPS 中另存为 .docx 后再查"),
    "other_office": Message("这是 ODT、OFD 等其他文档或压缩包:请在 WPS 中另存为 .docx 或 .pdf 后再查"),
    "picture": Message("这是图片:请先做文字识别(OCR),存为文字后再查"),
    "binary": Message("无法识别的文件格式:能读 .docx、.pdf、.txt 和 .md"),
    "not_word": Message("只有 .docx 文件可以加批注"),
    "same_file": Message("批注须写到另一个文件,不能覆盖原文件"),
    "not_written": Message("批注文件写不进去:请核对路径和权限"),
    "other_text": Message("文件在核对之后有改动,批注对不上位置:请重新核对"),
}


class Unreadable(ValueError):
    """A file is refused; `reason` is a key of REASONS, `message` the sentence for people."""

    def __init__(self, reason: str) -> None:
        self.reason, self.message = reason, REASONS[reason]
        super().__init__(self.message)
