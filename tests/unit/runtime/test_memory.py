"""Settling: what is loaded is searched for cycles no more, what comes later is, and less often."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from services.runtime.memory import settle


class Ring:
    """An object that holds itself."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def as_before() -> Iterator[None]:
    """The collector as it was, after the test."""
    thresholds = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)


@pytest.mark.usefixtures("as_before")
def test_what_is_loaded_is_left_alone_and_later_cycles_are_still_found() -> None:
    before, loaded = gc.get_threshold(), gc.get_freeze_count()
    settle()
    assert gc.get_freeze_count() > loaded
    assert gc.get_threshold() > before
    later = weakref.ref(Ring())
    assert later() is not None
    gc.collect()
    assert later() is None
