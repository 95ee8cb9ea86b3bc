"""How many rows a list gives at once."""

MAX_PAGE = 200
MAX_PAGE_OF_TEXTS = 100
"""Of lists whose rows hold what people have written."""
