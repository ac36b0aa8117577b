"""What the examples of forms, processes and the form tree need before they can be sent."""

from app.contract.examples.ids import FORM, PROCESS
from tests.examples.calls import Body, Call, Demo, before


@before("getFormVersion", "getFormVersionSchema")
async def _published(demo: Demo) -> Call:
    form = await demo.manager.get(f"/v1/forms/{FORM}")
    return Call(path={"form_version_id": form["published_version_id"]})


@before("updateFormVersion", "publishFormVersion")
async def _draft(demo: Demo) -> Call:
    """Of another form: tickets are opened with the published version of the demo's."""
    known = (await demo.manager.get("/v1/forms", sort="-key"))["items"]
    form = next((form for form in known if form["key"] == "troca-de-plano"), None)
    if form is None:
        new = {"key": "troca-de-plano", "name": "Troca de plano"}
        form = await demo.manager.post("/v1/forms", new)
    draft = await demo.manager.post(
        f"/v1/forms/{form['id']}/versions", demo.example("FormVersionCreate")
    )
    return Call(path={"form_version_id": draft["id"]})


@before("activateProcess")
async def _defined(demo: Demo) -> Call:
    return Call(path={"process_id": await _process(demo, "falha-de-energia", "Falha de energia")})


@before("fadeAwayProcess")
async def _active(demo: Demo) -> Call:
    process_id = await _process(demo, "porta-travada", "Porta do OLT travada")
    await demo.manager.post(f"/v1/processes/{process_id}/activate", None, 200)
    return Call(path={"process_id": process_id})


@before("retireProcess")
async def _faded(demo: Demo) -> Call:
    process_id = await _process(demo, "modem-antigo", "Modem antigo")
    for command in ("activate", "fade-away"):
        await demo.manager.post(f"/v1/processes/{process_id}/{command}", None, 200)
    return Call(path={"process_id": process_id})


@before("getFormTree", "listFormNodes")
async def _tree(demo: Demo) -> Call:
    await _planted(demo)
    return Call()


@before("getFormNode", "updateFormNode")
async def _node(demo: Demo) -> Call:
    return Call(path={"form_node_id": (await _planted(demo))["id"]})


async def _process(demo: Demo, key: str, name: str) -> str:
    process = await demo.manager.post("/v1/processes", {"key": key, "name": name})
    await demo.manager.put(
        f"/v1/processes/{process['id']}/definition", demo.example("DefinitionPut")
    )
    return str(process["id"])


async def _planted(demo: Demo) -> Body:
    """A topic of the tree, which is planted when it is asked for first.

    The demo has none: its requesters would have to choose.
    """
    label = "Internet caindo"
    for node in (await demo.manager.get("/v1/form-nodes"))["items"]:
        if node["label"] == label:
            return dict(node)
    channel = await demo.manager.post(
        "/v1/form-nodes",
        {
            "kind": "channel",
            "label": "Suporte técnico",
            "help": "Internet, Wi-Fi e telefone fixo.",
        },
    )
    for position, new in enumerate(
        (
            {"label": label, "help": "Cai várias vezes por dia, ou de vez.", "process_id": PROCESS},
            {"label": "Luz vermelha na ONU", "form_id": FORM},
        )
    ):
        topic = {"kind": "topic", "parent_id": channel["id"], "position": 10 * position}
        await demo.manager.post("/v1/form-nodes", topic | new)
    return await _planted(demo)
