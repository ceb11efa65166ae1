"""The rules of suspicion, one registry. Each says what it looks at, why, and in one query what could be a hit."""

from collections.abc import Mapping
from datetime import date

from gongwei.definition.indicator import RELEASING_REASONS
from gongwei.definition.message import Message
from gongwei.definition.parameter import parameter
from gongwei.programmes.hypertension import OLDER_FROM, SBP_TARGET, SBP_TARGET_OLDER
from gongwei.programmes.registry import FORMS

from .judging import Digits, Low, Share
from .rule import ISSUED, OURS, Rule, rule

_ = Message

PARAMETERS = {one.id: one for one in (
    parameter("least_fields", 3, OURS, unit="项", since=ISSUED),
    parameter("visits_a_minute", 3, OURS, unit="次", since=ISSUED),
    parameter("night_from", 23, OURS, unit="时", since=ISSUED),
    parameter("night_to", 5, OURS, unit="时", since=ISSUED),
    parameter("visits_a_night", 15, OURS, unit="次", since=ISSUED),
    parameter("late_days", 30, OURS, unit="天", since=ISSUED),
    parameter("visits_a_day", 100, OURS, unit="次", since=ISSUED),
    parameter("hospital_days", 7, OURS, unit="天", since=ISSUED),
    parameter("beside_target", 5, OURS, unit="mmHg", since=ISSUED),
    parameter("closing_month", 12, OURS, unit="月", since=ISSUED),
    parameter("enrolling_month", 11, OURS, unit="月", since=ISSUED),
    parameter("before_deadline", 15, OURS, unit="天", since=ISSUED),
    parameter("sharing_a_phone", 10, OURS, unit="人", since=ISSUED),
    SBP_TARGET, SBP_TARGET_OLDER, OLDER_FROM,
)}
"""All that the queries below name as $parameter."""
FOLLOW_UPS = tuple(sorted(form for form in FORMS if form.endswith("_followup")))
"""Forms filled person by person; teams and campaigns fill the others."""
WITHDRAWN = tuple(reason for reason in RELEASING_REASONS if reason not in ("died", "transferred"))
"""Ends that take a person out of the rates and can be checked nowhere else."""


def in_force(parameters: Mapping[str, object], day: date) -> dict[str, object]:
    """The values of parameters on a day."""
    return {id: one.on(day) for id, one in parameters.items()}


