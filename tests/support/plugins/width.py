"""How widely tests look: at some cases of each sweep, or at every one, as `make test-more` does."""

import os

WIDE = "S724_WIDE"
"""The variable that widens every sweep, if it is `yes`."""
IS_WIDE = os.environ.get(WIDE) == "yes"
