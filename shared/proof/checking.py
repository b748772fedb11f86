"""Checks a public record from its files alone, as docs/record-format.md says: every signature, hash, leaf and word.

It asks nobody but the folder or address it is given, trusts no database, and needs no settings.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import rfc8785

from shared.proof.leaves import Document, Finding, missing_days, removals, stated_anew, withheld_words, wrongly_held
from shared.proof.merkle import Tree, commitment, leaf_hash
from shared.proof.notes import Checkpoint, NotANote, Note, Verifier
from shared.proof.tiles import (
    CHECKPOINT,
    HEIGHT,
    WIDTH,
    NotATile,
    bundle_path,
    bundles,
    tile_path,
    tiles,
    unpack,
    words_path,
)

RECORD, STRAYS = "record.json", "strays.json"
KEYS = {"v", "kind", "area", "subject", "number", "at", "facts", "words"}
SHOWN = {
    *("agreement", "round", "entry", "reply", "approval", "revision", "memorandum", "overdue", "target"),
    "judgement",
    *("step", "sealed", "register", "withholding", "deed"),
}

Read = Callable[[str], bytes | None]
"""What answers the bytes of a file of the record by its path; None where there is none."""


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a check: nothing found means that the record is whole."""

    checkpoint: Checkpoint | None
    note: Note | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """The leaves and what each says, which of their words were removed, and which of them are stated anew later."""

    leaves: Sequence[bytes]
    told: Sequence[Document | None]
    removed: Mapping[int, set[str]]
    anew: set[int]


