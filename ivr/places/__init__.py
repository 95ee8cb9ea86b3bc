"""Where offices are besides their seat now: branches, and addresses from a day on."""
