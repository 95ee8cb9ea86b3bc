"""The tables and how to reach them. Policy lives in the features; only their `store` modules come here."""
