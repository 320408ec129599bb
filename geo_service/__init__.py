"""Coverage gaps of a city: who is not served, where, why, and what would change it."""

__version__ = "0.5.0"
