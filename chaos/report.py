"""The figures of a proof by their names, and the table that is printed."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from bench.figures import table
from chaos.judge_calls import Fault
from chaos.plan import Plan
from chaos.under_faults import Judgement

# The last one only where messages were carried beside the calls.
COUNTS = ("lost_calls", "audio_gaps", "wrong_states", "record_errors", "board_errors", "message_errors")
_SHOWN = 12  # of each kind


def figures(plan: Plan, judgement: Judgement, others: dict[str, Any]) -> dict[str, Any]:
    """Everything that is written into the file."""
    found = {
        "lost_calls": judgement.lost,
        "audio_gaps": judgement.sound,
        "wrong_states": judgement.states,
        "record_errors": judgement.records,
        "board_errors": judgement.board,
        **({"message_errors": judgement.messages} if judgement.carried else {}),
    }
    return {
        **{name: len(faults) for name, faults in found.items()},
        "calls": judgement.calls,
        "calls_at_once": judgement.most,
        "calls_shed": judgement.shed,
        "company": dict(sorted(judgement.company.items())),
        **({"messages": dict(sorted(judgement.carried.items()))} if judgement.carried else {}),
        "seed": plan.seed,
        "faults": [
            {
                "kind": done.kind,
                "at": round(done.begin - judgement.begin, 2),
                "seconds": round(done.end - done.begin, 2),
                "stages": done.stages,
                **({"note": done.note} if done.note else {}),
            }
            for done in judgement.done
        ],
        "telephones_paused_seconds": round(judgement.stalls, 2),
        "details": {name: [_told(fault, judgement.begin) for fault in faults] for name, faults in found.items()},
        **others,
    }


def _told(fault: Fault, begin: float) -> dict[str, Any]:
    at = {"at": round(fault.at - begin, 2)} if fault.at else {}
    return {"who": fault.number, **at, "what": fault.what}


def failures(found: dict[str, Any]) -> list[str]:
    """What must not be: one line each; none when the proof succeeded."""
    told = [f"{name} is {found[name]}" for name in COUNTS if found.get(name)]
    told += [f"{fault['kind']}: {fault['note']}" for fault in found["faults"] if "note" in fault]
    return told + list(found.get("missed", ()))


def tables(found: dict[str, Any]) -> str:
    """The faults that were done, the counts, and what was wrong in detail."""
    done = [
        [fault["kind"], f"{fault['at']:.0f} s", f"{fault['seconds']:.1f} s", str(sum(fault["stages"].values()))]
        for fault in found["faults"]
    ]
    parts = [table(["what was done", "when", "overcome in", "calls then"], done)] if done else []
    rows = [
        [name.replace("_", " "), str(found[name])]
        for name in ("calls", "calls_at_once", "calls_shed", *COUNTS)
        if name in found
    ]
    rows += [[name.replace("_", " "), f"{found[name]:.2f}"] for name in sorted(found) if name.endswith("_300")]
    rows += [
        [name.replace("_", " "), str(found[name])]
        for name in sorted(found)
        if name.startswith(("asterisk_", "encrypted_", "board_")) and name not in COUNTS
    ]
    for name in ("company", "messages"):
        rows += [[f"{name}: {what}", str(count)] for what, count in found.get(name, {}).items()]
    parts.append(table(["found", ""], rows))
    for name in COUNTS:
        if faults := found["details"].get(name):
            parts.append("\n".join([f"{name}:", *_lines(faults)]))
    return "\n\n".join(parts)


def _lines(faults: Sequence[dict[str, Any]]) -> list[str]:
    shown = [f"  {fault.get('at', '')!s:>8}  {fault['who']}: {fault['what']}" for fault in faults[:_SHOWN]]
    if more := len(faults) - _SHOWN:
        kinds = Counter("".join("#" if c.isdigit() else c for c in fault["what"]) for fault in faults)
        often = ", ".join(f"{count} x {what}" for what, count in kinds.most_common(6))
        shown += [f"  and {more} more; in all: {often}"] if more > 0 else []
    return shown
