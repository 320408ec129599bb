"""OpenStreetMap into walking streets: rules of tags, reading, topology, storing. docs/streets.md says it in words."""
