"""The catalogue of questions: small self-describing records."""
