"""Forms, procedures and standards of service: one set for the province, in versions, acknowledged by the staff."""
