"""台账: counts that units report for a period; rates between them; vital figures."""
