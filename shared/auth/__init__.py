"""Who may come in: keys, accounts, sessions, the access log and the local clock, all in the identity schema.

The only code that touches that schema, and through its functions alone: no service role can read its tables.
"""

from shared.auth.access import log_reading, log_refusal
from shared.auth.accounts import create_account, disable_account, session, set_grants, sign_in, sign_out
from shared.auth.caller import PUBLIC, Caller, CallerKind, Grant, known
from shared.auth.clients import ClientExists, UnknownIssuer, check_client, check_token, create_client, trust_issuer
from shared.auth.holders import keys_held_by, names_of
from shared.auth.invitations import (
    Invited,
    InvitedElsewhere,
    arm_link,
    ask_link,
    end_invitation,
    invite,
    invited_by,
    is_link_live,
    sign_in_by_link,
)
from shared.auth.keys import (
    Key,
    NoSuchHolder,
    TooManyKeys,
    areas_with_keys,
    check_key,
    create_key,
    key_id,
    list_keys,
    revoke_key,
)
from shared.auth.local_clock import CHANNEL, ClockIsFixed, business_time, follow, free_clock, move_clock, read_offset

__all__ = [
    "CHANNEL",
    "PUBLIC",
    "Caller",
    "CallerKind",
    "ClientExists",
    "ClockIsFixed",
    "Grant",
    "Invited",
    "InvitedElsewhere",
    "Key",
    "NoSuchHolder",
    "TooManyKeys",
    "UnknownIssuer",
    "areas_with_keys",
    "arm_link",
    "ask_link",
    "business_time",
    "check_client",
    "check_key",
    "check_token",
    "create_account",
    "create_client",
    "create_key",
    "disable_account",
    "end_invitation",
    "follow",
    "free_clock",
    "invite",
    "invited_by",
    "is_link_live",
    "key_id",
    "keys_held_by",
    "known",
    "list_keys",
    "log_reading",
    "log_refusal",
    "move_clock",
    "names_of",
    "read_offset",
    "revoke_key",
    "session",
    "set_grants",
    "sign_in",
    "sign_in_by_link",
    "sign_out",
    "trust_issuer",
]
