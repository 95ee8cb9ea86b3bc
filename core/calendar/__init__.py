"""Days and hours: holidays, when may be called, what holds when."""
