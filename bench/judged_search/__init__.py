"""`make check-search`: what people ask, and how often the search finds what answers it (docs/search.md).

The questions were written apart from the code, from what the offices do and the list of kinds alone. Half of them
show which were missed, so that one can work on them; of the other half only figures are ever shown.
"""
