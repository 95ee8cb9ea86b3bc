"""Calls through a scenario without a telephone, in virtual time: for the test cases of editors and for trying out.

The walk is the real one, with the real nodes; what is around it (caller, line, voice, identity, queue) is not.
"""
