"""老年人: everyone of 65 and over, one complete health exam with guidance a year."""

from gongwei.concepts.health_exam import COMPLETE_EXAMS, EXAMS, OLDER
from gongwei.concepts.sources import SPEC_2017
from gongwei.definition.calendar import AS_OF, IN_YEAR, YEAR_END
from gongwei.definition.composing import age_on
from gongwei.definition.expression import OTHERWISE, RESIDENT, visits
from gongwei.definition.indicator import Proportion, Ratio
from gongwei.definition.programme import Programme
from gongwei.definition.schedule import DueRule, Schedule

SOURCE = SPEC_2017.section("老年人健康管理服务规范")
TCM_SOURCE = SPEC_2017.section("中医药健康管理服务规范")

is_older = age_on(AS_OF) >= OLDER.in_force(AS_OF)
exams_this_year = EXAMS.within(IN_YEAR)
complete_exams_this_year = COMPLETE_EXAMS.within(IN_YEAR)

management = Proportion(
    id="older_people.management", name="老年人健康管理率", source=SOURCE,
    of=is_older,
    outcomes={
        "已管理": complete_exams_this_year.exist,
        "体检不完整": exams_this_year.exist,
        "未体检": OTHERWISE,
    },
    counts={"已管理"},
)
coverage = Ratio(
    id="older_people.coverage", name="65岁及以上老年人健康管理率(统计口径)", source=SOURCE, numerator=management, over="65+"
)
tcm = Proportion(
    id="older_people.tcm", name="老年人中医药健康管理率", source=TCM_SOURCE,
    of=is_older,
    outcomes={"已辨识": visits("tcm_constitution").within(IN_YEAR).exist, "未辨识": OTHERWISE},
    counts={"已辨识"},
)

yearly_exam = Schedule(
    id="older_people.exam", name="老年人健康体检", source=SOURCE, form="health_exam",
    of=RESIDENT & is_older & ~complete_exams_this_year.exist,
    rules=(
        DueRule(exams_this_year.exist, YEAR_END, "65岁及以上,今年的体检缺项,需补齐"),
        DueRule(OTHERWISE, YEAR_END, "65岁及以上,今年尚未体检"),
    ),
    opens=366,
)

PROGRAMME = Programme(
    id="older_people", name="老年人健康管理", source=SOURCE,
    eligible=RESIDENT & is_older,
    schedules=(yearly_exam,),
    indicators=(management, coverage, tcm),
    parameters=(OLDER,),
)
