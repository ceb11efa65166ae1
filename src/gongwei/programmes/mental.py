"""严重精神障碍: registered patients with a severe mental disorder; follow-ups on their own form."""

from gongwei.concepts import measurements as m
from gongwei.concepts.management import enrolled
from gongwei.concepts.sources import SPEC_2017
from gongwei.definition.expression import RESIDENT, visits
from gongwei.definition.form import Field, Form, Kind
from gongwei.definition.programme import Programme

ID = "mental"
SOURCE = SPEC_2017.section("严重精神障碍患者管理服务规范")

followup = Form(
    id="mental_followup", title="严重精神障碍患者随访服务记录表", programme=ID, source=SOURCE,
    fields=(
        Field("danger", "危险性评估", Kind.INTEGER, "级", (0, 5)),
        m.text("symptoms", "目前症状"),
        Field("insight", "自知力", Kind.CODE, choices=(("complete", "完全"), ("partial", "不全"), ("none", "缺失"))),
        m.text("sleep", "睡眠情况"), m.text("diet", "饮食情况"), m.text("social_functions", "社会功能情况"),
        Field("locked_up", "关锁情况", Kind.CODE,
              choices=(("none", "无关锁"), ("locked", "关锁"), ("released", "关锁已解除"))),
        Field("hospitalised", "住院情况", Kind.CODE,
              choices=(("never", "未住院"), ("earlier", "曾住院,现未住院"), ("now", "目前正在住院"))),
        m.text("lab_checks", "实验室检查"),
        Field("adherence", "服药依从性", Kind.CODE,
              choices=(("regular", "规律"), ("interrupted", "间断"), ("none", "不服药"), ("not_needed", "无需服药"))),
        m.text("adverse_reaction", "药物不良反应"), m.text("treatment_effect", "治疗效果"),
        Field("class", "此次随访分类", Kind.CODE,
              choices=(("unstable", "不稳定"), ("basically_stable", "基本稳定"), ("stable", "稳定"))),
        m.text("referral", "转诊"), m.text("drugs", "用药情况", carried=True),
        m.text("rehabilitation", "康复措施", carried=True), Field("next_date", "下次随访日期", Kind.DATE),
    ),
)

PROGRAMME = Programme(
    id=ID, name="严重精神障碍患者管理", source=SOURCE,
    eligible=RESIDENT & enrolled(ID),
    services=visits(followup.id), forms=(followup,),
    attributes=(
        Field("consent", "知情同意", Kind.CODE, choices=(("given", "同意"), ("refused", "不同意"))),
        m.text("diagnosis", "诊断"),
    ),
)
