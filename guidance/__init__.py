"""What the staff is guided by: forms and standards as versioned files, the shared calendar, the handbooks."""
