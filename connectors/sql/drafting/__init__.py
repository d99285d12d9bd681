"""A first data map of a database nobody has described yet: read only, every guess marked."""
