"""The list of public addresses only grows."""

from services.cli.permalinks import permalinks


def test_what_was_public_stays_in_its_place_and_what_is_new_comes_behind() -> None:
    old = "/nl/gone/\nrecommendations 108\n"
    lines = [line for line in permalinks(old).splitlines() if not line.startswith("#")]
    assert lines[:2] == ["/nl/gone/", "recommendations 108"]
    assert {"/{lang}/recommendations/{recommendations}/", "recommendations 107", "terms on-track"} <= set(lines)
    assert len(lines) == len(set(lines))
    assert permalinks(permalinks(old)) == permalinks(old)


def test_what_hangs_on_what_was_received_is_no_permalink() -> None:
    assert not any(
        line.startswith(("/raw", "/{lang}/mails", "/api/v1/series/")) for line in permalinks(None).splitlines()
    )
