"""A caller and a consultant talk: who hears whom, what is asked for meanwhile, and who listens in."""
