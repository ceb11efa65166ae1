"""From definitions to columnar expressions: each subject's unit and outcome as one Ibis table, for everyone at once."""

from collections.abc import Iterable, Mapping
from itertools import count

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from gongwei.definition import expression as e
from gongwei.definition.calendar import AS_OF
from gongwei.definition.composing import every, greatest, least, some
from gongwei.definition.form import Form
from gongwei.definition.indicator import Chains, EachVisit, Partition, PeopleVisited, Persons
from gongwei.definition.schedule import Schedule

from .functions import earliest_of, latest_of
from .meaning import AGGREGATES, Meaning, person_level
from .standing import conjuncts, deciding, known_already
from .tables import visit_table

EVERYONE, PEOPLE, ANCESTRY = "everyone", "people", "ancestry"
PEOPLE_FIELDS = ("birth_date", "sex", "record_opened", "electronic")
SHARED_VISIT_COLUMNS = ("resident", "date", "seq", "unit", "mode", "done", "until")


def spell_table(programme: str) -> str:
    """The name of the table of a programme's speaking enrolments on the as-of day."""
    return f"spell_{programme}"


class Compilation:
    """Compiles definitions over tables of known columns. `narrow`: only few people are wanted, so visits are met late."""

    def __init__(self, schemas: Mapping[str, pa.Schema], forms: Mapping[str, Form], *, narrow: bool = False) -> None:
        self.tables = {name: ibis.table(ibis.Schema.from_pyarrow(schema), name=name) for name, schema in schemas.items()}
        self.forms, self.narrow = forms, narrow

    def subjects(self, partition: Partition) -> Table:
        """One row a subject: resident, unit, outcome (its place among the partition's outcomes)."""
        match partition.subject:
            case Persons():
                base = self.tables[PEOPLE].filter(lambda t: t.lives)
            case Chains(programme):
                base = self._chains(programme)
            case EachVisit(visits):
                base = self._placed(visits)
            case PeopleVisited(visits):
                base = self._placed(visits).distinct()
        conditions = [condition for _, condition in partition.outcomes]
        table, meaning = self._with_values(base, partition.of, conditions)
        outcome = ibis.cases(
            *((meaning.truth(condition), number) for number, condition in enumerate(conditions[:-1])),
            else_=len(conditions) - 1,
        ) if len(conditions) > 1 else ibis.literal(0)
        return table.select("resident", "unit", outcome=outcome.cast("int16"))

    def counts(self, partition: Partition) -> Table:
        """unit, outcome, n: subjects by outcome in every unit, upper ones included, people counted once."""
        subjects, ancestry = self.subjects(partition), self.tables[ANCESTRY]
        once = isinstance(partition.subject, PeopleVisited)
        if not once:
            subjects = subjects.group_by("unit", "outcome").agg(n=lambda t: t.count())
        counted = subjects.join(ancestry, "unit").group_by("above", "outcome")
        return counted.agg(n=lambda t: t.resident.nunique() if once else t.n.sum()).rename(unit="above")

    def people(self, partition: Partition) -> Table:
        """resident, unit, outcome of every subject in the units of interest; of people visited one row a person."""
        subjects = self.subjects(partition).semi_join(self.tables[ANCESTRY], "unit")
        if isinstance(partition.subject, PeopleVisited):
            subjects = subjects.group_by("resident", "outcome").agg(unit=lambda t: t.unit.min())
        return subjects.select("resident", "unit", "outcome")

    def due(self, schedule: Schedule) -> Table:
        """resident, unit, by, rule (its place among the schedule's rules) of everyone for whom something is due."""
        base = self.tables[PEOPLE].filter(lambda t: t.lives)
        rules = schedule.rules
        table, meaning = self._with_values(base, schedule.of, [part for rule in rules for part in (rule.when, rule.by)])
        rule = ibis.cases(*((meaning.truth(one.when), number) for number, one in enumerate(rules)), else_=None)
        by = meaning.value(e.Case(tuple((one.when, one.by) for one in rules)))
        found = table.select("resident", "unit", by=by.cast("date"), rule=rule.cast("int16"))
        return found.filter(found.rule.notnull())

    def _chains(self, programme: str) -> Table:
        spells = self.tables["enrolment"]
        begun = spells.filter(spells.programme == programme, spells.start <= Meaning.as_of())
        chains = begun.group_by("resident", "chain").agg(
            start=begun.start.min(), last=latest_of(begun.end, begun.end_order),
            reason=latest_of(begun.end_reason, begun.end_order),
        )
        over = (chains.last <= Meaning.as_of()).fill_null(False)
        people = self.tables[PEOPLE].filter(lambda t: t.unit.notnull())
        return chains.join(people, "resident").select(
            chains.resident, people.unit, subject_start=chains.start,
            subject_end=ibis.ifelse(over, chains.last, None),
            subject_end_reason=ibis.ifelse(over, chains.reason, None),
        )

    def _placed(self, visits: e.Visits) -> Table:
        """resident and unit of each visit of a set that counts in a unit of interest, wherever the person lives."""
        events = self._events(visits)
        return events.semi_join(self.tables[ANCESTRY], "unit").select("resident", "unit")

    def _events(self, visits: e.Visits, base: Table | None = None, columns: Mapping | None = None) -> Table:
        """The rows of a set of visits; those whose condition speaks of the person are joined to the person's values.

        `base`: the people of interest with their values; None: everyone ever.
        """
        here, of_person = [], []
        for part in known_already(visits.condition, self._columns(visits.forms)):
            (of_person if any(map(person_level, e.walk(part))) else here).append(part)
        rows = self._form_rows(visits)
        rows = rows.filter(Meaning(rows).truths(here)) if here else rows
        if of_person:
            base = self.tables["person"] if base is None else base
            others = [name for name in base.columns if name not in rows.columns]
            rows = rows.join(base.select("resident", *others), "resident")
            rows = rows.filter(Meaning(rows, columns).truths(of_person))
        elif self.narrow and base is not None:
            rows = rows.semi_join(base, "resident")
        return rows

    def _form_rows(self, visits: e.Visits) -> Table:
        forms = [form.id for form in self.forms.values() if form.service] if visits.forms == ("*",) else visits.forms
        tables = [self.tables[visit_table(form)] for form in forms]
        if len(tables) != 1:
            tables = [table.select(*SHARED_VISIT_COLUMNS) for table in tables]
        rows = ibis.union(*tables) if len(tables) > 1 else tables[0] if tables else self._no_rows()
        done = ~rows.done if visits.attempts else rows.done
        return rows.filter(done, rows.date <= Meaning.as_of())

    def _columns(self, forms: tuple[str, ...]) -> tuple[str, ...]:
        """The columns of a set's rows that only its form has."""
        return self.tables[visit_table(forms[0])].columns if len(forms) == 1 and forms != ("*",) else ()

    def _no_rows(self) -> Table:
        table = next(table for name, table in self.tables.items() if name.startswith("visit_"))
        return table.select(*SHARED_VISIT_COLUMNS).filter(False)

    def _with_values(self, base: Table, of: e.Expression, others: Iterable[e.Expression]) -> tuple[Table, Meaning]:
        """The subjects for whom `of` holds, with a column for all that the expressions say of their visits and spells."""
        wanted = [of, *others]
        nodes = list(dict.fromkeys(node for one in wanted for node in e.walk(one)))
        table = base
        if any(isinstance(node, e.InKeyGroup) for node in nodes):
            table = self._attach(table, self.tables["person"].select("resident", "key_groups"))
        for programme in dict.fromkeys(node.programme for node in nodes if isinstance(node, e.EnrolmentField)):
            fields = {node.name for node in nodes if isinstance(node, e.EnrolmentField) and node.programme == programme}
            spells = self.tables[spell_table(programme)]
            table = self._attach(table, spells.select(
                "resident", **{f"{programme}__{name}": spells[name] for name in sorted(fields)}))
        columns: dict[e.Expression, str] = {}
        pending = [node for node in nodes if isinstance(node, AGGREGATES)]
        asked = list(conjuncts(of))
        while True:
            known = [part for part in asked if all(n in columns for n in e.walk(part) if isinstance(n, AGGREGATES))]
            if known:
                table = table.filter(Meaning(table, columns).truths(known))
                asked = [part for part in asked if part not in known]
            if not pending:
                return table, Meaning(table, columns)
            ready = [node for node in pending if all(
                inner in columns for inner in e.walk(node.of.condition) if isinstance(inner, AGGREGATES))]
            table = self._aggregate(table, self._first_needed(ready, asked), columns)
            pending = [node for node in pending if node not in columns]

    @staticmethod
    def _first_needed(ready: list, asked: list) -> list:
        """What `of` still waits for, before anything else: it leaves fewer people to look at."""
        needed = {node for part in asked for node in e.walk(part)}
        return [node for node in ready if node in needed] or ready

    def _aggregate(self, table: Table, nodes: list, columns: dict[e.Expression, str]) -> Table:
        """One pass over each form for all that is asked of its visits."""
        groups: dict[tuple, list] = {}
        for node in nodes:
            groups.setdefault((node.of.forms, node.of.attempts), []).append(node)
        people = table
        for (forms, attempts), members in groups.items():
            conditions = [known_already(node.of.condition, self._columns(forms)) for node in members]
            shared = [part for part in conditions[0] if all(part in condition for condition in conditions)]
            own = [every(part for part in condition if part not in shared) for condition in conditions]
            if all(one.parts for one in own) and len(members) > 1:
                shared.extend(hull(own))
            decisive = self._decisive(members, conditions)
            if decisive is not None:
                shared = [decisive, *(part for part in shared if not isinstance(part, e.VisitField))]
            rows = self._events(e.Visits(forms, every(shared), attempts), people, columns)
            if any(map(person_level, e.walk(tuple(own)))) and "birth_date" not in rows.columns:
                rows = rows.join(people.select("resident", *(c for c in people.columns if c not in rows.columns)), "resident")
            meaning = Meaning(rows, columns)
            numbers = count(len(columns))
            single = isinstance(decisive, e.Comparison) and self._columns(forms)
            asked = {f"value_{number}": (of_one_row if single else reduction)(meaning, node, condition)
                     for number, node, condition in zip(numbers, members, own, strict=False)}
            columns.update(zip(members, asked, strict=True))
            if len(members) == 1 and isinstance(members[0], e.Exists):
                table = table.mutate(**{name: table.resident.isin(rows.resident) for name in asked})
            else:
                values = rows.select("resident", **asked) if single else rows.group_by("resident").agg(**asked)
                table = self._attach(table, values)
        return table.mutate(**{
            columns[node]: table[columns[node]].fill_null(False if isinstance(node, e.Exists) else 0)
            for node in nodes if not isinstance(node, e.PickedField)
        }) if any(not isinstance(node, e.PickedField) for node in nodes) else table

    def _decisive(self, members: list, conditions: list) -> e.Expression | None:
        """What is true of the visits that alone decide all that is asked: of the latest, or of the first of each quarter.

        The first is a comparison, and leaves a person one row at most in each form. None: every visit may count.
        """
        of = members[0].of
        columns = () if of.attempts else self._columns(of.forms) or SHARED_VISIT_COLUMNS
        if all(map(of_the_latest, members)) and (until := deciding("until", conditions, columns)):
            return e.VisitField(until) > AS_OF
        if all(isinstance(node, e.Exists) for node in members) and (opens := deciding("opens", conditions, columns)):
            return e.VisitField(opens)
        return None

    @staticmethod
    def _attach(table: Table, values: Table) -> Table:
        added = [name for name in values.columns if name != "resident"]
        return table.left_join(values, "resident").select(*(table[name] for name in table.columns),
                                                          *(values[name] for name in added))


