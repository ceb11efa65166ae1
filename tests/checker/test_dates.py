"""The calendar, periods and units."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongwei.checker.claim import Claim, Kind, Severity
from gongwei.checker.language.mention import Passage, passage
from gongwei.checker.language.spelling import normalised
from gongwei.checker.rules.dates import dates

CONSISTENT, HARD, SOFT = ("consistent", None), ("inconsistent", Severity.HARD), ("inconsistent", Severity.SOFT)


def found(text: str) -> list[Claim]:
    common, start, passages = normalised(text), 0, list[Passage]()
    for line in common.split("\n"):
        passages.append(passage(line, start))
        start += len(line) + 1
    return list(dates(passages, common))


def verdicts(text: str) -> set[tuple[str, Severity | None]]:
    return {(claim.verdict.value, claim.severity) for claim in found(text)}


@pytest.mark.parametrize("text", [
    "请于9月31日前上报。", "2023年2月29日召开例会。", "2019年13月完成。", "6月28日-31日集中体检。", "2023年2月1日至2月29日。", "二〇二一年四月三十一日印发。",
    "2024-02-30上报。", "每日下午14:75开诊。",
    "公示时间2022年11月24日至2021年11月30日。", "2021年8月1日到2021年7月31日",
    "公示期十天（2024年4月8日至4月12日）。", "2024年6月3日至6月28日，公示7天。", "2021-2023年，用五年时间建成。",
    "自2019年1月至2019年6月，为期三年。",
    "三季度（4-6月）抽查两次。", "2019年7月30日（星期三）开会。", "全年分6个季度通报。",
    "建档率30120%。", "死亡率2204‰。",
    "拨付公卫补助资金1234.5万元。\n拨付公卫补助资金1234.5亿元。",
    "公立医院收入150.2万元，占全市收入200.5亿元的74.9%。", "印制手册10万份，支出3万元，每份0.3万元。",
])
def test_what_the_calendar_and_units_forbid(text: str) -> None:
    assert HARD in verdicts(text)


@pytest.mark.parametrize("text", [
    "经费为656000千多元。", "2024年全年共完成筛查1300人。\n区卫健局 2024年8月2日",
    "接受宣传咨询的群众4821人。\n接受宣传咨询的群众4821人次。",
    "门诊咨询2860人次、上门服务1940人次，两项合计服务4800人。", "截至2022年5月31日，时间过半任务过半。",
])
def test_what_is_only_hinted_at(text: str) -> None:
    assert SOFT in verdicts(text) and HARD not in verdicts(text)


@pytest.mark.parametrize("text", [
    "2020-2022年三年共查3万人。", "2019-2021年为第二轮，每3年一个周期。", "2020年至2022年用三年时间完成。",
    "公示期2024年3月4日至3月8日，共5天。", "2024年3月4日至3月18日，公示11个工作日。", "公示7天（2024年3月4日至3月11日）。",
    "一季度（1月1日至3月31日）报告6例。", "1-6月（上半年）完成一半。", "2019年7月31日（星期三）开会。",
    "某县2021年1-9月进展\n截至9月30日，建档3万份。", "2018年1月至2020年12月，为期三年。", "2012年2月1日零时至2月29日24时。",
    "2023年12月25日至2024年1月5日。", "4月20日至4月27日开展宣传，其间共3天集中义诊。", "12月28日至1月3日放假。",
])
def test_what_the_calendar_confirms(text: str) -> None:
    assert verdicts(text) == {CONSISTENT}


@pytest.mark.parametrize("text", [
    "35-64岁妇女20602人，2型糖尿病患者5019人。", "20xx年x月xx日", "2月29日是国际罕见病日。", "男女之比为105:98。", "投诉电话0739-12320。",
    "经费增长率1250%。", "首针及时率和覆盖率均为100%。", "预算完成率1180%。", "2011-2015年5年生存率为43%。", "健康中国2030。",
    "18月龄接种1剂，13月龄补种。", "上午8:30-12:00，下午14:00-17:30。", "完成2024年全年任务的60%。\n区卫健局 2024年8月2日",
    "文号〔2021〕13号，版本2019.13.1。", "投入1.2亿元，惠及1.2万人。", "培训乡村医生120人，考核乡村医生120人次。", "产值2000千瓦时。",
    "5·12护士节、12·1艾滋病日。", "接种月份为3月、6月。", "2024年1-9周报告23起。", "每3年一次。",
    "2010-2020年，连续3年无孕产妇死亡。", "满18月3日龄。",
    "万万不可大意。", "CT比值12.5。", "全年12个月每月一次。", "每份0.3元，印15万份，支出4.5万元。",
])
def test_what_is_left_alone(text: str) -> None:
    assert not verdicts(text)


@given(st.integers(1990, 2040), st.integers(1, 14), st.integers(1, 35), st.sampled_from(["{}年{}月{}日", "{} 年 {} 月 {} 日"]))
@settings(max_examples=300, deadline=None)
def test_a_date_is_impossible_exactly_when_the_calendar_has_none(year: int, month: int, day: int, template: str) -> None:
    try:
        date(year, month, day)
        expected = set()
    except ValueError:
        expected = {HARD}
    assert verdicts("报告于" + template.format(year, month, day) + "印发。") == expected


@given(st.dates(date(2000, 1, 1), date(2035, 12, 31)), st.integers(1, 60))
@settings(max_examples=150, deadline=None)
def test_a_period_is_as_long_as_it_is(begin: date, days: int) -> None:
    end = begin + timedelta(days - 1)
    text = f"{begin.year}年{begin.month}月{begin.day}日至{end.year}年{end.month}月{end.day}日,共{{}}天。"
    assert verdicts(text.format(days)) == {CONSISTENT}
    assert HARD in verdicts(text.format(days + 1))


@given(st.dates(date(2000, 1, 1), date(2035, 12, 31)), st.integers(0, 6))
def test_weekdays(day: date, weekday: int) -> None:
    text = f"{day.year}年{day.month}月{day.day}日(星期{'一二三四五六日'[weekday]})召开。"
    assert verdicts(text) == ({CONSISTENT} if day.weekday() == weekday else {HARD})


@given(st.text(st.sampled_from("0123年月日至-(),。\n19全共天星期率%千万人次亿元每份"), max_size=100))
@settings(max_examples=300, deadline=None)
def test_positions_are_exact(text: str) -> None:
    common = normalised(text)
    for claim in found(text):
        assert claim.type is Kind.CALENDAR and claim.quote and claim.quote == common[claim.start:claim.end]
        for number in claim.numbers:
            assert common[number.start:number.end] == number.text


@pytest.mark.parametrize("text", ["(2045-1956)÷1956×100%=4.55%", "5÷(2045-1956)", "2045-1956=89人", "较上年同期（2062－1987）/1987"])
def test_a_calculation_holds_no_years(text: str) -> None:
    assert not found(text)


def test_years_the_wrong_way_round() -> None:
    assert SOFT in verdicts("“两癌”检查（2045-1956年）三年规划")
