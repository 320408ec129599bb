"""The coverage engine: pure functions from a question and a City to an Answer."""
