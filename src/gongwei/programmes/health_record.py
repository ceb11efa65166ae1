"""居民健康档案: the record of everyone who lives here half a year or longer, and the exam form that the others share."""

from gongwei.concepts import measurements as m
from gongwei.concepts.health_exam import ALWAYS_FILLED, EXAMS, FILLED_FOR_OLDER_PEOPLE
from gongwei.concepts.sources import HEALTH_RECORD_DATA_SET, SPEC_2017
from gongwei.definition.calendar import AS_OF, WITHIN_A_YEAR
from gongwei.definition.expression import ANY_SERVICE, OTHERWISE, RESIDENT, PersonField
from gongwei.definition.form import Form
from gongwei.definition.indicator import Count, Proportion, Ratio
from gongwei.definition.programme import Programme

SOURCE = SPEC_2017.section("居民健康档案管理服务规范")

has_record = PersonField("record_opened") <= AS_OF

basic_information = Form(
    id="basic_information", title="个人基本信息表", programme="health_record", source=HEALTH_RECORD_DATA_SET, service=False,
    fields=(
        m.text("blood_type", "血型 ABO", carried=True), m.text("rh", "RH", carried=True),
        m.text("allergies", "药物过敏史", carried=True), m.text("exposure", "暴露史", carried=True),
        m.text("past_diseases", "既往史(疾病与确诊日期)", carried=True), m.text("family_history", "家族史", carried=True),
        m.text("hereditary", "遗传病史", carried=True), m.text("disability", "残疾情况", carried=True),
        m.text("payment", "医疗费用支付方式", carried=True), m.text("occupation", "职业", carried=True),
        m.text("education", "文化程度", carried=True), m.text("marriage", "婚姻状况", carried=True),
        m.text("living_conditions", "生活环境", carried=True),
    ),
)

health_exam = Form(
    id="health_exam", title="健康体检表", programme="health_record", source=HEALTH_RECORD_DATA_SET,
    below=(m.PRESSURE_ORDER, ("dbp_right", "sbp_right")),
    fields=(
        m.text("symptoms", "症状"),
        m.TEMPERATURE, m.PULSE, m.RESPIRATION, m.SBP, m.DBP, m.SBP_RIGHT, m.DBP_RIGHT,
        m.HEIGHT, m.WEIGHT, m.WAIST, m.BMI,
        m.text("self_rated_health", "健康状态自我评估"), m.text("self_care", "生活自理能力自我评估"),
        m.text("cognition", "认知功能"), m.text("emotion", "情感状态"),
        m.text("exercise", "体育锻炼", carried=True), m.text("diet", "饮食习惯", carried=True),
        m.text("smoking", "吸烟情况", carried=True), m.text("drinking", "饮酒情况", carried=True),
        m.HAEMOGLOBIN, m.WHITE_CELLS, m.PLATELETS,
        m.text("urine_protein", "尿蛋白"), m.text("urine_sugar", "尿糖"), m.text("urine_ketone", "尿酮体"),
        m.text("urine_blood", "尿潜血"),
        m.FASTING_GLUCOSE, m.ALT, m.AST, m.BILIRUBIN, m.CREATININE, m.UREA,
        m.CHOLESTEROL, m.TRIGLYCERIDES, m.LDL, m.HDL,
        m.text("ecg", "心电图"), m.text("ultrasound", "腹部 B 超"),
        m.text("main_problems", "现存主要健康问题", carried=True),
        m.text("assessment", "健康评价"), m.text("guidance", "健康指导"),
    ),
)

use = Proportion(
    id="health_record.use", name="健康档案使用率", source=SOURCE,
    of=has_record,
    outcomes={
        "有动态记录": ANY_SERVICE.within(WITHIN_A_YEAR).exist,
        "无动态记录": OTHERWISE,
    },
    counts={"有动态记录"},
)
records = Count(id="health_record.records", name="健康档案建档人数", source=SOURCE, of=has_record)
electronic_records = Count(
    id="health_record.electronic_records", name="电子健康档案建档人数", source=SOURCE,
    of=has_record & PersonField("electronic").equals(True),
)
coverage = Ratio(id="health_record.coverage", name="健康档案建档率", source=SOURCE, numerator=records, over="all")
electronic = Ratio(
    id="health_record.electronic", name="电子健康档案建档率", source=SOURCE, numerator=electronic_records, over="all"
)

PROGRAMME = Programme(
    id="health_record", name="居民健康档案", source=SOURCE,
    eligible=RESIDENT,
    services=EXAMS,
    forms=(basic_information, health_exam),
    indicators=(use, records, electronic_records, coverage, electronic),
    parameters=(ALWAYS_FILLED, FILLED_FOR_OLDER_PEOPLE),
)
