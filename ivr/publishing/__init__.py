"""Which scenario answers which number when: drafts, versions, variants, the timetable."""
