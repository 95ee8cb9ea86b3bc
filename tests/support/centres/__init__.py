"""Centres of real processes: started, shared, and what is asked of them."""
