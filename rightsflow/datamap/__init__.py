"""The data map: one YAML file for each system that may hold personal data."""
