"""The printed page of a body: always one page, whatever there is to say."""

import pytest

from services.alerts.web.sheet import sheet

LONG = "Een verzonnen zin over een verzonnen cijfer van 61,2 % – met één streepje en < & > erin. " * 3


@pytest.mark.parametrize("count", [0, 3, 400])
def test_it_is_one_page(count: int) -> None:
    pdf = sheet("Departement <b>&", "Koers", (("Wat we u vragen", [LONG] * count), ("Wat er komt", ["x"])), "nl")
    assert pdf.startswith(b"%PDF-")
    assert b"/Count 1" in pdf
