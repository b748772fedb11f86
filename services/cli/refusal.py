"""How a command says no: it raises one of these; `services.cli.words` says what is printed, and the exit status."""


class Refusal(Exception):
    """What was asked cannot be done; the message says what is wrong and where, in one line."""


class NotThere(Refusal):
    """What was asked can be done, but not while something that it needs is away; the message says what."""
