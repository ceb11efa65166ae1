"""Data in and out: a folder of CSV or XLSX files becomes records, ledgers and targets; what is refused is listed
with its reason."""
