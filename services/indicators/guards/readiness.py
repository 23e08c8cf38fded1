"""Guard G10: ready means assigned, restored and not in a rebalance, not merely alive.

Faust's own page answers as long as the process breathes, also for a worker that will never consume again.
"""

import faust

from services.indicators.guards.commits import consumer_of

SPARE = "no partition assigned"


def not_ready(app: faust.App) -> str | None:
    """Why the worker is not processing now, in words; None when it is. `SPARE` may last: there may be more workers
    than partitions."""
    if app.crashed:
        return "crashed"
    if (consumer := consumer_of(app)) is None:
        return "not connected"
    if app.rebalancing:
        return "rebalancing"
    if app.in_recovery:
        return "restoring tables"
    if not consumer.assignment():
        return SPARE
    return None if app.tables.actives_ready else "tables not ready"
