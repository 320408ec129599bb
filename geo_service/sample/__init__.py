"""The fictitious sample city, made by code."""
