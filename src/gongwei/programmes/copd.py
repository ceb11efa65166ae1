"""慢阻肺: people of 35 and over with chronic obstructive pulmonary disease (national since September 2024)."""

from datetime import date

from gongwei.concepts import measurements as m
from gongwei.concepts.management import enrolled
from gongwei.definition.expression import RESIDENT, visits
from gongwei.definition.form import Field, Form, Kind
from gongwei.definition.programme import Programme
from gongwei.definition.source import Source

ID = "copd"
SOURCE = Source("慢性阻塞性肺疾病患者健康服务规范(试行)", date(2024, 9, 13))

followup = Form(
    id="copd_followup", title="慢性阻塞性肺疾病患者随访服务记录表", programme=ID, source=SOURCE,
    fields=(
        m.text("symptoms", "症状"), m.text("smoking", "吸烟情况", carried=True), m.text("lung_function", "肺功能"),
        m.text("adherence", "用药依从性"), m.text("class", "此次随访分类"), m.text("drugs", "用药情况", carried=True),
        m.text("referral", "转诊"), Field("next_date", "下次随访日期", Kind.DATE),
    ),
)

PROGRAMME = Programme(
    id=ID, name="慢阻肺患者健康管理", source=SOURCE,
    eligible=RESIDENT & enrolled(ID),
    services=visits(followup.id), forms=(followup,),
)
