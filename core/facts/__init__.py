"""Facts of calls: what they are, how they are told in a process, and how they are written into files."""
