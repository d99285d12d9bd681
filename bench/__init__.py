"""The benchmark: access requests from mail to queued letter, against the bare work."""