SHARE = Share()
RULES: tuple[Rule, ...] = (
    rule(
        "zero_digits", _("血压末位偏零"), _("估读或编造的血压常取整十;电子血压计的末位均匀分布。"), _("面对面测得的收缩压、舒张压"),
        test=SHARE, alike=0.00032, least=60,
        trials="""SELECT provider AS owner, visit, resident, value % 10 = 0 AS hit
            FROM (SELECT *, unnest([sbp, dbp]) AS value FROM reading)""",
        say=lambda e: _("{period}该服务人员的 {trials} 个血压读数中 {hits} 个末位为 0({share}),同行中位 {peers}", **e),
    ),
    rule(
        "invented_digits", _("血压末位偏好"), _("人编数字有偏好;取偶、取整都不改变 2、4、6、8 之间和 1、3、7、9 之间的均匀。"),
        _("面对面测得的收缩压、舒张压,末位不为 0、5 的"), test=Digits(), alike=0.00018, least=60,
        trials="""SELECT provider AS owner, visit, resident, value % 10 NOT IN (0, 5) AS hit, (value % 10)::TINYINT AS digit
            FROM (SELECT *, unnest([sbp, dbp]) AS value FROM reading) WHERE value = floor(value)""",
        say=lambda e: _("{period}该服务人员的 {trials} 个末位不为 0、5 的血压读数中,末位 {value} 有 {hits} 个,偶数之间、奇数之间分布不匀", **e),
    ),
    rule(
        "copied_from_before", _("同一人读数照抄"), _("同一人隔一次随访,血压、心率、血糖全部相同极少见。"),
        _("同一服务人员对同一人先后两次随访的收缩压、舒张压、心率、空腹血糖(至少三项)"), test=SHARE, alike=0.00055,
        trials="""SELECT provider AS owner, visit, resident, readings = before AS hit FROM (
                SELECT *, lag(readings) OVER visits AS before, lag(day) OVER visits AS day_before FROM reading
                WHERE readings IS NOT NULL WINDOW visits AS (PARTITION BY provider, resident, form ORDER BY day, visit))
            WHERE day_before < day""",
        say=lambda e: _("{period}该服务人员的 {trials} 次复访中 {hits} 次的读数与上一次完全相同({share}),同行中位 {peers}", **e),
    ),
    rule(
        "copied_across", _("不同人读数雷同"), _("同一天几个人的血压、心率、血糖全部相同极少见。"),
        _("同一服务人员同一天所测各人的收缩压、舒张压、心率、空腹血糖(至少三项)"), test=SHARE, alike=2.6e-05,
        trials="""SELECT provider AS owner, visit, resident, resident <> first_value(resident) OVER (
                PARTITION BY provider, day, readings ORDER BY entered NULLS LAST, visit) AS hit
            FROM reading WHERE readings IS NOT NULL""",
        say=lambda e: _("{period}该服务人员测的 {trials} 次中 {hits} 次与当天另一人的读数完全相同({share}),同行中位 {peers}", **e),
    ),
    rule(
        "same_minute", _("一分钟内录入多次"), _("一次随访几分钟做不完;同一分钟录入多次是补录,或网络恢复后一并上传。"),
        _("各病种随访的录入时间"), test=SHARE, alike=0.0043,
        trials="""SELECT provider AS owner, visit, resident,
                count(*) OVER (PARTITION BY provider, date_trunc('minute', entered)) >= $visits_a_minute AS hit
            FROM service WHERE follow_up AND entered IS NOT NULL""",
        say=lambda e: _("{period}该服务人员的 {trials} 次随访中 {hits} 次是同一分钟录入 {visits_a_minute} 次以上的({share}),同行中位 {peers}", **e),
    ),
    rule(
        "night_entry", _("深夜成批录入"), _("服务在白天做;成批的深夜录入可能是编造,也可能是白天没有网络。"), _("各病种随访的录入时间"),
        test=SHARE, alike=0.01,
        trials="""SELECT provider AS owner, visit, resident, night IS NOT NULL
                AND count(*) OVER (PARTITION BY provider, night) >= $visits_a_night AS hit
            FROM (SELECT *, CASE WHEN hour(entered) >= $night_from THEN entered::DATE
                    WHEN hour(entered) < $night_to THEN entered::DATE - 1 END AS night
                FROM service WHERE follow_up AND entered IS NOT NULL)""",
        say=lambda e: _("{period}该服务人员的 {trials} 次随访中 {hits} 次在 {night_from} 时至次日 {night_to} 时成批录入(一夜 {visits_a_night} 次以上)"
                        "({share}),同行中位 {peers}", **e),
    ),
    rule(
        "late_entry", _("迟录"), _("隔很久才录入的内容难以核实。"), _("有录入时间的服务"), test=SHARE, alike=0.0058,
        trials="""SELECT provider AS owner, visit, resident, entered::DATE - day > $late_days AS hit
            FROM service WHERE entered IS NOT NULL""",
        say=lambda e: _("{period}该服务人员的 {trials} 次服务中 {hits} 次在 {late_days} 天以后才录入({share}),同行中位 {peers}", **e),
    ),
    rule(
        "crowded_day", _("一日随访过多"), _("一天一百次,是八小时里不到五分钟一次。"), _("各病种随访"), test=SHARE, alike=1e-12,
        trials="""SELECT provider AS owner, visit, resident,
                count(*) OVER (PARTITION BY provider, day) > $visits_a_day AS hit FROM service WHERE follow_up""",
        say=lambda e: _("{period}该服务人员的 {trials} 次随访中 {hits} 次在一天超过 {visits_a_day} 次的日子({share}),同行中位 {peers}", **e),
    ),
    rule(
        "distant_places", _("一日跨乡镇"), _("一人一天在几个乡镇面对面随访不合常情。"), _("面对面的各病种随访,按服务单位所在乡镇"),
        test=SHARE, alike=2e-05,
        trials="""SELECT provider AS owner, visit, resident, min(township) OVER one <> max(township) OVER one AS hit
            FROM service WHERE follow_up AND face_to_face WINDOW one AS (PARTITION BY provider, day)""",
        say=lambda e: _("{period}该服务人员的 {trials} 次面对面随访中 {hits} 次在一天之内跨了乡镇({share}),同行中位 {peers}", **e),
    ),
    rule(
        "after_death", _("死亡后仍有服务"), _("人已去世不能再接受服务;也可能是死亡日期或服务日期录错。"), _("全部服务与居住记录中的死亡"),
        test=SHARE, alike=2.8e-06, hits=1,
        trials="SELECT provider AS owner, visit, resident, coalesce(day > died, false) AS hit FROM service",
        say=lambda e: _("{period}该服务人员的 {trials} 次服务中 {hits} 次在服务对象去世之后({share}),同行中位 {peers}", **e),
    ),
    rule(
        "in_hospital", _("住院期间仍有面对面服务"), _("刚记录住院,几天内又有门诊或入户服务,应核对。"),
        _("面对面服务,与同一人此前几天内记录的住院(精神障碍随访或失访原因)"), test=SHARE, alike=0.01, hits=1,
        trials="""SELECT provider AS owner, visit, resident, EXISTS (FROM admission WHERE admission.resident = service.resident
                AND admission.day < service.day AND service.day <= admission.day + $hospital_days) AS hit
            FROM service WHERE face_to_face AND hospitalised IS DISTINCT FROM 'now'""",
        say=lambda e: _("{period}该服务人员的 {trials} 次面对面服务中 {hits} 次在记录住院后 {hospital_days} 天之内({share}),同行中位 {peers}", **e),
    ),
    rule(
        "below_target", _("收缩压紧贴达标线"), _("真实血压在达标线两侧平缓过渡;刚好达标的过多,可能是按标准填写。"),
        _("高血压随访中离达标线(140;65 岁起另看 150)不远的收缩压"), test=SHARE, alike=0.0068,
        trials="""SELECT provider AS owner, visit, resident, sbp < line AS hit FROM (
                SELECT *, unnest(CASE WHEN age_on(birth, day) >= $hypertension_older_from
                    THEN [$hypertension_sbp_target, $hypertension_sbp_target_older] ELSE [$hypertension_sbp_target] END) AS line
                FROM reading WHERE form = 'hypertension_followup')
            WHERE sbp >= line - $beside_target AND sbp < line + $beside_target""",
        say=lambda e: _("{period}该服务人员离达标线 {beside_target} mmHg 以内的 {trials} 个收缩压中 {hits} 个刚好低于线({share}),同行中位 {peers}", **e),
    ),
    rule(
        "little_variance", _("血压高低过于一致"), _("一群病人的血压有高有低;变化远小于同行,可能是编的。"), _("高血压随访的收缩压"),
        test=Low("""SELECT owner, count(*), stddev_samp(value), ln(nullif(var_samp(value), 0)), 2 / nullif(count(*) - 1, 0)
            FROM trials GROUP BY owner ORDER BY owner"""),
        alike=0.00067,
        trials="""SELECT provider AS owner, visit, resident, true AS hit, sbp AS value FROM reading
            WHERE form = 'hypertension_followup'""",
        say=lambda e: _("{period}该服务人员的 {trials} 个收缩压标准差只有 {value} mmHg,同行中位 {peers} mmHg", **e),
    ),
    rule(
        "nobodys_level", _("同一人前后读数无关"), _("每人有自己的血压水平,前后两次相关;随手编的数没有这种相关。"),
        _("同一服务人员对同一人先后两次高血压随访的收缩压"),
        test=Low("""SELECT owner, count(*), corr(value, before), atanh(greatest(-0.999, least(corr(value, before), 0.999))),
                1 / (count(*) - 3)
            FROM trials GROUP BY owner HAVING count(*) > 3 ORDER BY owner"""),
        alike=0.0064,
        trials="""SELECT provider AS owner, visit, resident, true AS hit, sbp AS value, before FROM (
                SELECT *, lag(sbp) OVER visits AS before, lag(day) OVER visits AS day_before FROM reading
                WHERE form = 'hypertension_followup' WINDOW visits AS (PARTITION BY provider, resident ORDER BY day, visit))
            WHERE day_before < day""",
        say=lambda e: _("{period}该服务人员 {trials} 次复访的收缩压与同一人上一次的相关系数只有 {value},同行中位 {peers}", **e),
    ),
    rule(
        "year_end_closures", _("年底集中结案"), _("年底把未管好的人以迁出、误诊结案,会抬高各项率。"), _("随访项目中以迁出、误诊为由的结案"),
        of="unit", test=SHARE, alike=0.0088, least=10,
        trials="""SELECT unit AS owner, enrolment AS visit, resident, month(ended) = $closing_month AS hit FROM managed
            WHERE ended BETWEEN $first AND $last AND end_reason IN $withdrawn""",
        say=lambda e: _("{period}该单位以迁出、误诊结案 {trials} 例,其中 {hits} 例在 {closing_month} 月({share}),同行中位 {peers}", **e),
    ),
    rule(
        "bulk_enrolment", _("年底突击建档纳管"), _("考核前集中纳入管理,当年已不必随访,管理人数却增加。"), _("随访项目的纳入管理"),
        of="unit", test=SHARE, alike=0.0043, least=10,
        trials="""SELECT unit AS owner, enrolment AS visit, resident, month(started) = $enrolling_month AS hit FROM managed
            WHERE started BETWEEN $first AND $last""",
        say=lambda e: _("{period}该单位纳入管理 {trials} 例,其中 {hits} 例在 {enrolling_month} 月({share}),同行中位 {peers}", **e),
    ),
    rule(
        "transfers_at_deadline", _("考核日前集中转出"), _("截止日前把人转出,责任随之转出。"), _("随访项目中以转出为由的结案"),
        of="unit", test=SHARE, alike=0.0087, least=10,
        trials="""SELECT unit AS owner, enrolment AS visit, resident, ended > $last - $before_deadline AS hit FROM managed
            WHERE ended BETWEEN $first AND $last AND end_reason = 'transferred'""",
        say=lambda e: _("{period}该单位转出 {trials} 例,其中 {hits} 例在截止前 {before_deadline} 天之内({share}),同行中位 {peers}", **e),
    ),
    rule(
        "shared_phone", _("多人共用一个电话"), _("许多人留同一个号码,电话核查找不到本人;也可能是村里代留。"), _("期末在册居民与其电话(号码不出库)"),
        of="unit", test=SHARE, alike=0.01,
        trials="""SELECT unit AS owner, NULL::VARCHAR AS visit, resident, sharing >= $sharing_a_phone AS hit FROM inhabitant""",
        say=lambda e: _("{period}该单位 {trials} 名居民中 {hits} 名与别人共用电话(一个号码 {sharing_a_phone} 人以上)({share}),同行中位 {peers}", **e),
    ),
)
RULE = {one.id: one for one in RULES}
