"""Kinds of systems, found by entry point: another package may bring its own connector.

Installed is not trusted, for a connector holds credentials: our own kinds may always be used,
any other one only if `controller.yaml` names it with its package. Only the kinds that a data
map names are imported.
"""

from rightsflow.plugins.known import Known, absent, known
from rightsflow.plugins.offers import GROUP, NotUsable, Offer, choose, offers
from rightsflow.plugins.opening import NONE_FROM_OUTSIDE, open_connector, open_connectors
from rightsflow.plugins.quality import RULES, Standing, read_quality

__all__ = [
    "GROUP",
    "NONE_FROM_OUTSIDE",
    "RULES",
    "Known",
    "NotUsable",
    "Offer",
    "Standing",
    "absent",
    "choose",
    "known",
    "offers",
    "open_connector",
    "open_connectors",
    "read_quality",
]
