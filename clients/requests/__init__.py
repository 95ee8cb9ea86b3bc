"""What persons may ask of their data (GDPR Art. 15 to 20), worked off step by step; and what may not be erased."""
