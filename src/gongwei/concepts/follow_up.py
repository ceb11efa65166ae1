"""What the follow-up forms of the long-term programmes share."""

from gongwei.definition.expression import Expression
from gongwei.definition.form import Field, Kind

from .measurements import text

SYMPTOMS = text("symptoms", "症状")
LIFESTYLE = (
    Field("smoking", "日吸烟量", Kind.TEXT, "支", carried=True),
    Field("drinking", "日饮酒量", Kind.TEXT, "ml", carried=True),
    Field("exercise", "运动(次/周 × 分钟)", Kind.TEXT, carried=True),
)
PSYCHOLOGY = text("psychology", "心理调整")
COMPLIANCE = text("compliance", "遵医行为")
ADHERENCE = Field(
    "adherence", "服药依从性", Kind.CODE,
    choices=(("regular", "规律"), ("interrupted", "间断"), ("none", "不服药"), ("not_needed", "无需服药")),
)
ADVERSE_REACTION = text("adverse_reaction", "药物不良反应")
COMPLICATION = text("complication", "新发或加重的并发症")
CLASS = Field(
    "class", "此次随访分类", Kind.CODE,
    choices=(("controlled", "控制满意"), ("uncontrolled", "控制不满意"), ("adverse_reaction", "不良反应"),
             ("complication", "并发症"), ("emergency", "危急")),
)
DRUGS = text("drugs", "用药情况", carried=True)
REFERRAL = text("referral", "转诊原因与机构")
NEXT_DATE = Field("next_date", "下次随访日期", Kind.DATE)

NONE_SAID = ("无", "none", "no", "0", "否", "没有")
"""How "none" is written in a text field."""


def said(field: Expression) -> Expression:
    """Something was written other than that there is none."""
    return field.known & ~field.is_in(NONE_SAID)
