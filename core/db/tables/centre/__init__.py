"""Tables of the centre itself: offices, scenarios, announcements, calls."""
