"""The signals of the records as they are now."""

from collections.abc import Collection, Mapping
from datetime import date

from gongwei.definition.parameter import Parameter
from gongwei.records.models import Staff
from gongwei.records.provided import provided

from .rule import Rule
from .rules import RULES
from .signals import DEFAULTS, Signal, signals


def signals_of(start: date, end: date, parameters: Mapping[str, Parameter] = DEFAULTS, rules: Collection[Rule] = RULES
               ) -> list[Signal]:
    """All signals of [start, end]; the peers are everyone in the records."""
    source = provided(start, end, sharing=parameters["sharing_a_phone"].on(end))
    return signals(source, start, end, parameters, rules)


def registered(providers: Collection[str]) -> set[str]:
    """Those that are codes of staff. Others may be names."""
    return set(Staff.objects.filter(pk__in=set(providers)).values_list("pk", flat=True))
