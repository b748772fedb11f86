"""A clerk's table becomes entries: a year has a column, and nothing is squeezed into one cell."""

from decimal import Decimal

import pytest

from services.publication.domain.entry.particulars import ItemClass, PeriodTarget
from services.publication.schemas.submission.row import command_of_rows, rows_of
from shared.problems import Malformed

HEAD = "round,party,party_name,kind,item_code,item_title,status,source,unit,measure,item_class"


def test_each_year_class_and_measure_has_a_column_of_its_own() -> None:
    table = f"{HEAD},target 2028/29,stretch 2028/29,target 2029-q1,target 2030/31\n"
    table += "first,council,C,proposal,A,Waste,proposed,Letter,kilograms,waste,local,570,560,Not measured,\n"
    (said,) = command_of_rows(rows_of(table)[1]).entries
    terms = said.particulars.terms
    assert terms is not None
    assert (terms.measure, terms.item_class) == ("waste", ItemClass.LOCAL)
    assert terms.targets == (
        PeriodTarget(period="2028/29", value=Decimal(570), stretch=Decimal(560)),
        PeriodTarget(period="2029-Q1", is_surveyed=False),
    )
    with pytest.raises(Malformed):
        rows_of(f"{HEAD},aims 2028/29\n,,,,,,,,,,,1\n")
