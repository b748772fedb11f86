"""Everything that can be wrong with a policy, as one tree.

    PolicyError
    ├── UnknownProfile      no profile of that name was released
    ├── ProfileBroken       a shipped profile does not fit the shape (a defect of the product)
    ├── UnknownKey          no such value in a policy
    │   ├── UnknownRegime   no scrutiny regime of that name
    │   └── UnknownWords    the profile has no words for it
    ├── WrongType           the value is not of the kind that the key takes
    ├── OverLegalCeiling    the value is above what the law (or the row's own limit) allows
    └── BelowFloor          the value is below what the chain may be built on

Messages name keys and limits; they never repeat a long value.
"""


class PolicyError(ValueError):
    """A policy cannot be had as asked; the message says why in a sentence."""


class UnknownProfile(PolicyError):
    """No profile of that name was released."""


class ProfileBroken(PolicyError):
    """A shipped profile does not fit the shape of a policy."""


class UnknownKey(PolicyError):
    """A policy has no value of that name."""


class UnknownRegime(UnknownKey):
    """No scrutiny regime of that name."""


class UnknownWords(UnknownKey):
    """The profile has no words for that state, action, role or event."""


class WrongType(PolicyError):
    """The value is not of the kind that its key takes."""


class OverLegalCeiling(PolicyError):
    """The value is above its ceiling."""


class BelowFloor(PolicyError):
    """The value is below its floor."""