class _Void(Exception):
    """Without this nothing else can be looked at."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


def key_of(read: Read) -> tuple[Verifier, list[tuple[Verifier, str]]]:
    """The key that the record itself names, and its witnesses. Raises NotANote.

    Whoever kept a key from before uses that one: who could change the record could change this answer.
    """
    told = _json(read(RECORD))
    try:
        witnesses = [(Verifier.parse(one["key"]), str(one["by"])) for one in told.get("witnesses", [])]
        return Verifier.parse(str(told["key"])), witnesses
    except (KeyError, TypeError, AttributeError):
        raise NotANote(f"{RECORD} tells no key") from None


def check(read: Read, key: Verifier, kept: Sequence[Note] = ()) -> Report:
    """Check everything. `kept` are checkpoints of the same record that were seen before, and were signed by the key."""
    try:
        note = _note(read, key)
        checkpoint = Checkpoint.parse(note.text)
        leaves, missing = _leaves(read, checkpoint)
    except _Void as void:
        return Report(None, None, (void.finding,))
    except NotANote as wrong:
        return Report(None, None, (Finding("note", str(wrong)),))
    tree = Tree([leaf_hash(leaf) for leaf in leaves])
    findings = [
        *missing,
        *([] if missing else _grown(tree, checkpoint, kept)),
        *([] if missing else _tiles(read, tree)),
        *_contents(read, leaves, checkpoint.size),
        *_strays(read),
    ]
    return Report(checkpoint, note, tuple(findings))


def check_files(read: Read, key: Verifier, leaves: Sequence[bytes]) -> tuple[Finding, ...]:
    """Hold what was signed against the leaves that somebody has, in order; there may be more of them than were signed
    yet. What is told beside them is not looked at.
    """
    try:
        checkpoint = Checkpoint.parse(_note(read, key).text)
        signed, missing = _leaves(read, checkpoint)
    except _Void as void:
        return (void.finding,)
    except NotANote as wrong:
        return (Finding("note", str(wrong)),)
    if missing:
        return tuple(missing)
    held = leaves[: checkpoint.size]
    others = (number for number, leaf in enumerate(signed) if number >= len(held) or leaf != held[number])
    findings = (Finding("row", "the database tells another leaf than the one that was signed", n) for n in others)
    tree = Tree([leaf_hash(leaf) for leaf in signed])
    return (*_grown(tree, checkpoint, ()), *_tiles(read, tree), *findings)


def _note(read: Read, key: Verifier) -> Note:
    held = read(CHECKPOINT)
    if held is None:
        raise _Void(Finding("note", "there is no checkpoint"))
    note = Note.parse(held)
    if not note.signed_by(key):
        raise _Void(Finding("key", "the checkpoint is not signed by the key of this record"))
    if Checkpoint.parse(note.text).origin != key.name:
        raise _Void(Finding("key", "the checkpoint is that of another record"))
    return note


def _leaves(read: Read, checkpoint: Checkpoint) -> tuple[list[bytes], list[Finding]]:
    """Every leaf; a bundle that is missing or damaged is found once, and what can be read of the others stays."""
    leaves, findings = list[bytes](), list[Finding]()
    for number, width in bundles(checkpoint.size):
        try:
            leaves += unpack(read(bundle_path(number, width)) or b"", width)
        except NotATile as wrong:
            findings.append(Finding("leaves", f"{bundle_path(number, width)}: {wrong}"))
            leaves += [b""] * width
    return leaves, findings


def _grown(tree: Tree, checkpoint: Checkpoint, kept: Sequence[Note]) -> Iterator[Finding]:
    if tree.root() != checkpoint.root:
        yield Finding("leaves", "the leaves are not those that were signed")
    for note in kept:
        earlier = Checkpoint.parse(note.text)
        if earlier.origin != checkpoint.origin:
            yield Finding("kept", "the checkpoint that was kept is that of another record")
        elif earlier.size > checkpoint.size:
            yield Finding("kept", f"the record had {earlier.size} leaves, and has {checkpoint.size} now")
        elif tree.root(earlier.size) != earlier.root:
            yield Finding("kept", f"the first {earlier.size} leaves are not those that were signed before")


def _tiles(read: Read, tree: Tree) -> Iterator[Finding]:
    for level, number, width in tiles(tree.size):
        wanted = b"".join(tree.nodes(level * HEIGHT, number * WIDTH + n) for n in range(width))
        if read(tile_path(level, number, width)) != wanted:
            yield Finding("tiles", f"{tile_path(level, number, width)} does not hold what follows from the leaves")


def contents_of(leaves: Sequence[bytes]) -> tuple[Contents, list[Finding]]:
    """What all leaves say together, in their order; and what of it cannot be."""
    told = [_leaf(leaf) for leaf in leaves]
    wrong = [Finding("leaf", "it is no leaf in canonical form", n) for n, leaf in enumerate(told) if leaf is None]
    twice = Counter((leaf["kind"], leaf["subject"], leaf["number"]) for leaf in told if leaf)
    for place, times in twice.items():
        if times > 1:
            wrong.append(Finding("double", f"{times} leaves tell of {' '.join(map(str, place))}"))
    removed, of_nothing = removals(told)
    for number, names in withheld_words(told):
        removed.setdefault(number, set()).update(names)
    wrong += [*of_nothing, *wrongly_held(told), *missing_days(told)]
    return Contents(leaves, told, removed, stated_anew(told)), wrong


def compared(document: Document, contents: Contents, numbers: Iterable[int]) -> Iterator[Finding]:
    """Hold what a database tells of the leaves of these numbers, as docs/record-format.md says, against the leaves."""
    rows = document.get("leaves")
    found = {row.get("number"): row for row in rows if isinstance(row, dict)} if isinstance(rows, list) else {}
    for number in numbers:
        leaf, row = contents.told[number], found.get(number)
        if row is None:
            yield Finding("row", "the database does not tell this leaf any more", number)
        elif leaf is not None:
            gone = contents.removed.get(number, set[str]())
            yield from _row(row, contents.leaves[number], leaf, gone, number)
            if number not in contents.anew or row.get("shown") is not None:
                yield from _shown(row, leaf, gone, number)


def _contents(read: Read, leaves: Sequence[bytes], size: int) -> Iterator[Finding]:
    contents, wrong = contents_of(leaves)
    yield from wrong
    for number, width in bundles(size):
        first = number * WIDTH
        yield from compared(_json(read(words_path(number, width))), contents, range(first, first + width))


def _leaf(leaf: bytes) -> Document | None:
    try:
        told = json.loads(leaf)
        if rfc8785.dumps(told) != leaf or told.keys() != KEYS or told["v"] != 1:
            return None
        is_formed = all(isinstance(told[name], str) for name in ("kind", "area", "subject", "at"))
        is_formed = is_formed and isinstance(told["facts"], dict) and isinstance(told["words"], dict)
        return told if is_formed and type(told["number"]) is int else None
    except (ValueError, AttributeError, TypeError, RecursionError):
        return None


def _row(row: Document, raw: bytes, leaf: Document, gone: set[str], number: int) -> Iterator[Finding]:
    columns = {"kind": "kind", "area": "area", "subject": "subject", "of": "number"}
    if row.get("leaf") != raw.decode() or any(row.get(name) != leaf[key] for name, key in columns.items()):
        yield Finding("row", "the database tells another leaf than the one that was signed", number)
    words = row.get("words")
    words = words if isinstance(words, dict) else {}
    for name in sorted(leaf["words"].keys() | words.keys()):
        opened = _commitment(words.get(name))
        if name in gone and name not in words:
            continue
        if opened is None or opened != leaf["words"].get(name):
            yield Finding("words", f"“{name}” is missing, or is not what the leaf commits to", number)
        elif name in gone:
            yield Finding("removal", f"“{name}” was removed or withheld, and is still there", number)


def _commitment(word: object) -> str | None:
    if not isinstance(word, dict):
        return None
    try:
        return commitment(bytes.fromhex(word["salt"]), word["value"].encode()).hex()
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _shown(row: Document, leaf: Document, gone: set[str], number: int) -> Iterator[Finding]:
    shown = row.get("shown")
    if not isinstance(shown, dict):
        if leaf["kind"] in SHOWN:
            yield Finding("shown", "what it tells is not shown any more", number)
        return
    if shown.get("area") != leaf["area"] or shown.get("at") not in (None, leaf["at"]):
        yield Finding("shown", "what is shown is of another area or moment", number)
    facts, words = shown.get("facts"), shown.get("words")
    for name, value in leaf["facts"].items():
        if not isinstance(facts, dict) or name not in facts or not _is_same(facts[name], value):
            yield Finding("shown", f"“{name}” is shown otherwise than it was told", number)
    kept = row.get("words")
    for name in leaf["words"].keys() - gone:
        word = kept.get(name) if isinstance(kept, dict) else None
        value = word.get("value") if isinstance(word, dict) else None
        if value is None or not isinstance(words, dict) or words.get(name) != value:
            yield Finding("shown", f"“{name}” is shown otherwise than it was told", number)


def _is_same(one: object, other: object) -> bool:
    """Whether two facts are the same: true is not 1."""
    return type(one) is type(other) and one == other


def _strays(read: Read) -> Iterator[Finding]:
    told = _json(read(STRAYS)).get("strays")
    if not isinstance(told, list):
        yield Finding("strays", "the record does not say whether anything is shown without a leaf")
        return
    for one in told:
        yield Finding("strays", f"shown without a leaf: {json.dumps(one, ensure_ascii=False)}")


def _json(raw: bytes | None) -> Document:
    try:
        found = json.loads(raw or b"{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
