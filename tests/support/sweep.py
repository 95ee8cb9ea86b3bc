"""How fine a sweep is: at which moments of a call something is done to it."""

import os

# In tenths of a second. `make check`, which is run all day, looks at every fifth; `make test` at each.
STEP = int(os.environ.get("S724_SWEEP_STEP", "1"))
