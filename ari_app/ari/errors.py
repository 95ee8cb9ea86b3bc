"""What may become of a request, by what the one who asked can do about it."""


class AriError(Exception):
    """Base: a request was not carried out, or nobody knows whether it was."""


class Refused(AriError):
    """Asterisk answered, and said no.

    `status` and `operation` stand in the text; `detail` is Asterisk's own explanation, which may quote a
    number or a name and so belongs in no log.
    """

    def __init__(self, operation: str, status: int, detail: str = "") -> None:
        super().__init__(f"{operation}: {status}")
        self.operation = operation
        self.status = status
        self.detail = detail


class NotFound(Refused):
    """404: the channel, bridge, playback ... is not there, or no longer. In a clean-up this means done."""


class Conflict(Refused):
    """409: a thing with this id exists, or the channel or bridge is not in an application.

    The latter is also said for a moment of one that has just gone: in a clean-up it means done, like 404.
    `channels.originate` to a telephone that is not registered may end here too: once one request of the
    connection met a real conflict, Asterisk 22.10 says 409 and no longer 500.
    """


class Rejected(Refused):
    """Another 4xx: the request itself is wrong, and would be so again."""


class ServerError(Refused):
    """5xx: Asterisk could not do it; also what `channels.originate` to an unknown or unregistered
    telephone says, with the detail "Allocation failed"."""


class NotUnderstood(AriError):
    """Asterisk carried it out, but the answer is not of the described form."""


class ConnectionLost(AriError):
    """The connection went before the answer came: the request may or may not have been carried out."""


class Timeout(AriError):
    """No answer within the deadline: the request may or may not have been carried out."""


class Overloaded(AriError):
    """Too many requests wait for their answers; this one was not sent."""


class ReplacedByAnother(AriError):
    """Another instance has taken over one of our applications; its events go there from now on."""

    def __init__(self, application: str) -> None:
        super().__init__(f"another instance has taken over the application {application}")
        self.application = application


def refusal(operation: str, status: int, detail: str = "") -> Refused:
    """The error for a status of 400 and above."""
    if status == 404:
        return NotFound(operation, status, detail)
    if status == 409:
        return Conflict(operation, status, detail)
    if status >= 500:
        return ServerError(operation, status, detail)
    return Rejected(operation, status, detail)
