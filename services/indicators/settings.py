"""The settings of the indicators worker."""

from typing import Annotated

from pydantic import Field

from services.runtime.settings import Settings


class IndicatorsSettings(Settings):
    """What the indicators worker needs to know beside what every service needs."""

    group_instance: Annotated[
        str | None,
        Field(
            description="Name of this worker in its consumer group, unique and stable, so that a quick restart keeps "
            "its partitions; not given, every start is a new member.",
            examples=["indicators-1"],
            pattern=r"^[A-Za-z0-9._-]+$",
        ),
    ] = None
    session_timeout: Annotated[
        float,
        Field(
            description="Seconds of silence after which the broker takes a worker for dead (at least 6).", ge=6, le=300
        ),
    ] = 30.0
    stall_after: Annotated[
        float,
        Field(description="Seconds a worker may have records waiting and finish none before it ends itself.", ge=5),
    ] = 15.0
