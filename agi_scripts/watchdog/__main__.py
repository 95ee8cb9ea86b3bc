from core.loading import loaded

# isort: split
from agi_scripts.watchdog.process import main

if __name__ == "__main__":
    loaded()
    main()
