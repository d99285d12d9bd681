"""Instances that `rightsflow init` makes: an invented company, and an empty start."""
