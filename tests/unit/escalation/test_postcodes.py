"""Files of postcodes: read as the ONS shapes them, and refused with the line that is not right."""

from pathlib import Path

import pytest

from services.cli.postcodes import read
from services.cli.refusal import Refusal
from services.escalation.domain.signature.ward import spellings

HEAD = "pcds,ward_code,ward_name\n"


def test_a_postcode_is_found_in_whatever_way_it_is_spelt(tmp_path: Path) -> None:
    file = tmp_path / "postcodes.csv"
    file.write_text(f"\ufeff{HEAD}M32 0TH,E05000001,Stretford\nm41 1,E05000002,Urmston\n")
    names, postcodes = read(file)
    assert names == {"E05000001": "Stretford", "E05000002": "Urmston"}
    assert dict(postcodes) == {"M320TH": "E05000001", "M411": "E05000002"}
    assert [spellings(one) for one in ("m32 0th", "M411AA")] == [("M320TH", "M320"), ("M411AA", "M411")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "columns pcds"),
        ("pcds,ward_code\nM32 0TH,E1\n", "columns pcds"),
        (HEAD, "no postcode"),
        (f"{HEAD}M32 0TH,E1,\n", "Line 2"),
        (f"{HEAD}M32 0TH,E1,Stretford\nM320TH,E2,Urmston\n", "Line 3"),
        (f"{HEAD}M32 0TH,E1,Stretford\nM41 1AA,E1,Urmston\n", "Line 3"),
    ],
)
def test_a_file_that_is_not_right_is_refused_by_its_line(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "postcodes.csv"
    file.write_text(text)
    with pytest.raises(Refusal, match=said):
        read(file)
