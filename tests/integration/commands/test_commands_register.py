"""`folkmoot register load` against a real database: what it takes, what it says, and what it refuses in plain words."""

import json
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel
from sqlalchemy import text

from services.cli.register import WORDS
from services.publication.domain.register.register import RegisterEvent
from services.publication.handlers.register import register
from services.publication.schemas.register.register import RegisterIn, document
from shared.database import EVERY_AREA, Database
from shared.events.base import DECLARED, short_name
from shared.settings import Settings
from tests.integration.commands.commands import folkmoot, point_at
from tests.integration.publication.test_publication_register import TRAFFORD, trafford

MARK = ("--by", "Ada Reed", "--for", "trafford-council", "--paper", "Cabinet, 1 June 2026")
EXAMPLE = Path(__file__).parents[3] / "docs" / "register.example.toml"


@pytest.fixture(autouse=True)
def pointed(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    point_at(settings, monkeypatch)


def shape_of(name: str) -> type[BaseModel]:
    """What a list of the register is made of, or the area."""
    hint: Any = RegisterIn.model_fields[name].annotation
    shape: type[BaseModel] = get_args(hint)[0] if get_args(hint) else hint
    return shape


async def areas(publication: Database) -> int:
    async with publication.unit_of_work(EVERY_AREA) as session:
        return int((await session.execute(text("select count(*) from area"))).scalar_one())


async def test_the_example_of_the_docs_loads(publication: Database) -> None:
    said = await folkmoot("register", "load", str(EXAMPLE), *MARK[:3], "sandford-council", *MARK[4:])
    assert (said.status, said.err) == (0, "")
    (held,) = await register.every(publication)
    assert held.about
    told = document(held)
    assert not [name for name in RegisterIn.model_fields if not told[name]], "a list of which the example has none"


def test_the_docs_name_every_field_of_a_register() -> None:
    written = (EXAMPLE.parent / "register.md").read_text()
    shapes = [shape_of(name) for name in RegisterIn.model_fields]
    assert not [field for shape in shapes for field in shape.model_fields if f"`{field}`" not in written]


def test_every_fact_of_a_register_has_a_word_for_its_count() -> None:
    facts = {short_name(DECLARED[fact].type) for fact in get_args(RegisterEvent)}
    assert facts
    assert facts <= set(WORDS)


async def test_a_file_is_counted_by_kind_and_loading_it_again_adds_nothing(tmp_path: Path) -> None:
    file, body = tmp_path / "register.json", trafford()
    file.write_text(json.dumps(body), encoding="utf-8")
    first, again = [await folkmoot("register", "load", str(file), *MARK) for _ in range(2)]
    counted = f"{len(body['partners'])} partners, {len(body['measures'])} measures, {len(body['leads'])} leads"
    assert f"Added: 1 area, {len(body['places'])} places for comparison, {counted}" in first.out
    assert (first.out.count("\n"), again.status) == (1, 0)
    assert "nothing was added" in again.out


async def test_who_loads_a_register_names_a_person_a_paper_and_a_body_that_it_knows(
    tmp_path: Path, publication: Database
) -> None:
    file = tmp_path / "register.json"
    file.write_text(json.dumps(trafford()), encoding="utf-8")
    assert (await folkmoot("register", "load", str(file), *MARK[2:])).status == 2
    assert "/by" in (await folkmoot("register", "load", str(file), "--by", " ", *MARK[2:])).err
    assert "/body unknown-partner" in (await folkmoot("register", "load", str(file), *MARK, "--for", "nobody")).err
    assert await areas(publication) == 0
    assert (await folkmoot("register", "load", str(file), *MARK)).status == 0
    (loading,) = await register.loadings(publication, TRAFFORD)
    assert (loading.compilation.by, loading.compilation.paper) == ("Ada Reed", "Cabinet, 1 June 2026")


@pytest.mark.parametrize(
    ("name", "written", "words"),
    [
        ("x.toml", b"[area]\narea = [[[", "x.toml, line 2: this is not TOML"),
        ("x.toml", b"a = 1\na = 2\n", "x.toml, line 2: this is not TOML: cannot overwrite a value"),
        ("x.toml", b"", "area missing"),
        ("x.json", b'{\n"area":\n}', "x.json, line 3: this is not JSON"),
        ("x.json", b"", "x.json, line 1: this is not JSON"),
        ("x.json", b"[" * 100_000, "x.json: this is nested too deeply"),
        ("x.json", b'{"a": ' + b"9" * 5_000 + b"}", "x.json: a number in it cannot be read"),
        ("x.json", b'{"area": 1, "area": 2}', "x.json: area stands twice in one object"),
        ("x.json", b"[]", "Some of what was sent is not right"),
        ("x.toml", "a = 1\nname = 'Saint-Étienne'".encode("latin-1"), "x.toml, line 2: this is not UTF-8 text"),
        ("x.json", '{"area": 1}'.encode("utf-16"), "x.json, line 1: this is not UTF-8 text"),
    ],
)
async def test_a_file_that_cannot_be_read_is_named_with_its_line(
    name: str, written: bytes, words: str, tmp_path: Path, publication: Database
) -> None:
    (tmp_path / name).write_bytes(written)
    said = await folkmoot("register", "load", str(tmp_path / name), *MARK)
    assert (said.status, said.out) == (2, "")
    assert words in said.err
    assert await areas(publication) == 0


@pytest.mark.parametrize(("name", "words"), [("", "Is a directory"), ("none.toml", "there is no such file")])
async def test_what_is_no_file_is_refused_in_one_line(name: str, words: str, tmp_path: Path) -> None:
    assert words in (await folkmoot("register", "load", str(tmp_path / name), *MARK)).refused


async def test_every_fault_is_named_by_its_place_and_nothing_is_stored(tmp_path: Path, publication: Database) -> None:
    body = trafford()
    body["leads"] = [{"measure": "none", "lead": "nobody", "basis": "none", "since_on": "2026-01-01"}]
    file = tmp_path / "register.json"
    file.write_text(json.dumps(body), encoding="utf-8")
    said = await folkmoot("register", "load", str(file), *MARK)
    assert said.status == 2
    assert "/leads/0/measure unknown-measure" in said.err
    assert "/leads/0/lead unknown-partner" in said.err
    assert await areas(publication) == 0


async def test_a_file_that_begins_with_a_mark_of_byte_order_is_taken(tmp_path: Path, publication: Database) -> None:
    file = tmp_path / "register.json"
    file.write_text(json.dumps(trafford()), encoding="utf-8-sig")
    assert (await folkmoot("register", "load", str(file), *MARK)).status == 0
    assert (await register.read(publication, TRAFFORD)).version
