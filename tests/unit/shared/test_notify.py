"""Mail by GOV.UK Notify: signed as it asks, once however often it is tried, and told apart what became of it."""

from datetime import UTC, datetime

import pytest
from pydantic import SecretStr, ValidationError

from shared.post.mail import Letter, post_from, status_of
from shared.post.notify import BadKey, Delivery, Notify, NotTaken, Status
from shared.settings import Mode, Settings
from tests import notify_server
from tests.notify_server import KEY, TEMPLATE

LETTER = Letter(
    to="ann@example.org",
    subject="A day is near",
    text="4 May 2026 is near.\n\n  - your case\n",
    key="desk.mail/1",
    unsubscribe="https://folkmoot.example/desk/mail/stop?token=1",
)


def set_up(address: str, key: str = KEY) -> Settings:
    return Settings(
        mode=Mode.LOCAL,
        database_url="postgresql://x/y",
        notify_key=SecretStr(key),
        notify_template=TEMPLATE,
        notify_address=address,
    )


async def test_a_letter_goes_once_though_an_answer_is_lost_and_what_became_of_it_is_told() -> None:
    async with notify_server.running() as server:
        settings = set_up(server.address)
        post = post_from(settings)
        assert await status_of(settings, LETTER.key) is None
        server.loses = 1
        with pytest.raises(NotTaken):
            await post.send(LETTER)
        for _ in range(2):
            await post.send(LETTER)
        (sent,) = server.taken
        assert sent["email_address"] == LETTER.to
        assert sent["personalisation"] == {"subject": LETTER.subject, "body": LETTER.text}
        assert sent["one_click_unsubscribe_url"] == LETTER.unsubscribe
        assert "desk" not in sent["reference"]  # a key of ours may name accounts
        at = datetime(2026, 5, 4, 9, tzinfo=UTC)
        for status, delivery in (
            ("sending", Delivery.WAITING),
            ("delivered", Delivery.DELIVERED),
            ("permanent-failure", Delivery.FAILED),
        ):
            sent |= {"status": status, "completed_at": "2026-05-04T09:00:00.000000Z"}
            assert await status_of(settings, LETTER.key) == Status(delivery, at)


async def test_what_notify_does_not_take_may_be_tried_again_and_repeats_no_address() -> None:
    async with notify_server.running() as server:
        post = post_from(set_up(server.address))
        server.fails = [(429, "RateLimitError"), (500, "Exception"), (400, "BadRequestError")]
        for status, code in tuple(server.fails):
            with pytest.raises(NotTaken, match=f"{status} {code}") as refused:
                await post.send(LETTER)
            assert isinstance(refused.value, OSError)
            assert "ann" not in str(refused.value)
        await post.send(LETTER)
        assert len(server.taken) == 1
        stranger = post_from(set_up(server.address, KEY[:-1] + "1"))
        with pytest.raises(NotTaken, match="403 AuthError"):
            await stranger.send(LETTER)
    with pytest.raises(NotTaken):  # nobody is there any more
        await post.send(LETTER)


def test_a_key_that_is_none_and_a_key_without_a_template_stop_the_start() -> None:
    with pytest.raises(BadKey):
        Notify("s3cret", TEMPLATE)
    with pytest.raises(ValidationError, match="notify_template"):
        Settings(mode=Mode.LOCAL, database_url="postgresql://x/y", notify_key=SecretStr(KEY))
