"""Microsoft Dynamics 365: the Web API of Dataverse, with whatever solutions are installed."""

from connectors.dynamics.kind import CONNECTOR

__all__ = ["CONNECTOR"]
