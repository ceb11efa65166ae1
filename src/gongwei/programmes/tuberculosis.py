"""肺结核: patients notified by the designated hospital, followed through their treatment."""

from gongwei.concepts import measurements as m
from gongwei.concepts.management import enrolled
from gongwei.concepts.sources import SPEC_2017
from gongwei.definition.expression import RESIDENT, visits
from gongwei.definition.form import Field, Form, Kind
from gongwei.definition.programme import Programme

ID = "tuberculosis"
SOURCE = SPEC_2017.section("肺结核患者健康管理服务规范")

first_visit = Form(
    id="tb_first_visit", title="肺结核患者第一次入户随访记录表", programme=ID, source=SOURCE,
    fields=(
        m.text("patient_type", "患者类型"), m.text("sputum", "痰菌情况"), m.text("drug_resistance", "耐药情况"),
        m.text("symptoms", "症状及体征"), m.text("regimen", "化疗方案", carried=True),
        m.text("supervisor", "督导人员", carried=True), m.text("living_conditions", "家庭居住环境评估"),
        Field("next_date", "下次随访日期", Kind.DATE),
    ),
)
followup = Form(
    id="tb_followup", title="肺结核患者随访服务记录表", programme=ID, source=SOURCE,
    fields=(
        Field("month", "治疗月序", Kind.INTEGER, "月", (0, None)), m.text("supervisor", "督导人员", carried=True),
        m.text("symptoms", "症状及体征"), m.text("regimen", "化疗方案", carried=True),
        Field("missed_doses", "漏服药次数", Kind.INTEGER, "次", (0, None)), m.text("adverse_reaction", "药物不良反应"),
        m.text("complication", "并发症或合并症"), m.text("referral", "转诊"), Field("next_date", "下次随访日期", Kind.DATE),
    ),
)

PROGRAMME = Programme(
    id=ID, name="肺结核患者健康管理", source=SOURCE,
    eligible=RESIDENT & enrolled(ID),
    services=visits(first_visit.id, followup.id), forms=(first_visit, followup),
    attributes=(
        Field("notified_on", "通知日期", Kind.DATE),
        Field("doses_due", "应服药次数", Kind.INTEGER, "次", (0, None)),
        Field("doses_taken", "实际服药次数", Kind.INTEGER, "次", (0, None)),
    ),
)
