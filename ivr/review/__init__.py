"""What people say of a draft, and who else looks at it."""
