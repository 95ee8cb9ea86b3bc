"""Lets go of what is due by the rules of retention (`core.retention`): rows, files, keys, whole blocks of logs."""
