"""What a kind of node is: the rules by which graphs are judged, and what it does with a call."""

from abc import ABC, abstractmethod

from ivr.destinations import Destination
from ivr.graph.kind_rules import KindRules, SettingsT
from ivr.visit import Visit


class NodeKind(KindRules[SettingsT], ABC):
    """A kind is a subclass in a file of its own; `ivr.nodes` lists them. The model is `ivr.nodes.announcement`.

    There is one instance of a kind for all calls: what belongs to a call stands in its `visit`.
    """

    @abstractmethod
    async def run(self, visit: Visit, node: str, settings: SettingsT) -> str | Destination:
        """What the node does. Returns an outcome, by whose way the call goes on, or where the call is sent.

        `node` is the node's name, for facts. A hang-up cancels it at any `await`.
        """
