"""What is left undone while more calls come than the machine carries. Pure."""

from enum import IntEnum


class Shed(IntEnum):
    """In the order in which it goes; each holds everything before it, too."""

    NOTHING = 0
    BOARD = 1  # the figures of the board
    PACKING = 2  # sealing recordings; they stay where they were made
    REPORTS = 3  # the figures of reports; they catch up
    EXTRAS = 4  # what a waiting caller hears besides music: place, time, the offer to ring back
    CALLS = 5  # new calls, as many as are too many: they hear one sentence
