"""Which part of a body deals with an alert, by the address book and the areas of the agenda."""

from collections.abc import Mapping

from services.alerts.domain.matters import Areas, Matter
from services.alerts.domain.routing import Contact, part_of, route_for
from services.alerts.items import numbers_of
from services.alerts.store import notifications
from services.alerts.store.register import Alert
from services.runtime.database import Connection


class Routes:
    """Looks up contacts; `areas` is recommendation to area."""

    def __init__(self, contacts: Mapping[str, Contact], areas: Areas) -> None:
        self._contacts, self._areas = contacts, areas

    async def matter(self, connection: Connection, alert: Alert, body: str) -> Matter:
        """The alert as this body is concerned by it; by all its recommendations where it is not said by which."""
        own = (await notifications.of_alert(connection, alert.alert_id)).get(body)
        numbers = own.recommendations if own and own.recommendations else numbers_of(alert.document)
        return Matter.of(alert.kind, alert.subject, alert.document, body, frozenset(numbers), self._areas)

    def part(self, matter: Matter) -> str | None:
        """The name of the part of the body that deals with it; None for the body itself."""
        contact = self._contacts.get(matter.body)
        route = route_for(contact, matter) if contact else None
        return route.name if route else None

    def contact(self, body: str, part: str | None) -> Contact | None:
        """Whom to write to; None where no contact is known."""
        contact = self._contacts.get(body)
        return part_of(contact, part) if contact else None
