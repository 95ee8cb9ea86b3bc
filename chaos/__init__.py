"""Proof that no caller notices that a process died: real calls, a seeded plan of faults, a judgement."""
