"""预防接种: doses given to children and other groups named by the schedule."""

from datetime import date

from gongwei.concepts import measurements as m
from gongwei.definition.expression import RESIDENT, visits
from gongwei.definition.form import Field, Form, Kind
from gongwei.definition.programme import Programme
from gongwei.definition.source import Source

ID = "immunisation"
SOURCE = Source("国家免疫规划疫苗儿童免疫程序及说明(2021年版)", date(2021, 2, 23))

vaccination = Form(
    id="vaccination", title="预防接种记录", programme=ID, source=SOURCE,
    fields=(
        m.text("vaccine", "疫苗"), Field("dose", "剂次", Kind.INTEGER, "", (1, None)), m.text("product", "产品"),
        m.text("batch", "批号"), m.text("site", "接种部位"),
        Field("outcome", "结果", Kind.CODE,
              choices=(("given", "已接种"), ("contraindicated", "禁忌"), ("deferred", "缓种"), ("refused", "拒绝"),
                       ("given_elsewhere", "外地接种"))),
        m.text("adverse_reaction", "不良反应"),
    ),
)

PROGRAMME = Programme(
    id=ID, name="预防接种", source=SOURCE,
    eligible=RESIDENT,
    services=visits(vaccination.id), forms=(vaccination,),
)
