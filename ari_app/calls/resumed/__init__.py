"""Calls that go on after another application had them."""
