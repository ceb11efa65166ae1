"""孕产妇: a pregnancy is an enrolment; antenatal visits, delivery, post-partum visits."""

from gongwei.concepts import measurements as m
from gongwei.concepts.management import enrolled
from gongwei.concepts.sources import SPEC_2017
from gongwei.definition.expression import RESIDENT, visits
from gongwei.definition.form import Field, Form, Kind
from gongwei.definition.programme import Programme

ID = "maternal"
SOURCE = SPEC_2017.section("孕产妇健康管理服务规范")

enrolment = m.text("enrolment", "本次妊娠")

antenatal_visit = Form(
    id="antenatal_visit", title="产前随访服务记录表", programme=ID, source=SOURCE,
    below=(m.PRESSURE_ORDER,),
    fields=(
        enrolment,
        Field("kind", "访视类别", Kind.CODE,
              choices=(("first", "第1次"), ("second", "第2次"), ("third", "第3次"), ("fourth", "第4次"),
                       ("fifth", "第5次"), ("other", "其他"))),
        Field("weeks", "孕周", Kind.INTEGER, "周", (0, 45)), m.WEIGHT, m.SBP, m.DBP,
        m.text("fundal_height", "宫底高度"), m.text("abdominal_girth", "腹围"), m.text("fetal_position", "胎位"),
        m.text("fetal_heart_rate", "胎心率"), m.HAEMOGLOBIN, m.text("urine_protein", "尿蛋白"),
        m.text("risk_grade", "风险评估分级"), m.text("assessment", "分类"), m.text("guidance", "指导"),
        m.text("referral", "转诊"), Field("next_date", "下次随访日期", Kind.DATE),
    ),
)
postpartum_visit = Form(
    id="postpartum_visit", title="产后访视及产后42天健康检查记录表", programme=ID, source=SOURCE,
    below=(m.PRESSURE_ORDER,),
    fields=(
        enrolment,
        Field("kind", "访视类别", Kind.CODE, choices=(("home", "产后访视"), ("day42", "产后42天检查"))),
        m.TEMPERATURE, m.SBP, m.DBP, m.text("breasts", "乳房"), m.text("lochia", "恶露"), m.text("uterus", "子宫"),
        m.text("wound", "伤口"), m.text("psychology", "心理状况"), m.text("assessment", "分类"),
        m.text("guidance", "指导"), m.text("referral", "转诊"),
    ),
)

PROGRAMME = Programme(
    id=ID, name="孕产妇健康管理", source=SOURCE,
    eligible=RESIDENT & enrolled(ID),
    services=visits(antenatal_visit.id, postpartum_visit.id), forms=(antenatal_visit, postpartum_visit),
    attributes=(
        Field("lmp", "末次月经", Kind.DATE), Field("edd", "预产期", Kind.DATE),
        Field("delivered_on", "分娩日期", Kind.DATE), Field("discharged_on", "出院日期", Kind.DATE),
        Field("live_births", "活产数", Kind.INTEGER, "人", (0, None)),
        Field("stillbirths", "死胎死产数", Kind.INTEGER, "人", (0, None)),
    ),
)
