"""The two ways in which a command ends badly: one line for a person, and an exit status."""


class PapertideError(Exception):
    """The work could not be done: names the cause and the cure in one line; exit status 1."""

    exit_status = 1


class UsageError(PapertideError):
    """What was asked makes no sense (a range the wrong way round, an unknown format); exit status 2."""

    exit_status = 2
