"""Assessment of conversations: forms, fair samples, sheets, answers of the consultants, figures."""
