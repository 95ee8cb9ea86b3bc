"""Why a recording cannot be had. Pure."""

from core.errors import S724Error


class RecordingUnreadable(S724Error):
    """Base: whoever wants to hear a recording is told `message_pl`."""

    code = "recording_unreadable"
    message_pl = "Nagrania nie można odtworzyć."


class RecordingNotThere(RecordingUnreadable):
    """No recording of this id, or none that is packed (yet)."""

    code = "recording_not_there"
    message_pl = "Nie ma takiego nagrania albo nie zostało jeszcze zapisane w magazynie."


class KeyDestroyed(RecordingUnreadable):
    """Withdrawn, erased, let go by rule or by order: nothing opens it any more."""

    code = "recording_destroyed"
    message_pl = "Nagranie zostało zniszczone: jego klucz już nie istnieje."


class WrongKey(RecordingUnreadable):
    """The installation has not the key that wraps this recording's, or the wrapped key was changed."""

    code = "recording_wrong_key"
    message_pl = (
        "Klucz nagrań tej instalacji nie otwiera tego nagrania. Trzeba przywrócić klucz, którym je zamknięto "
        "(recording_key w secrets.json)."
    )


class KeyMissing(WrongKey):
    """The installation has no key for recordings at all."""

    code = "recording_key_missing"
    message_pl = (
        "Instalacja nie ma klucza nagrań (recording_key w secrets.json). Trzeba go przywrócić z kopii zapasowej."
    )


class ObjectMissing(RecordingUnreadable):
    """The store answers, and has not the sealed file."""

    code = "recording_missing"
    message_pl = "W magazynie nie ma pliku tego nagrania."


class ObjectChanged(RecordingUnreadable):
    """A byte of the sealed file is not as it was written, or it is another file, or cut."""

    code = "recording_changed"
    message_pl = "Plik tego nagrania został zmieniony: nie jest taki, jak go zapisano."


class StoreAway(RecordingUnreadable):
    """The store does not answer, or refuses us. Another try may do."""

    code = "recording_store_away"
    message_pl = "Magazyn nagrań nie odpowiada. Spróbuj ponownie za kilka minut."
