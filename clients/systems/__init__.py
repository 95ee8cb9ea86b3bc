"""What systems of other institutions may ask of one person (docs/other-systems.md)."""
