"""The evidence of a case for an authority: one PDF to read, and its twin in JSON."""
