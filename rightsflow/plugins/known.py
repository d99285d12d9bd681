"""What is installed, whether it may be used, what it can do, and how it stands to the rules."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from rightsflow.deeds import Capability, capabilities_of
from rightsflow.errors import Fault, Faulty
from rightsflow.plugins.offers import NotUsable, Offer, choose, offers
from rightsflow.plugins.quality import Standing, read_quality


@dataclass(frozen=True, slots=True)
class Known:
    """A kind that is installed; of one that is not allowed nothing was imported.

    `capabilities` are those of the class of its connectors: what they can do at most. `problem`
    says what is wrong with it or stands against it, with `remedy`.
    """

    offer: Offer
    allowed: bool
    capabilities: tuple[Capability, ...] = ()
    quality: Mapping[str, Standing] = field(default_factory=dict)
    problem: str = ""
    remedy: str = ""

    @property
    def counts(self) -> dict[str, int]:
        """Return how many rules are done, exempt and still to do; nothing if it does not say."""
        told = Counter(one.status for one in self.quality.values())
        return {status: told[status] for status in ("done", "exempt", "todo")} if told else {}


def known(plugins: Mapping[str, str]) -> list[Known]:
    """Return every kind that is installed, by name; what is broken is told, and never fatal."""
    installed = offers()
    return [_known(one, plugins, installed) for one in installed]


def absent(plugins: Mapping[str, str]) -> Iterator[str]:
    """Yield a sentence for each kind that is allowed and that its package does not offer."""
    there = {(one.kind, one.package) for one in offers()}
    for kind, package in plugins.items():
        if (kind, package) not in there:
            yield f"{kind} is allowed from {package}, and that package does not offer it here."


def _known(offer: Offer, plugins: Mapping[str, str], installed: list[Offer]) -> Known:
    try:
        chosen = choose(offer.kind, plugins, installed)
    except NotUsable as error:
        return Known(offer, allowed=False, problem=error.problem, remedy=error.remedy)
    if chosen != offer:
        problem = f"{offer.package} offers the name {offer.kind}, which {chosen.package} serves"
        remedy = f"It is never used; remove {offer.package} if you do not know why it is there"
        return Known(offer, allowed=False, problem=problem, remedy=remedy)
    try:
        can = capabilities_of(offer.load().connector)
    except NotUsable as error:
        return Known(offer, allowed=True, problem=error.problem, remedy=error.remedy)
    in_order = tuple(one for one in Capability if one in can)
    try:
        return Known(
            offer, allowed=True, capabilities=in_order, quality=read_quality(offer.entry.module)
        )
    except Faulty as error:
        fault: Fault = error.faults[0]
        place = " ".join(filter(None, (offer.kind, fault.file, fault.field)))
        problem = f"{place}: {fault.problem}"
        return Known(
            offer, allowed=True, capabilities=in_order, problem=problem, remedy=fault.remedy
        )
