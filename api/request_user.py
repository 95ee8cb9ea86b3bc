"""Somebody who is logged in, and what that allows. Pure."""

from dataclasses import dataclass

from core.rights import Reach, Right, Role, rights_of
from reports.calls.call_visibility import CallVisibility

CLIENTS_RIGHTS = frozenset(
    {
        *(Right.SEE_CLIENTS, Right.READ_IDENTITIES, Right.SEE_MATTERS, Right.ANSWER_MATTERS),
        *(Right.ASSIGN_MATTERS, Right.SEE_UNREADABLE_MAIL),
    }
)
"""What a consultant has when a second person has confirmed it."""


@dataclass(frozen=True, slots=True)
class User:
    """An account with its role and office. What it may do stands in `core.rights`."""

    username: str
    display_name: str
    role: Role
    office: str
    """The home office."""
    office_name: str
    is_of_province: bool
    also_offices: frozenset[str] = frozenset()
    """Further offices that the rights of the own office hold for."""
    sees_clients: bool = True
    """False for a consultant until a second person has confirmed it."""
    key_id: str | None = None
    """Of the key by which a program asks in this person's name; then only `key_rights` hold."""
    key_rights: frozenset[Right] = frozenset()

    @property
    def offices(self) -> frozenset[str]:
        """The offices that are this user's own."""
        return self.also_offices | {self.office}

    def reach(self, right: Right) -> Reach:
        """How far a right goes; `Reach.NOTHING` for one that this user has not."""
        if self.key_id is not None and right not in self.key_rights:
            return Reach.NOTHING
        if not self.sees_clients and right in CLIENTS_RIGHTS:
            return Reach.NOTHING
        return rights_of(self.role, is_of_province=self.is_of_province).get(right, Reach.NOTHING)

    def may(self, right: Right) -> bool:
        """Does this user have the right at all, for whatever it may be?"""
        return self.reach(right) > Reach.NOTHING

    def may_for(self, right: Right, office: str | None, agent: str | None = None) -> bool:
        """Does the right hold for what is of that office and, if it is somebody's, of that consultant?

        What is of no office (None) is the whole province's.
        """
        match self.reach(right):
            case Reach.PROVINCE:
                return True
            case Reach.OFFICE:
                return office in self.offices or agent == self.username
            case Reach.OWN:
                return agent == self.username
            case Reach.NOTHING:
                return False

    def offices_of(self, right: Right) -> frozenset[str] | None:
        """The offices to which the right is confined; None if it holds for all. Ask only after `may`."""
        return None if self.reach(right) is Reach.PROVINCE else self.offices

    @property
    def visible_calls(self) -> CallVisibility:
        """Which calls this user may see."""
        return self._visible_calls(Right.SEE_CALLS)

    @property
    def identifiable_calls(self) -> CallVisibility:
        """Of which calls this user may know whose they are."""
        return self._visible_calls(Right.READ_IDENTITIES)

    def _visible_calls(self, right: Right) -> CallVisibility:
        match self.reach(right):
            case Reach.PROVINCE:
                return CallVisibility(everything=True)
            case Reach.OFFICE:
                return CallVisibility(offices=self.offices)
            case Reach.OWN:
                return CallVisibility(agent=self.username)
            case Reach.NOTHING:
                return CallVisibility()
