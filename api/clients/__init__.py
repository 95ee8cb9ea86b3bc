"""Looks at clients and their documents."""
