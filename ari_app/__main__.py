import sys

from ari_app.main import main

sys.exit(main())
