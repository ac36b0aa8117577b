"""Visibility of the agenda: who sees the work of everybody, and who their own."""

from app.core.data.visibility import ACTOR, Visibility
from app.people.models import Person

#: Technicians are shown to those who see all orders; anybody else finds themselves.
AGENDA_VISIBILITY = Visibility(Person, (Person.id == ACTOR,), everything="orders:all")
