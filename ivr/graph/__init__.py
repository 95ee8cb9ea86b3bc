"""A scenario as data: nodes and edges, and the rules that say whether a graph can serve callers. Pure."""
