"""Verbs: thin Prefect tasks over a batch of cases."""
