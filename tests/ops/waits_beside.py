"""Work that never ends, for tests of what is run beside a centre."""

import os
import signal

if __name__ == "__main__":
    print(f"begun {os.getpid()}", flush=True)
    signal.pause()
