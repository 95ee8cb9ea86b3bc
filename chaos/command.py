"""What both commands of chaos do around their proofs: a folder, a file with the judgement, an exit status."""

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from chaos import report
from core.settings import Settings
from ops.console import Failed, complain, say
from ops.paths import make_private
from ops.running.go_first import keep_up_with_the_centre


def judged(name: str, prove: Callable[[Path], dict[str, Any]], goals: Sequence[str] = ()) -> int:
    """`prove(folder)` finds the figures, which are shown and written into `var/<name>.json`, the `goals` among
    them also by themselves. 0 when nothing was lost, broken, wrong or missing; 1 otherwise, with one line when
    nothing was found. The folder stays then, or with `CHAOS_KEEP`: `calls.json` in it tells all of each call."""
    folder = Path(tempfile.mkdtemp(prefix=f"s724-{name}-"))
    folder.chmod(0o755)  # the database server runs as another user where this runs as root
    keep_up_with_the_centre()
    is_kept = bool(os.environ.get("CHAOS_KEEP"))
    try:
        found = prove(folder)
        file = make_private(Settings().state) / f"{name}.json"
        file.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        say(f"\n{report.tables(found)}\n\nWritten to {file}")
        for goal in goals:
            if goal in found:
                say(f"{goal}: {found[goal]:.2f}, worst {found[f'{goal}_worst']:.2f}")
        wrong = report.failures(found)
        for line in wrong:
            say(f"WRONG: {line}")
        is_kept = is_kept or bool(wrong)
        return 1 if wrong else 0
    except KeyboardInterrupt:
        return 1
    except Failed as failure:
        is_kept = True
        complain(failure)
        return 1
    finally:
        if is_kept:
            say(f"Everything of the proof, logs included, is in {folder}.")
        else:
            shutil.rmtree(folder)
