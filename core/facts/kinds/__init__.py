"""Kinds of facts, by what they tell of. All of them: `core.facts.events`."""
