"""Looks whether flows run as they should, from outside of Prefect, and mails who runs them."""
