from core.loading import loaded

# isort: split
import sys

from ari_app.main import main

loaded()
sys.exit(main())
