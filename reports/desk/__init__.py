"""The call at hand, told to the desk."""
