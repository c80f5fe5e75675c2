"""What is read as a quantity."""

import pytest

from summarize.text.quantities import extract_quantities


@pytest.mark.parametrize(
    ("sentence", "values"),
    [
        ("It cost $3.2m.", [3_200_000]),
        ("It cost 3.2m crowns.", [3_200_000]),
        ("It cost 3.2bn crowns.", [3_200_000_000]),
        ("It cost 1.1 billion or 1.1bn.", [1_100_000_000, 1_100_000_000]),
        ("Es kostet 3,2 Mio. Kronen oder 3,2 Mrd. Euro.", [3_200_000, 3_200_000_000]),
        ("She won the 100m race and the 200m final.", [100, 200]),
        ("A road of 12km and one of 12 km.", [12, 12]),
        ("Section 3b holds for 20k people.", [20_000]),
        ("It rose to 2.75 crowns.", [2.75]),
        ("It opens at 6.30, at 7:45, at 8 a.m. and on 3 December.", []),
        ("They won 2-1.", []),
    ],
)
def test_quantities_are_read_with_their_scale(sentence: str, values: list[float]) -> None:
    assert [quantity.value for quantity in extract_quantities(sentence)] == values


def test_quantities_of_a_long_text_are_read_in_linear_time() -> None:
    for piece in ("1", "1.", "3-", "12:", "1 May ", "3 and 4 ", "at ", "6.30 "):
        assert extract_quantities(piece * 2_000) is not None
