"""Systems: one folder for each kind of system that may hold personal data."""
