"""0~6岁儿童: visits at set ages from the newborn home visit to six years."""

from gongwei.concepts import measurements as m
from gongwei.concepts.sources import SPEC_2017
from gongwei.definition.calendar import AS_OF
from gongwei.definition.composing import age_on
from gongwei.definition.expression import RESIDENT, visits
from gongwei.definition.form import Field, Form, Kind
from gongwei.definition.programme import Programme

ID = "child"
SOURCE = SPEC_2017.section("0~6岁儿童健康管理服务规范")

KINDS = (
    ("newborn", "新生儿访视"), ("full_month", "满月"),
    *((f"month{age}", f"{age}月龄") for age in (3, 6, 8, 12, 18, 24, 30, 36)),
    *((f"year{age}", f"{age}岁") for age in (4, 5, 6)),
)

child_visit = Form(
    id="child_visit", title="儿童健康检查记录表", programme=ID, source=SOURCE,
    fields=(
        Field("kind", "访视类别", Kind.CODE, choices=KINDS),
        m.WEIGHT, m.number("height", "身长/身高", "cm", (20, 250), (40, 140)),
        m.number("head", "头围", "cm", (20, 70), (30, 56)), m.HAEMOGLOBIN,
        m.text("hearing", "听力"), m.text("vision", "视力"), m.text("feeding", "喂养", carried=True),
        m.text("warning_signs", "发育评估"), m.text("guidance", "指导"), m.text("referral", "转诊"),
        Field("next_date", "下次随访日期", Kind.DATE),
    ),
)

PROGRAMME = Programme(
    id=ID, name="0~6岁儿童健康管理", source=SOURCE,
    eligible=RESIDENT & (age_on(AS_OF) <= 6),
    services=visits(child_visit.id), forms=(child_visit,),
)
