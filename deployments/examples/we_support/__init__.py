"""An invented staffing company with its systems, its people and their letters."""
