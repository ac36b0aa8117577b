"""What the examples of dead letters need before they can be sent."""

from tests.examples.calls import Call, Demo, before
from tests.stories import dead_letter


@before("listDeadLetters")
async def _something_given_up(demo: Demo) -> Call:
    await dead_letter(demo.manager)
    return Call()


@before("retryDeadLetter", "discardDeadLetter")
async def _given_up(demo: Demo) -> Call:
    return Call(path={"dead_letter_id": (await dead_letter(demo.manager))["id"]})
