"""The root of every error that comity shows to a person."""


class ComityError(Exception):
    """Something that could not be done: what happened, and what to do about it.

    `message` is lower case without a full stop, with the user's text in backticks; `help` is one sentence that
    says what to do. Both are shown to people.
    """

    def __init__(self, message: str, *, help: str) -> None:
        super().__init__(message)
        self.message = message
        self.help = help

    def __str__(self) -> str:
        return self.message
