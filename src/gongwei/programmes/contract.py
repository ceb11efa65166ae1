"""家庭医生签约: a resident's contract with a family doctor team, an enrolment of one year."""

from datetime import date

from gongwei.definition.expression import RESIDENT
from gongwei.definition.programme import Programme
from gongwei.definition.source import Source

ID = "contract"
SOURCE = Source("关于推进家庭医生签约服务高质量发展的指导意见", date(2022, 3, 3))

PROGRAMME = Programme(id=ID, name="家庭医生签约服务", source=SOURCE, eligible=RESIDENT)
