"""The command line ``geo-service``: parse, ask, render. Audience staff."""

from geo_service.cli.run import main

__all__ = ["main"]
