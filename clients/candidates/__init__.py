"""The registered by what they can do: found by their own office for an offer, each look written down."""
