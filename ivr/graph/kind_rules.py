"""What the validation must know of a kind of node, and what an editor is told of it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from ivr.expressions.evaluation import Expression


class NodeSettings(BaseModel):
    """Base of every kind's settings: unknown settings are mistakes, not ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")


SettingsT = TypeVar("SettingsT", bound=NodeSettings)


@dataclass(frozen=True, slots=True)
class NodeOutcome:
    """How a node may end."""

    name: str
    label: Annotated[str, Field(description="For people, in Polish")]


@dataclass(frozen=True, slots=True)
class OutcomesFrom:
    """Further outcomes: the `keys` or `values` of the mapping in `setting`, the field `name` of the `items` of the
    list in it, or the outcome `name` where it is set (`if_set`).
    """

    # What is answered has every field, those with a default, too: the description says so.
    __pydantic_config__ = ConfigDict(json_schema_serialization_defaults_required=True)

    setting: str
    part: Literal["keys", "values", "items", "if_set"]
    name: str = ""

    def of(self, settings: NodeSettings) -> frozenset[str]:
        value = getattr(settings, self.setting)
        match self.part:
            case "keys":
                return frozenset(value)
            case "values":
                return frozenset(value.values())
            case "items":
                return frozenset(getattr(item, self.name) for item in value)
            case "if_set":
                return frozenset({self.name} if value else ())


class KindRules(Generic[SettingsT]):
    """The rules of one kind of node. Each method is given a node's settings.

    A kind sets the class variables and overrides the methods for which it has another answer.
    """

    name: ClassVar[str]
    label: ClassVar[str]  # Polish, as are `help` and `group`
    help: ClassVar[str]
    group: ClassVar[str]  # one of `ivr.kinds.GROUPS`
    settings: type[SettingsT]
    fixed_outcomes: ClassVar[Sequence[NodeOutcome]] = ()  # there whatever the settings say
    outcomes_from: ClassVar[Sequence[OutcomesFrom]] = ()  # further ones, which settings name
    newer_outcomes: ClassVar[Mapping[str, str]] = {}
    """Outcomes for which a version published before them has no way, and the one that it takes instead."""
    is_final: ClassVar[bool] = False  # the call may end here
    allows_recording: ClassVar[bool] = False  # from here on the call may be recorded
    is_queue: ClassVar[bool] = False  # sends the call to a person

    def outcomes(self, settings: SettingsT) -> frozenset[str]:
        """Each needs a way on in the graph."""
        fixed = frozenset(outcome.name for outcome in self.fixed_outcomes)
        return fixed.union(*(source.of(settings) for source in self.outcomes_from))

    def choices(self, settings: SettingsT) -> frozenset[str]:
        """The outcomes that the author of the scenario has named: keys of a menu, cases of a condition."""
        sources = (source for source in self.outcomes_from if source.part != "if_set")
        return frozenset[str]().union(*(source.of(settings) for source in sources))

    def untried(self, settings: SettingsT) -> frozenset[str]:
        """The outcomes for which publishing asks no test case: those that a simulated call does not have, or only
        where something before it failed."""
        return frozenset()

    def unasked(self, settings: SettingsT) -> frozenset[str]:
        """The outcomes that a caller who presses nothing may meet: a loop of such ways would never end."""
        return self.outcomes(settings)

    def prompts(self, settings: SettingsT) -> Sequence[str]:
        """All prompts that a node may play; they have to exist."""
        return ()

    def heard(self, settings: SettingsT) -> Sequence[str]:
        """The prompts to which a caller who does everything right listens: the setting `prompts`, or else all."""
        asked: Sequence[str] | None = getattr(settings, "prompts", None)
        return asked or self.prompts(settings)

    def reply_time(self, settings: SettingsT) -> float:
        """Seconds that such a caller takes to answer."""
        return 0.0

    def items(self, settings: SettingsT) -> Sequence[str]:
        """The keys between which a caller has to choose."""
        return ()

    def sets(self, settings: SettingsT) -> frozenset[str]:
        """The variables of the call that get a value here."""
        return frozenset()

    def expressions(self, settings: SettingsT) -> Sequence[Expression]:
        """Those that are worked out here; their variables have to have a value before."""
        return ()

    def offices(self, settings: SettingsT) -> Sequence[str]:
        """Codes of offices, which have to exist."""
        return ()

    def topics(self, settings: SettingsT) -> Sequence[str]:
        """Ids of topics, which have to be there and active when the scenario is published."""
        return ()

    def transfers(self, settings: SettingsT) -> Sequence[str]:
        """Entries of the list of allowed numbers."""
        return ()

    def addresses(self, settings: SettingsT) -> Sequence[str]:
        """URLs of outside services."""
        return ()

    def languages(self, settings: SettingsT) -> frozenset[str]:
        """The languages in which the caller may be spoken to from here on."""
        return frozenset()

    def is_secret(self, settings: SettingsT) -> bool:
        """Whether what is keyed here may stand nowhere, a recording included."""
        return False


Kinds = Mapping[str, KindRules[Any]]
"""The kinds by name."""
