"""The same proof of a centre with two Asterisks behind two edges and two applications: `make chaos-nodes`."""
