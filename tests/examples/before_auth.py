"""What the examples of sign-in and people need before they can be sent."""

from tests.examples.calls import Call, Demo, before


@before("createSession")
async def _nobody(demo: Demo) -> Call:
    return Call(by="")


@before("deleteSessions", "signOut", "deleteMyPhoto")
async def _newcomer(demo: Demo) -> Call:
    return Call(by=await demo.newcomer())


@before("updatePerson", "setTemporaryPassword")
async def _colleague(demo: Demo) -> Call:
    return Call(path={"person_id": str((await demo.newcomer()).person_id)})
