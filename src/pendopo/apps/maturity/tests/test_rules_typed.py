from decimal import Decimal
from fractions import Fraction

import pytest

from pendopo.apps.maturity.rules.typed import exact, number


def test_it_works() -> None:
    assert number("2,62") == Decimal("2.62")
    assert exact("2.6") == exact("13/5") == Fraction(13, 5)


@pytest.mark.parametrize("said", ["", "1e999999999", "1E50", "NaN", "inf", "²", "1/0", "0x1", "1_0", "9" * 5000, "--1"])
def test_what_is_no_plain_number_is_not_read(said: str) -> None:
    assert number(said) is None
    assert exact(said) is None
