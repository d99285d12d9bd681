"""The law as tables and pure functions: no input, no output, no clock."""
