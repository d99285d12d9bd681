"""Any REST system, declared in its data map alone: no code for each of them."""

from connectors.http.kind import CONNECTOR

__all__ = ["CONNECTOR"]
