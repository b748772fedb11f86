"""Signed notes, checkpoints and cosignatures as other tools of the trade write and read them."""

from datetime import UTC, datetime

import pytest

from shared.proof.notes import COSIGNED, Checkpoint, Key, NotANote, Note, Verifier, signature, signed

# Published with the package in which signed notes were first written, golang.org/x/mod/sumdb/note.
PUBLISHED_KEY = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PUBLISHED_VERIFIER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PUBLISHED_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PUBLISHED_LINE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
KEY, WITNESS = Key("example.org/record", bytes(range(32))), Key("watch.example.org/w1", bytes(range(32, 64)))
CHECKPOINT = Checkpoint("example.org/record", 7, bytes(32))


def test_the_published_note_comes_out_and_holds() -> None:
    key = Key.parse(PUBLISHED_KEY)
    assert str(key.verifier()) == PUBLISHED_VERIFIER
    assert key.sign(PUBLISHED_TEXT) == PUBLISHED_LINE
    assert Note.parse(f"{PUBLISHED_TEXT}\n{PUBLISHED_LINE}\n".encode()).signed_by(Verifier.parse(PUBLISHED_VERIFIER))


def test_keys_and_notes_are_read_as_they_were_written() -> None:
    note = signed(CHECKPOINT, KEY).with_lines([WITNESS.cosign(CHECKPOINT.text(), NOON)])
    assert Note.parse(str(note).encode()) == note
    assert Checkpoint.parse(note.text) == CHECKPOINT
    assert Key.parse(KEY.written()) == KEY
    assert Verifier.parse(str(KEY.verifier())) == KEY.verifier()
    assert note.signed_by(KEY.verifier())
    assert note.cosigned_at(WITNESS.verifier(COSIGNED)) == NOON
    assert note.with_lines([each.line for each in note.signatures]) == note


def test_any_long_secret_makes_a_key_and_always_the_same() -> None:
    assert Key.of_secret("s" * 32, "a.org/record") == Key.of_secret("s" * 32, "a.org/record")
    assert Key.of_secret("s" * 33, "a.org/record") != Key.of_secret("s" * 32, "a.org/record")
    with pytest.raises(NotANote):
        Key.of_secret("short", "a.org/record")


def test_no_change_of_a_note_goes_unseen() -> None:
    note = str(signed(CHECKPOINT, KEY).with_lines([WITNESS.cosign(CHECKPOINT.text(), NOON)])).encode()
    known, witness = KEY.verifier(), WITNESS.verifier(COSIGNED)

    def holds(raw: bytes) -> bool:
        try:
            read = Note.parse(raw)
        except NotANote:
            return False
        return read.signed_by(known) and read.cosigned_at(witness) == NOON

    assert holds(note)
    assert not [at for at in range(len(note)) if holds(note[:at] + bytes([note[at] ^ 1]) + note[at + 1 :])]
    assert not holds(note[:-1])
    assert not Note.parse(note).signed_by(WITNESS.verifier())
    assert Note.parse(note).cosigned_at(KEY.verifier(COSIGNED)) is None


@pytest.mark.parametrize(
    "text",
    ["a\n1\n\n", "a\n01\nAAAA\n", "a\n-1\nAAAA\n", "a\n1\nAAAA\n", "a\n1", "", f"a\n1\n{'A' * 43}=\n\n"],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(NotANote):
        Checkpoint.parse(text)


@pytest.mark.parametrize(
    "text", ["", "a+b+c", PUBLISHED_VERIFIER.replace("Peter", "Petra"), PUBLISHED_KEY, f"{PUBLISHED_VERIFIER}="]
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(NotANote):
        Verifier.parse(text)
    with pytest.raises(NotANote):
        Key.parse(text.replace("PRIVATE+KEY+Peter", "PRIVATE+KEY+Petra"))
    with pytest.raises(NotANote):
        signature(text)
