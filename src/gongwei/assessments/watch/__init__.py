"""传染病监测: weekly counts of cases beside what earlier weeks and years let expect."""
