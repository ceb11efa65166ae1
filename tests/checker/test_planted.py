"""A bureau's draft in Word with ten errors planted in it: all ten are found, commented, and nothing else is."""

from io import BytesIO

from docx import Document

from gongwei.checker import Severity, Verdict, check
from gongwei.checker.annotating import annotate
from gongwei.checker.reading import read_bytes

PARAGRAPHS = (
    "青溪县2024年基本公共卫生服务工作总结",
    "全县辖12个乡镇、148个行政村,年末常住人口412600人。现将2024年1月1日至9月31日的工作情况汇报如下:",
    "一、慢性病管理。全县管理高血压患者24815人,规范管理19604人,规范管理率79.00%,血压控制17371人,控制率70.00%;"
    "管理2型糖尿病患者8062人,规范管理6208人,规范管理率70.77%。",
    "二、老年人健康管理。65岁以上老年人任务32000人,完成26214人,完成率81.92%,比年度目标(75%)高9.62个百分点。",
    "三、“两癌”筛查。宫颈癌筛查任务9600人,完成9120人,完成率95.00%;查出异常312人,其中高级别病变41人、低级别病变271人。",
    "四、传染病防治。共报告法定传染病1284例,其中甲类0例、乙类402例、丙类873例,比上年(1175例)上升9.28%。",
    "五、家庭医生签约。签约居民168400人,签约率40.81%;重点人群签约由2023年的61.2%提高到68.5%,提高7.3个百分点。",
    "六、资金。共拨付补助资金412.6万元,其中中央330.1万元、省级57.8万元、县级24.7万元,合计422.6万元。",
    "七、培训。抓好三项工作:一是村医培训,二是慢病随访培训。全年培训6期,培训村医860人,合格817人,合格率96.00%。",
    "八、督导。对12个乡镇督导24次,发现问题186个,已整改168个,整改率93.23%。",
)
ROWS = (("乡镇", "应体检", "已体检", "体检率"), ("东河镇", "4120", "3502", "85.00%"), ("西岭镇", "3650", "2993", "82.00%"),
        ("南坪镇", "2980", "2384", "80.00%"), ("合计", "10750", "8897", "82.60%"))
PLANTED = ("9月31日", "规范管理率70.77%", "高9.62个百分点", "1284例", "合计422.6万元", "三项工作", "合格率96.00%", "整改率93.23%", "8897", "82.60%")
"""Day, swapped digits, difference, classes, total, list, rate, swapped digits, the table's total, its rate."""


def draft() -> bytes:
    document = Document()
    document.add_heading(PARAGRAPHS[0], level=1)
    for paragraph in PARAGRAPHS[1:]:
        document.add_paragraph(paragraph)
    table = document.add_table(rows=0, cols=len(ROWS[0]))
    for row in ROWS:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    content = BytesIO()
    document.save(content)
    return content.getvalue()


def wrong(text: str):
    return [claim for claim in check(text) if claim.verdict is Verdict.INCONSISTENT]


def test_all_ten_are_found_and_nothing_else():
    found = wrong(read_bytes(draft(), "draft.docx").text)
    assert [claim.severity for claim in found] == [Severity.HARD] * len(PLANTED)
    assert [planted for planted, claim in zip(PLANTED, found, strict=True) if planted not in claim.quote] == []


def test_each_is_commented_in_word(tmp_path):
    source, target = tmp_path / "draft.docx", tmp_path / "commented.docx"
    source.write_bytes(draft())
    assert annotate(source, wrong(read_bytes(draft(), "draft.docx").text), target) == len(PLANTED)
    before, after = (Document(path) for path in (source, target))
    assert [paragraph.text for paragraph in after.paragraphs] == [paragraph.text for paragraph in before.paragraphs]
    assert sorted(comment.text for comment in after.comments) == sorted(
        str(claim.message) for claim in wrong(read_bytes(draft(), "draft.docx").text))


def test_mended_it_comes_out_clean():
    text = read_bytes(draft(), "draft.docx").text
    for planted, right in zip(PLANTED, ("9月30日", "规范管理率77.00%", "高6.92个百分点", "1275例", "合计412.6万元", "两项工作", "合格率95.00%",
                                        "整改率90.32%", "8879", "82.60%"), strict=True):
        assert planted in text
        text = text.replace(planted, right)
    assert wrong(text.replace("上升9.28%", "上升8.51%")) == []
