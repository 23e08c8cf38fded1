"""The real agenda, arranged for the worker, and an assessment that follows its inputs."""

from collections.abc import Mapping
from datetime import date

import pytest

from schemas.assessment import Assessment, Input
from schemas.stats import SeriesSnapshot
from services.indicators.agenda import AgendaView, agenda_view
from services.indicators.domain.subject import Subject
from services.indicators.handlers import Assess
from services.runtime.agenda import AgendaIndex, load_agenda
from tests.builders.assessments import digital_skills

KEY = "digital-skills-basic/BE2"


@pytest.fixture(scope="session")
def view() -> AgendaView:
    return agenda_view(AgendaIndex(load_agenda()))


@pytest.fixture(scope="session")
def subject(view: AgendaView) -> Subject:
    return view.subjects[KEY]


@pytest.fixture
def assess() -> Assess:
    """Judges nothing, but tells what it was computed from."""

    def told(
        subject: Subject, snapshots: Mapping[str, SeriesSnapshot], as_of: date | None, previous: Assessment | None
    ) -> Assessment:
        return digital_skills(
            as_of=as_of,
            agenda=subject.edition,
            inputs=tuple(input_of(snapshots[series]) for series in sorted(snapshots)),
        )

    return told


def input_of(snapshot: SeriesSnapshot) -> Input:
    return Input(
        series_id=snapshot.series_id,
        version=snapshot.version,
        content_sha256=snapshot.content_sha256,
        raw_sha256=snapshot.raw.sha256,
        retrieved_at=snapshot.retrieved_at,
    )
