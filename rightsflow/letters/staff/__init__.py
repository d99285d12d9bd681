"""Mails to staff: what wants a decision, what was decided, and how the day begins."""
