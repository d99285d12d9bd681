"""What asking and erasing costs in each kind of system, and how it grows with the people."""
