"""Made-up people in the proportions of the province: who they are, and what the offices know of them."""
