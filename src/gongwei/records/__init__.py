"""Units, residents, residency, enrolments, visits, their revisions; the columnar snapshot."""
