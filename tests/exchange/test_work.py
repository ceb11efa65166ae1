"""sessions.csv, attendances.csv, activities.csv, cases.csv: good rows are kept, bad ones told by line."""

import pytest

from gongwei.ledgers.activities.models import Activity
from gongwei.ledgers.training.models import Attendance, Session
from gongwei.records.models import Case
from tests.exchange.folders import bring_in, rejections

pytestmark = pytest.mark.django_db
FILES = {
    "units.csv": "code,name,level,parent\n431102000000,零陵区,county,\n",
    "staff.csv": "id,unit,name\nS1,431102000000,甲\n",
    "sessions.csv": "培训编号,课程,学分类别,机构,日期,学分\nT1,规范,Ⅰ类,431102000000,2025-03-01,5\n"
                    "T2,规范,Ⅱ类,431102000000,2025-03-01,\nT3,例会,单位自管,431102000000,2025-03-01,\n",
    "attendances.csv": "培训,工号,成绩\nT1,S1,80\nT2,S1,80\nT3,S9,\nT3,S1,10000\n",
    "activities.csv": "活动编号,机构,日期,类型,主题,参加人数\nA1,431102000000,2025-03-01,讲座,防治,30\n"
                      "A2,431102000000,2025-03-01,舞会,防治,30\nA3,431102000000,2025-03-01,讲座,防治,3.5\nA4,431102000000,2025-03-01,讲座,防治,9999999999\n",
    "cases.csv": "病例编号,机构,病种,类别,发病日期,报告时间\nC1,431102000000,手足口病,丙,2025-03-01,\n"
                 "C2,431102000000,手足口病,丙,,2025-03-02T10:30:00\nC3,431102000000,手足口病,丙,,\nC4,431102000000,手足口病,丁,,\n",
}


def test_good_rows_are_kept_and_bad_ones_told(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    summary = bring_in(tmp_path)
    assert {row[:2] for row in rejections(tmp_path)} == {
        ("sessions.csv", 3), ("attendances.csv", 3), ("attendances.csv", 4), ("attendances.csv", 5),
        ("activities.csv", 3), ("activities.csv", 4), ("activities.csv", 5),
        ("cases.csv", 5)}
    assert {session.pk: float(session.credits) for session in Session.objects.all()} == {"T1": 5, "T3": 0.5}
    assert Attendance.objects.count() == 1 and Activity.objects.get().reached == 30
    assert [(case.pk, case.day and case.day.isoformat()) for case in Case.objects.order_by("pk")] == [
        ("C1", "2025-03-01"), ("C2", "2025-03-02"), ("C3", None)]
    assert summary.total("flagged") == 1
    assert bring_in(tmp_path).total("unchanged") == summary.total("created")
