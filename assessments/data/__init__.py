"""The form that ships."""
