"""Expressions in Chinese words, for the documentation: short phrases that a doctor can check against the document.

Phrases that recur (在管, 有效开始日, 应访季度 …) are idioms; `GLOSSARY` says what each means.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import singledispatchmethod

from gongwei.concepts import follow_up
from gongwei.concepts.health_exam import is_complete
from gongwei.concepts.management import FACE_TO_FACE, effective_start, enrolled, managed_in_year
from gongwei.definition import expression as e
from gongwei.definition.calendar import AS_OF, IN_YEAR, QUARTERS, SINCE_LAST_QUARTER, WITHIN_A_YEAR, Period
from gongwei.definition.form import Field, Form
from gongwei.definition.indicator import END_REASONS, Chains, EachVisit, PeopleVisited, Persons, Subject
from gongwei.definition.programme import Programme

REASONS = dict(zip(END_REASONS, ("死亡", "迁出", "转出", "误诊", "完成", "失访", "拒绝", "其他"), strict=True))
MODES = {"clinic": "门诊", "home": "家庭", "phone": "电话"}
SEXES = {1: "男", 2: "女"}
MOMENTS = {
    "as_of": "截至日", "year_start": "本年首日", "year_end": "本年12月31日", "a_year_before": "截至日的一年前",
    "day_after_a_year_before": "截至日的一年前的次日",
    "last_quarter_start": "上一完整季度首日", "last_quarter_end": "上一完整季度末日",
    **{f"quarter{n}_{which}": f"第{name}季度{words}" for n, name in enumerate("一二三四", 1)
       for which, words in (("start", "首日"), ("end", "末日"))},
}
PERIODS = {
    IN_YEAR: "本年内", WITHIN_A_YEAR: "一年内", SINCE_LAST_QUARTER: "上一完整季度首日以来",
    **{period: f"第{name}季度" for period, name in zip(QUARTERS, "一二三四", strict=True)},
}
PERSON = {"birth_date": "出生日期", "sex": "性别", "record_opened": "建档日期", "electronic": "电子档案"}
ENROLMENT = {"start": "纳入日期", "end": "结案日期", "end_reason": "结案原因", "chain_start": "有效开始日", "id": "编号"}
CHAIN = {"start": "首次纳入日期", "end": "结案日期", "end_reason": "结案原因"}
THAT = "该次"
OPERATORS = {"<": "<", "<=": "≤", ">": ">", ">=": "≥", "=": "为", "+": "+", "-": "-", "*": "×"}
GLOSSARY = {
    "截至日": "计算到哪一天,当天计算在内;年龄无特别说明时看截至日",
    "一年内": "一年前的同一天之后(不含那一天),到截至日",
    "在管": "截至日已纳入、尚未结案的居民",
    "本年在管": "在管;或今年内结案而原因不是死亡、迁出、转出、误诊,截至日仍是居民",
    "有效开始日": "连续管理的第一天:结案次日及以前续上的,或因失访、拒绝、其他原因、未注明原因结案后又纳入的,算作连续",
    "应访季度": "今年已满的季度中,首日不早于有效开始日的",
    "上一完整季度": "截至日以前(含当天)最后一个已满的季度,可能在去年",
    "面对面": "方式为门诊或家庭;方式空着的不算",
    "完整": "体检当天有效的必填项目都已填(注明拒绝的视为已填,未测的不算),65岁起另加老年人的项目,年龄看体检当天",
    "最近一次": "日期最晚的一次;同一天的,编号按字符编码大的一次",
}


class Words:
    """Says the expressions of one programme. `forms`: of the system, by id; `programmes`: of the system, by id."""

    def __init__(self, programme: str, forms: Mapping[str, Form], programmes: Mapping[str, Programme]) -> None:
        self.programme, self.forms, self.programmes = programme, forms, programmes
        self._at_hand: tuple[Form, ...] = ()
        self._that: tuple[e.Visits, str] | None = None
        self._idioms = {FACE_TO_FACE: "面对面", is_complete(): "完整"}
        for id in programmes:
            self._idioms |= {enrolled(id): f"在管{self._of(id)}", managed_in_year(id): f"本年在管{self._of(id)}"}
            self._idioms |= {(quarter.last <= AS_OF) & (quarter.first >= effective_start(id)): f"{PERIODS[quarter]}应访"
                             for quarter in QUARTERS}

    def sentence(self, node: e.Expression, form: Form | None = None) -> str:
        """An expression that stands by itself. `form`: that of the visit at hand."""
        return self.sentences(node, form=form)[0]

    def sentences(self, *nodes: e.Expression, form: Form | None = None) -> tuple[str, ...]:
        """Expressions that stand together: one visit of which they say much is named once, before that."""
        picked = [inner for inner in e.walk(nodes) if isinstance(inner, e.PickedField)]
        ones = {e.OneVisit(inner.of, inner.which) for inner in picked}
        self._at_hand, opening = (form,) if form else (), ""
        if len(ones) == 1 and len(picked) > 1:
            opening = f"{self._one(*ones)}:"
            self._that = picked[0].of, picked[0].which
        try:
            said = ["全部" if node == e.TRUE else self.say(node) for node in nodes]
        finally:
            self._that = None
        speaks = next((place for place, words in enumerate(said) if THAT in words), 0)
        said[speaks] = opening + said[speaks]
        return tuple(said)

    def subject(self, subject: Subject) -> str:
        """What is counted."""
        match subject:
            case Persons():
                return "居民(计在截至日所住的单位)"
            case Chains():
                return "连续管理的一段(计在截至日所住的单位,已不是居民的计在最后居住的单位)"
            case EachVisit(of):
                return f"每次{self.visits(of)}(计在服务的单位,未注明的计在当天所住的单位)"
            case PeopleVisited(of):
                return f"有{self.visits(of)}的人(计在服务的单位,上级单位只计一次)"
        raise TypeError(f"no words for {type(subject).__name__}")

    def visits(self, of: e.Visits, having: str = "") -> str:
        """A set of visits: period, `having` (有 or 没有, where it is asked), conditions, form."""
        before = self._at_hand
        self._at_hand = tuple(self.forms[form] for form in of.forms if form in self.forms)
        periods, others = [], []
        for part in self._conditions(of.condition):
            if part == e.visit.programme.equals(self.programme):
                continue
            day, words = in_period(part)
            if day == e.visit.date:
                periods.append(words)
            else:
                others.append(self._inside(part))
        titles = "或".join(f"「{form.title}」" for form in self._at_hand) or ("服务" if of.forms else "本项目表单的服务")
        self._at_hand = before
        return "、".join(periods) + having + ("未成功的" if of.attempts else "") + (
            "、".join(others) + "的" if others else "") + titles

    def _conditions(self, condition: e.Expression | None) -> Iterable[e.Expression]:
        if isinstance(condition, e.Every) and condition not in self._idioms and not in_period(condition)[1]:
            for part in condition.parts:
                yield from self._conditions(part)
        elif condition is not None:
            yield condition

    def _of(self, programme: str) -> str:
        return "" if programme == self.programme else f"({self.programmes[programme].name})"

    def _one(self, one: e.OneVisit) -> str:
        return f"{'最近' if one.which == 'latest' else '最早'}一次{self.visits(one.of)}"

    def _inside(self, node: e.Expression) -> str:
        """A part of a longer phrase: bracketed where its own connectives would be misread."""
        said = self.say(node)
        compound = (isinstance(node, e.Every | e.Some) and node not in self._idioms and not in_period(node)[1]
                    and len(node.parts) > 1)
        return f"({said})" if compound else said

    def _field(self, forms: Iterable[Form], name: str) -> Field | None:
        return next((form.by_name[name] for form in forms if name in form.by_name), None)

    def _title(self, forms: Iterable[Form], name: str) -> str:
        field = self._field(forms, name)
        return field.title if field else {"date": "当天", "mode": "方式"}[name]

    def _wording(self, node: e.Expression, value: e.Constant) -> str:
        """A constant as it is worded where `node` holds it: a code's title, a programme's name."""
        match node:
            case e.PersonField("sex"):
                return SEXES[value]
            case e.EnrolmentField(_, "end_reason") | e.SubjectField("end_reason"):
                return REASONS[value]
            case e.VisitField(name) | e.PickedField(name=name):
                forms = self._at_hand if isinstance(node, e.VisitField) else self._forms_of(node.of)
                field = self._field(forms, name)
                named = dict(field.choices) if field else MODES
                if name == "programme":
                    named = {id: f"「{programme.name}」" for id, programme in self.programmes.items()}
                return named.get(value) or self.say(e.Literal(value))
        return self.say(e.Literal(value))

    def _forms_of(self, of: e.Visits) -> list[Form]:
        return [self.forms[form] for form in of.forms if form in self.forms]

    def say(self, node: e.Expression) -> str:
        """An expression as a phrase. Raises TypeError for a kind of expression that has no words."""
        return self._idioms.get(node) or self._say(node)

    @singledispatchmethod
    def _say(self, node: e.Expression) -> str:
        raise TypeError(f"no words for {type(node).__name__}")

    @_say.register
    def _(self, node: e.Literal):
        match node.value:
            case bool():
                return "是" if node.value else "否"
            case date():
                return node.value.isoformat()
            case str():
                return f"“{node.value}”"
        return f"{node.value:g}"

    @_say.register
    def _(self, node: e.Moment):
        return MOMENTS[node.name]

    @_say.register
    def _(self, node: e.PersonField):
        return PERSON[node.name]

    @_say.register
    def _(self, node: e.InKeyGroup):
        return f"属于重点人群“{node.code}”"

    @_say.register
    def _(self, node: e.ResidentAtAsOf):
        return "截至日为居民"

    @_say.register
    def _(self, node: e.EnrolmentField):
        attributes = {field.name: field.title for field in self.programmes[node.programme].attributes}
        return f"{(ENROLMENT | attributes)[node.name]}{self._of(node.programme)}"

    @_say.register
    def _(self, node: e.SubjectField):
        return f"这一段的{CHAIN[node.name]}"

    @_say.register
    def _(self, node: e.VisitField):
        return self._title(self._at_hand, node.name)

    @_say.register
    def _(self, node: e.Filled):
        return f"已填{self._title(self._at_hand, node.name)}(或注明拒绝)"

    @_say.register
    def _(self, node: e.PickedField):
        one = e.OneVisit(node.of, node.which)
        title = "日期" if node.name == "date" else self._title(self._forms_of(node.of), node.name)
        return f"{THAT}{title}" if (node.of, node.which) == self._that else f"{self._one(one)}的{title}"

    @_say.register
    def _(self, node: e.Exists):
        return self.visits(node.of, "有")

    @_say.register
    def _(self, node: e.CountOf):
        return f"{self.visits(node.of)}的次数"

    @_say.register
    def _(self, node: e.Comparison):
        literal = isinstance(node.right, e.Literal)
        right = self._wording(node.left, node.right.value) if literal else self.say(node.right)
        return f"{self.say(node.left)}{OPERATORS[node.operator]}{right}"

    @_say.register
    def _(self, node: e.Among):
        return f"{self.say(node.value)}为{'或'.join(self._wording(node.value, value) for value in node.values)}"

    @_say.register
    def _(self, node: e.Mentions):
        return f"{self.say(node.text)}写有{'或'.join(f'“{word}”' for word in node.words)}"

    @_say.register
    def _(self, node: e.Missing):
        if isinstance(node.value, e.PickedField) and node.value.name == "date":
            return self.visits(node.value.of, "没有")
        return f"{self.say(node.value)}未记录"

    @_say.register
    def _(self, node: e.Every):
        day, words = in_period(node)
        if words:
            return f"{self.say(day)}在{words}"
        match node:
            case e.Every((e.Not(e.Missing(value)), e.Not(e.Among()))) if node == follow_up.said(value):
                return f"填有{self.say(value)}(写“无”“否”等的不算)"
        parts = [*self._conditions(node)]
        return "且".join(self._inside(part) for part in parts) if parts else "全部"

    @_say.register
    def _(self, node: e.Some):
        parts = [inner for part in node.parts for inner in alternatives(part)]
        return "或".join(self._inside(part) for part in parts) if parts else "无"

    @_say.register
    def _(self, node: e.Not):
        match node.part:
            case e.Missing(e.PickedField(of, _, "date")):
                return self.visits(of, "有")
            case e.Missing(value):
                return f"有{self.say(value)}"
            case e.Every(parts) if parts and all(map(asks_for_a_value, parts)):
                return f"缺{'或'.join(self.say(part.part.value) for part in parts)}"
            case e.Exists(of):
                return self.visits(of, "没有")
            case e.Comparison(">=", left, right):
                return self.say(e.Comparison("<", left, right)) + f"(或{self.say(left)}未知)"
        return f"不符合({self.say(node.part)})"

    @_say.register
    def _(self, node: e.Arithmetic):
        left, right = self.say(node.left), self.say(node.right)
        return f"⌊{left}÷{right}⌋" if node.operator == "//" else f"({left}{OPERATORS[node.operator]}{right})"

    @_say.register
    def _(self, node: e.Extreme):
        return f"{'较小者' if node.which == 'least' else '较大者'}({','.join(map(self.say, node.parts))})"

    @_say.register
    def _(self, node: e.CompletedYears):
        if node.since == e.BIRTH_DATE:
            return f"{self.say(node.day)}的年龄"
        return f"{self.say(node.since)}至{self.say(node.day)}的整年数"

    @_say.register
    def _(self, node: e.DaysBetween):
        return f"{self.say(node.first)}至{self.say(node.last)}的天数"

    @_say.register
    def _(self, node: e.PlusDays):
        return f"{self.say(node.day)}后{self.say(node.days)}天"

    @_say.register
    def _(self, node: e.PlusMonths):
        return f"{self.say(node.day)}后{node.months}个月"

    @_say.register
    def _(self, node: e.Case):
        match node:
            case e.Case(((e.Not(e.Missing()), always),), None):  # a parameter that never changed
                return self.say(always)
        said = [f"{self.say(condition)}时{self.say(value)}" for condition, value in node.branches]
        return "(" + ",".join([*said, f"否则{self.say(node.otherwise)}"] if node.otherwise is not None else said) + ")"


def in_period(node: e.Expression | None) -> tuple[e.Expression | None, str]:
    """The day that must lie in a period with a name, and that name; without one, nothing."""
    match node:
        case e.Every((e.Comparison(">=", day, first), e.Comparison("<=", other, last))) if day == other:
            return day, PERIODS.get(Period(first, last), "")
    return None, ""


def asks_for_a_value(node: e.Expression) -> bool:
    """Whether it says that a value is known."""
    return isinstance(node, e.Not) and isinstance(node.part, e.Missing)


def alternatives(node: e.Expression) -> Iterable[e.Expression]:
    """The conditions of which one must hold, flattened."""
    if isinstance(node, e.Some):
        for part in node.parts:
            yield from alternatives(part)
    else:
        yield node
