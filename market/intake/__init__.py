"""Offers that consultants write down while an employer speaks, until another person has verified them."""
