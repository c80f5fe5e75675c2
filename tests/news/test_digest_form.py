"""The form for a digest: values, and what is wrong with them."""

from datetime import time

import pytest

from news.digest_form import FormField, FormProblem, parse_digest_form

RIGHT: dict[str, str | tuple[str, ...]] = {"time": "07:30", "days": ("0", "6"), "zone": "Europe/Berlin"}


def test_right_values_are_taken_as_they_are() -> None:
    form, problems = parse_digest_form(
        RIGHT
        | {"packs": ("world", "invented"), "links": "https://a.example\nhttps://b.example, https://a.example"}
        | {"topics": " climate ,  solar  power;climate", "now": ("now",)},
        pack_names=("world",),
        needs_source=True,
    )

    assert not problems
    assert (form.wall_time, form.weekdays, form.zone) == (time(7, 30), (0, 6), "Europe/Berlin")
    assert form.packs == ("world",)
    assert form.links == ("https://a.example", "https://b.example")
    assert form.topics == ("climate", "solar power")
    assert form.wants_brief_now


@pytest.mark.parametrize(
    ("changed", "field", "problem"),
    [
        ({"links": "courier.example"}, FormField.LINKS, FormProblem.INVALID_LINK),
        ({"links": "javascript:alert(1)"}, FormField.LINKS, FormProblem.INVALID_LINK),
        ({"links": " ".join(f"https://{n}.example" for n in "abcde")}, FormField.LINKS, FormProblem.TOO_MANY_LINKS),
        ({"links": ""}, FormField.LINKS, FormProblem.NO_SOURCES),
        ({"zone": "../etc/passwd"}, FormField.ZONE, FormProblem.UNKNOWN_ZONE),
        ({"zone": ""}, FormField.ZONE, FormProblem.UNKNOWN_ZONE),
        ({"time": "25:00"}, FormField.TIME, FormProblem.INVALID_TIME),
        ({"days": ()}, FormField.DAYS, FormProblem.NO_DAYS),
        ({"days": ("7", "x")}, FormField.DAYS, FormProblem.NO_DAYS),
        ({"topics": ",".join("abcdefghijk")}, FormField.TOPICS, FormProblem.TOO_MANY_TOPICS),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named_with_its_field(
    changed: dict[str, str | tuple[str, ...]], field: FormField, problem: FormProblem
) -> None:
    _, problems = parse_digest_form({"links": "https://a.example"} | RIGHT | changed, needs_source=True)

    assert {name: code for name, (code, _) in problems.items()} == {field: problem}
