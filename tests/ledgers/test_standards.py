"""Lists of standards, self-assessment, gaps and deadlines."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongwei.assessments.catalogue import entry
from gongwei.definition.declaration import Misdeclared
from gongwei.indicators.figure import plain
from gongwei.ledgers.files.models import KeptFile
from gongwei.ledgers.standards import actions, queries
from gongwei.ledgers.standards.standard import (
    AGAINST_LAST_YEAR,
    AGAINST_VALUE,
    COMPARISONS,
    FIELDS,
    MANUAL,
    MET,
    NOT_MET,
    UNKNOWN,
    VERDICTS,
    YES_OR_NO,
    Standard,
    StandardList,
    Standing,
    read_list,
    shipped,
    summaries,
)
from gongwei.records import actions as records
from gongwei.records.models import Revision
from tests.pages import tables
from tests.records.county import COUNTY, LATER, UNITS, WHO

PAGE = tables("work/standards.md")
AGAIN = {"actor": "王主任", "at": LATER}
DAY = date(2025, 11, 15)


def standard(compare: str, value: str | None = None, **said: object) -> Standard:
    usual = {"field": "环境", "measure": "%", "owners": ("住建局",)}
    return Standard(id="x", name="某项", compare=compare, value=None if value is None else Decimal(value), **(usual | said))


def number(said: str) -> Fraction | None:
    return Fraction(said) if said else None


def test_verdicts_and_gaps_as_on_the_page():
    for row in PAGE[1]:
        first, _, otherwise = row["标准"].partition("或")
        compare, _, value = first.strip().partition(" ")
        one = standard(compare, value or None, otherwise=otherwise, measure="")
        assert one.asked.replace(" ", "") == row["标准"].replace(" ", "")
        known = (number(row["现值"]), number(row["上年"]))
        assert (VERDICTS[one.verdict(*known)], plain(one.gap(*known)) or "—") == (row["结果"], row["差距"]), row


VALUES = st.none() | st.integers(0, 4).map(Fraction)
ASKED = st.one_of(
    st.builds(standard, st.sampled_from(AGAINST_VALUE), st.integers(0, 4).map(str),
              otherwise=st.sampled_from(("", *AGAINST_LAST_YEAR))),
    st.builds(standard, st.sampled_from((*YES_OR_NO, *AGAINST_LAST_YEAR))))


@given(ASKED, VALUES, VALUES)
def test_what_is_met_lacks_nothing_and_what_is_unknown_is_never_guessed(one, value, last_year):
    verdict, gap = one.verdict(value, last_year), one.gap(value, last_year)
    assert verdict == UNKNOWN if value is None else True
    assert gap is None if verdict == UNKNOWN or one.compare in YES_OR_NO else gap >= 0
    assert gap in (None, 0) or verdict == NOT_MET
    if verdict == UNKNOWN and value is not None:
        assert last_year is None, "only the year before can be lacking"


@given(st.sampled_from(AGAINST_VALUE), st.integers(0, 4).map(Fraction), st.integers(0, 4).map(Fraction))
def test_making_up_the_gap_meets_the_standard_but_for_strict_ones(compare, asked, value):
    one = standard(compare, str(asked))
    gap = one.gap(value)
    reached = {one.verdict(value + gap), one.verdict(value - gap)}
    assert MET in reached or (compare in "<>" and abs(value - asked) == gap)


def test_the_shipped_lists_are_whole_and_their_sources_known():
    said = {row["清单"]: (row["内容"], row["条数"]) for row in PAGE[0]}
    found = {id: read_list(path) for id, path in shipped().items()}
    assert {id: (one.name, str(len(one.standards))) for id, one in found.items()} == said
    for id, one in found.items():
        assert one.id == id and {standard.field for standard in one.standards} <= set(FIELDS)
        for standard in one.standards:
            assert standard.basis and (standard.proof or standard.source != MANUAL), standard.id
            if standard.source != MANUAL:
                assert entry(standard.source).measure == standard.measure, standard.id
    text = shipped()["hygiene_city"].read_text(encoding="utf-8")
    of_2021 = sum("2021" in one.basis for one in found["hygiene_city"].standards)
    assert f"Holds {len(found['hygiene_city'].standards)} standards. {of_2021} are of the 56" in text


RIGHT = '''id = "own"
name = "本县清单"

[[standard]]
id = "water"
field = "食品与水"
name = "自来水普及率"
compare = "≥"
value = 90.5
measure = "%"
owners = ["水利局", "住建局"]
proof = "报表"
deadline = "10-31"

[[standard]]
id = "myopia"
field = "人群"
name = "近视率"
compare = "下降"
owners = ["教育局"]
'''


def listed(tmp_path, text: str = RIGHT, figures=None) -> StandardList:
    path = tmp_path / "本县.toml"
    path.write_text(text, encoding="utf-8")
    return read_list(path, figures)


def test_a_list_of_the_county(tmp_path):
    found = listed(tmp_path)
    water, myopia = found.standards
    assert (water.value, water.owners, water.due_on(2025)) == (Decimal("90.5"), ("水利局", "住建局"), date(2025, 10, 31))
    assert (myopia.value, myopia.source, myopia.due_on(2025)) == (None, MANUAL, date(2025, 12, 31))
    assert found.standard("water") == water and found.standard("nothing") is None


@pytest.mark.parametrize(("right", "wrong", "line", "said"), [
    ('compare = "≥"', 'compare = "约"', 8, "「compare」应为"), ("value = 90.5\n", "", 8, "须写明「value」"),
    ('compare = "下降"', 'compare = "下降"\nvalue = 3', 20, "不应写「value」"), ('field = "人群"', 'field = "人"', 17, "「field」应为"),
    ('owners = ["教育局"]', "owners = []", 20, "责任部门"), ('deadline = "10-31"', 'deadline = "02-30"', 13, "月-日"),
    ('deadline = "10-31"', 'deadline = "十月"', 13, "月-日"), ('id = "myopia"', 'id = "water"', 16, "第 5 行"),
    ('id = "water"', 'id = "饮水"', 5, "小写英文"), ('proof = "报表"', 'proff = "报表"', 12, "不认识"),
    ('proof = "报表"', 'source = "tally.nothing"', 12, "没有指标或台账"), ('name = "本县清单"', "", 1, "缺少「name」"),
    ('compare = "下降"', 'compare = "下降"\notherwise = "上升"', 20, "才能写「otherwise」"),
])  # fmt: skip
def test_what_is_wrong_in_a_list_is_told_with_its_line(tmp_path, right, wrong, line, said):
    assert right in RIGHT
    with pytest.raises(Misdeclared) as told:
        listed(tmp_path, RIGHT.replace(right, wrong, 1), {"tally.beds"})
    assert [(one.line, said in one.message) for one in told.value.wrongs] == [(line, True)]


def test_an_empty_list_is_none(tmp_path):
    with pytest.raises(Misdeclared, match="一条标准也没有"):
        listed(tmp_path, 'id = "own"\nname = "空"\n')


@pytest.fixture
def county(db):
    records.load_units(UNITS, **WHO)


def test_a_year_of_self_assessment(county, tmp_path):
    own, proof = listed(tmp_path), tmp_path / "报表.txt"
    proof.write_text("自来水", encoding="utf-8")
    said = {"list": own, "unit": COUNTY, "into": tmp_path / "files"}

    def stand() -> dict[str, Standing]:
        return {one.standard.id: one for one in queries.standings(own, COUNTY, 2025, DAY, lambda id, day: None)}

    assert {id: (one.verdict, one.overdue(DAY)) for id, one in stand().items()} == {
        "water": (UNKNOWN, True), "myopia": (UNKNOWN, False)}
    actions.assess(**said, year=2025, standard="water", value=Decimal("76.5"), **WHO)
    actions.assess(**said, year=2024, standard="myopia", value=Decimal(51), **WHO)
    water = stand()["water"]
    assert (water.verdict, water.gap, water.proof_lacking, water.overdue(DAY)) == (NOT_MET, 14, True, True)
    assert actions.assess(**said, year=2025, standard="water", value=Decimal(91), proofs=[proof, proof], **AGAIN).revised == 1
    actions.assess(**said, year=2025, standard="water", value=Decimal(91), proofs=[proof], **AGAIN)
    actions.assess(**said, year=2025, standard="myopia", value=Decimal("50.5"), **AGAIN)
    now = stand()
    water = now["water"]
    assert (water.verdict, water.proofs, water.proof_lacking, water.overdue(DAY)) == (MET, 1, False, False)
    assert (now["myopia"].verdict, now["myopia"].gap) == (MET, 0)
    assert KeptFile.objects.get().name == "报表.txt"
    assert Revision.objects.get(model="selfassessment").content["value"] == "76.5000"


@pytest.mark.parametrize("wrong", [{"standard": "nothing"}, {"unit": "999999999999"}, {"year": 25}, {"value": Decimal("0.00001")},
                                   {"value": Decimal(101)}, {"value": Decimal(-1)},
                                   {"proofs": ["无此文件"]}])
def test_what_is_refused_leaves_nothing(county, tmp_path, wrong):
    said = {"unit": COUNTY, "year": 2025, "standard": "water", "value": Decimal(1)} | wrong
    said["proofs"] = [tmp_path / one for one in said.get("proofs", ())]
    with pytest.raises(records.Refused):
        actions.assess(list=listed(tmp_path), into=tmp_path / "files", **said, **WHO)
    assert not actions.SelfAssessment.objects.exists()


def test_yes_and_no_are_nothing_else(county, tmp_path):
    text = RIGHT.replace('compare = "下降"', 'compare = "有"')
    with pytest.raises(records.Refused, match="只答"):
        actions.assess(list=listed(tmp_path, text), unit=COUNTY, year=2025, standard="myopia", value=Decimal(2), into=tmp_path,
                       **WHO)


def test_figures_speak_where_nobody_assessed(county, tmp_path):
    text = RIGHT.replace('compare = "下降"', 'compare = "下降"\nsource = "vital.infant_mortality"')
    own, asked = listed(tmp_path, text), []

    def figure(id: str, day: date) -> Fraction:
        asked.append((id, day))
        return Fraction(day.year)

    found = queries.standings(own, COUNTY, 2025, DAY, figure)[1]
    assert sorted(asked) == [("vital.infant_mortality", date(2024, 12, 31)), ("vital.infant_mortality", DAY)]
    assert (found.value, found.last_year, found.own, found.gap) == (2025, 2024, False, 1)
    actions.assess(list=own, unit=COUNTY, year=2025, standard="myopia", value=Decimal(3), into=tmp_path, **WHO)
    found = queries.standings(own, COUNTY, 2025, DAY, figure)[1]
    assert (found.value, found.own, found.verdict) == (3, True, MET)


def test_summaries_by_field_and_by_every_owner():
    def stands(value, **said):
        return Standing(standard("≥", "90", **said), 2025, value, None, True, 0)

    found = [stands(Fraction(95), owners=("甲", "乙")), stands(Fraction(80), deadline="10-31"), stands(None, field="人群")]
    by_field = summaries(found, DAY, "field")
    assert [(one.name, one.standards, one.met, one.not_met, one.unknown, one.overdue) for one in by_field] == [
        ("环境", 2, 1, 1, 0, 1), ("人群", 1, 0, 0, 1, 0)]
    by_owner = {one.name: one.standards for one in summaries(found, DAY, "owner")}
    assert by_owner == {"甲": 1, "乙": 1, "住建局": 2}
    assert set(COMPARISONS) == {*AGAINST_VALUE, *YES_OR_NO, *AGAINST_LAST_YEAR}


@pytest.mark.parametrize(("year", "asked"), [
    (2026, {2025: DAY}), (2025, {2024: date(2024, 12, 31), 2025: DAY}), (2024, {2023: date(2023, 12, 31), 2024: date(2024, 12, 31)}),
    (2027, {}),
])  # fmt: skip
def test_a_year_not_begun_has_no_figures(county, tmp_path, year, asked):
    own = listed(tmp_path, RIGHT.replace('owners = ["教育局"]', 'owners = ["教育局"]\nsource = "tally.beds"'))
    days = []
    found = queries.standings(own, COUNTY, year, DAY, lambda id, day: days.append(day) or Fraction(3))
    (myopia,) = (one for one in found if one.standard.id == "myopia")
    assert days == list(asked.values())
    assert (myopia.value is not None, myopia.last_year is not None) == (year in asked, year - 1 in asked)
