"""What the examples of the agenda need before they can be sent: bookings, plans, choices."""

from datetime import timedelta

from app.contract.examples.ids import SPECIALTY
from app.core.values.clock import now
from tests.examples.before_orders import opened, order_for_somebody_free
from tests.examples.calls import Call, Demo, before


@before("getBooking", "updateBooking", "deleteBooking", "listBookingHistory")
async def _booking(demo: Demo) -> Call:
    person = await demo.newcomer("technician")
    body = demo.example("BookingCreate") | {"person_id": str(person.person_id)}
    made = await demo["coordenador"].post("/v1/bookings", body)
    return Call(path={"booking_id": made["id"]})


@before("requestAbsence")
async def _absent(demo: Demo) -> Call:
    return Call(by=await demo.newcomer("technician"))


@before("listAbsences", "getAbsence", "approveAbsence", "refuseAbsence", "cancelAbsence")
async def _absence(demo: Demo) -> Call:
    technician = await demo.newcomer("technician")
    absence = await technician.post("/v1/absences", demo.example("AbsenceCreate"))
    return Call(path={"absence_id": absence["id"]})


@before("createAgendaFeed")
async def _without_feed(demo: Demo) -> Call:
    return Call(by=await demo.newcomer("technician"))


@before("listAgendaFeeds", "getAgendaFeed", "deleteAgendaFeed", "downloadAgendaFeed")
async def _feed(demo: Demo) -> Call:
    technician = await demo.newcomer("technician")
    feed = await technician.post("/v1/schedules/feeds", demo.example("AgendaFeedCreate"))
    token = feed["url"].rpartition("/")[2]
    return Call(by=technician, path={"feed_id": feed["id"], "feed_token": token})


@before("createSchedulePlan", "createScheduleRepair")
async def _tomorrow(demo: Demo) -> Call:
    day = (now() + timedelta(days=1)).replace(hour=11, minute=0, second=0, microsecond=0)
    ends_at = day + timedelta(hours=10)
    return Call(body={"starts_at": day.isoformat(), "ends_at": ends_at.isoformat()})


@before("listSchedulePlans", "getSchedulePlan", "cancelSchedulePlan", "applySchedulePlan")
async def _schedule_plan(demo: Demo) -> Call:
    day = await _tomorrow(demo)
    body = demo.example("SchedulePlanCreate") | {"order_ids": []} | dict(day.body or {})
    made = await demo["coordenador"].post("/v1/schedules/plans", body, 202)
    await demo.drain()
    return Call(path={"plan_id": made["id"]})


@before("putWorkingHours", "getWorkingHours", "deleteWorkingHours")
async def _working_hours(demo: Demo) -> Call:
    person = await demo.newcomer("technician")
    path = f"/v1/technicians/{person.person_id}/working-hours"
    await demo["coordenador"].put(path, demo.example("WorkingHoursPut"))
    return Call(path={"technician_id": str(person.person_id)})


@before("putOnCallDuty", "getOnCallDuty", "deleteOnCallDuty")
async def _on_call_duty(demo: Demo) -> Call:
    person = await demo.newcomer("technician")
    path = f"/v1/technicians/{person.person_id}/on-call"
    await demo["coordenador"].put(path, demo.example("OnCallDutyPut"))
    return Call(path={"technician_id": str(person.person_id)})


@before("listTechnicianSpecialties", "deleteTechnicianSpecialty", "putTechnicianSpecialty")
async def _specialty_of_a_technician(demo: Demo) -> Call:
    person = await demo.newcomer("technician")
    path = f"/v1/technicians/{person.person_id}/specialties/{SPECIALTY}"
    await demo["coordenador"].put(path, demo.example("TechnicianSpecialtyPut"))
    return Call(path={"technician_id": str(person.person_id)})


@before("listVisitsOutside")
async def _on_a_sunday(demo: Demo) -> Call:
    planned = await order_for_somebody_free(demo)
    slot = {"starts_at": "2026-12-27T12:00:00Z", "ends_at": "2026-12-27T13:00:00Z"}
    path = f"/v1/orders/{planned.path['order_id']}/schedule"
    await demo["coordenador"].post(path, {**planned.body, **slot})
    return Call()


async def _visit_link(demo: Demo) -> tuple[str, str]:
    """A new order of the bakery, and the token by which its visit is chosen."""
    order_id = await opened(demo)
    path = f"/v1/orders/{order_id}/visit-link"
    sent = await demo["coordenador"].post(path, demo.example("VisitLinkSend"), 200)
    return order_id, sent["link"].partition("#")[2]


@before("readVisitByLink", "findVisitWindowsByLink")
async def _visit_to_choose(demo: Demo) -> Call:
    _, token = await _visit_link(demo)
    return Call(by="", body={"token": token})


@before("chooseVisitWindowByLink")
async def _window_by_link(demo: Demo) -> Call:
    _, token = await _visit_link(demo)
    found = await demo[""].post("/v1/find-visit-windows", {"token": token}, 200)
    return Call(by="", body={"token": token, "window_id": found["windows"][0]["id"]})


@before("sendVisitLink")
async def _order_of_a_link(demo: Demo) -> Call:
    return Call(path={"order_id": await opened(demo)})


@before("findVisitWindows")
async def _order_of_a_contact(demo: Demo) -> Call:
    return Call(by="cliente", path={"order_id": await opened(demo)})


@before("chooseVisitWindow")
async def _window_of_a_contact(demo: Demo) -> Call:
    order_id = await opened(demo)
    found = await demo["cliente"].post(f"/v1/orders/{order_id}/visit-windows", None, 200)
    body = {"window_id": found["windows"][0]["id"]}
    return Call(by="cliente", path={"order_id": order_id}, body=body)
