"""Broken files made by code, each with the rule that must be met and words that must be said."""
