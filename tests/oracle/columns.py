"""The columns of every file, as exchange.md names them, with the form fields that decide a figure."""

from .world import EXAM, EXAM_FROM_65

VISIT = ("id", "resident", "date", "unit", "facility", "provider", "mode", "result", "void", "entered_at", "entered_by",
         "device")
_FIELDS = {
    "health_exam": EXAM + EXAM_FROM_65,
    "hypertension_followup": ("sbp", "dbp", "weight", "heart_rate", "adherence"),
    "diabetes_followup": ("sbp", "dbp", "weight", "fasting_glucose", "hba1c", "adherence"),
    "mental_followup": ("danger", "insight", "hospitalised", "adherence", "class"),
    "copd_followup": (), "tb_first_visit": (), "tb_followup": (), "tcm_constitution": (), "tcm_child": (),
    "child_visit": ("kind", "weight", "height"),
    "antenatal_visit": ("kind", "enrolment"), "postpartum_visit": ("kind", "enrolment"),
    "vaccination": ("vaccine", "dose", "product", "outcome"),
    "screening": ("programme", "kind", "finding"),
}
COLUMNS = {
    "units.csv": ("code", "name", "level", "parent", "kind", "valid_from", "valid_to", "successor"),
    "population.csv": ("unit", "year", "group", "value", "source", "published"),
    "facilities.csv": ("code", "name", "kind", "unit"),
    "residents.csv": ("id", "name", "sex", "birth_date", "id_number", "ethnicity", "phone", "contact_name",
                      "contact_phone", "address", "household", "head_of_household", "unit", "residency",
                      "record_opened", "electronic", "resident_since", "ended", "end_reason", "key_groups"),
    "residencies.csv": ("resident", "unit", "start", "end", "end_reason"),
    "enrolments.csv": ("id", "resident", "programme", "start", "end", "end_reason", "unit", "attributes"),
    "targets.csv": ("year", "unit", "item", "target"),
    "items.csv": ("item", "name", "measure", "period", "kind", "min", "max"),
    "cases.csv": ("id", "resident", "unit", "disease", "class", "onset", "discovered_at", "reported_at"),
    "tallies.csv": ("unit", "period", "item", "value"),
    "projects.csv": ("id", "group", "unit", "name", "milestone", "weight", "planned", "done"),
    "staff.csv": ("id", "unit", "name", "role", "title", "employed", "left"),
} | {f"visits/{form}.csv": VISIT + fields for form, fields in _FIELDS.items()}
