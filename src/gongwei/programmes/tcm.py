"""中医药: the constitution questionnaire from 65 years, guidance to parents of small children."""

from gongwei.concepts import measurements as m
from gongwei.concepts.sources import SPEC_2017
from gongwei.definition.expression import RESIDENT, visits
from gongwei.definition.form import Field, Form, Kind
from gongwei.definition.programme import Programme

ID = "tcm"
SOURCE = SPEC_2017.section("中医药健康管理服务规范")

constitution = Form(
    id="tcm_constitution", title="老年人中医药健康管理服务记录表", programme=ID, source=SOURCE,
    fields=(
        *(Field(f"q{item}", f"第{item}题", Kind.INTEGER, "分", (1, 5)) for item in range(1, 34)),
        m.text("constitution", "体质辨识"), m.text("guidance", "中医药保健指导"),
    ),
)
child = Form(
    id="tcm_child", title="儿童中医药健康指导记录表", programme=ID, source=SOURCE,
    fields=(Field("months", "月龄", Kind.INTEGER, "月", (0, 84)), m.text("guidance", "中医药健康指导")),
)

PROGRAMME = Programme(
    id=ID, name="中医药健康管理", source=SOURCE,
    eligible=RESIDENT,
    services=visits(constitution.id, child.id), forms=(constitution, child),
)