def reduction(meaning: Meaning, node: e.Expression, condition: e.Every):
    """What one aggregate node asks of a person's rows."""
    rows = meaning.table
    where = meaning.truth(condition) if condition.parts else None
    match node:
        case e.Exists():
            return rows.count() > 0 if where is None else where.any()
        case e.CountOf():
            return rows.count(where=where)
        case e.PickedField(_, "latest", name):
            return rows.date.max(where=where) if name == "date" else latest_of(rows[name], rows.seq, where)
        case e.PickedField(_, "earliest", name):
            return rows.date.min(where=where) if name == "date" else earliest_of(rows[name], rows.seq, where)
    raise TypeError(f"not an aggregate: {type(node).__name__}")


def of_the_latest(node: e.Expression) -> bool:
    """Whether an aggregate node asks whether there is a visit, or something of the latest."""
    return isinstance(node, e.Exists) or (isinstance(node, e.PickedField) and node.which == "latest")


def of_one_row(meaning: Meaning, node: e.Expression, condition: e.Every):
    """What a node `of_the_latest` asks when a person has one row at most."""
    held = meaning.truth(condition)
    return held if isinstance(node, e.Exists) else ibis.ifelse(held, meaning.table[node.name], None)


def hull(conditions: Iterable[e.Every]) -> list[e.Expression]:
    """What holds wherever one of the conditions does, as cheap to ask as can be: of periods alone, first and last day."""
    first = [[part.right for part in one.parts if bounds(part, ">=")] for one in conditions]
    last = [[part.right for part in one.parts if bounds(part, "<=")] for one in conditions]
    if all(len(from_) == len(to) == 1 and len(one.parts) == 2 for one, from_, to in zip(conditions, first, last, strict=True)):
        return [e.visit.date >= least(*(day for day, in first)), e.visit.date <= greatest(*(day for day, in last))]
    return [some(dict.fromkeys(conditions))]


def bounds(part: e.Expression, operator: str) -> bool:
    """Whether a condition compares the day of the visit with a moment."""
    match part:
        case e.Comparison(found, e.VisitField("date"), e.Moment()):
            return found == operator
    return False
