"""A place on one machine keeps what it needs to read its own data again."""

from pathlib import Path

from services.local.place import kept_secret


def test_a_place_that_is_served_again_has_the_secret_by_which_it_sealed(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    first = kept_secret(file)
    assert len(first) > 40
    assert kept_secret(file) == first
    assert file.stat().st_mode & 0o077 == 0
    assert kept_secret(tmp_path / "another") != first
