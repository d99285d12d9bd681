"""Running it: command line, wiring, schedules, example controllers."""
