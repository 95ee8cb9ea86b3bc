"""The figures of the centre: what each means, and how it is reckoned from the facts of calls. Pure as a whole.

One computation feeds board, reports, exports and the simulation. Begin with `dictionary.METRICS`; what one call
adds is `call_figures.fold` and `contributions`.
"""
