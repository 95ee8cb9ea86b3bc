"""What the kinds that find the competent office by something that is keyed have in common."""

from ivr.graph.kind_rules import NodeOutcome, SettingsT
from ivr.nodes.kind import NodeKind


class OfficeFindingKind(NodeKind[SettingsT]):
    """Finds an office, or leads to the menu of offices."""

    group = "urząd"
    fixed_outcomes = (
        NodeOutcome("found", "urząd znaleziony"),
        NodeOutcome("menu", "wybór z listy"),
        NodeOutcome("failed", "mimo prób bez właściwej odpowiedzi"),
    )

    def unasked(self, settings: SettingsT) -> frozenset[str]:
        return frozenset({"failed"})
