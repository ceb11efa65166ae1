"""Made-up places to show and to measure the system with: a county, and the published Yongzhou figures."""
