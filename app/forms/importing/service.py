"""Import of a form tree from a file, with its forms and processes."""

import tomllib
from pathlib import Path
from typing import Any
from uuid import UUID

from app.core.data.database import TenantSession
from app.forms.models import FormNode
from app.forms.processes.schemas import DefinitionPut, TicketProcessCreate
from app.forms.processes.service import create_process, put_definition, set_state
from app.forms.schemas import FormCreate, FormVersionCreate
from app.forms.service import create_form, new_version, publish_version
from app.forms.tree.schemas import FormNodeCreate
from app.forms.tree.service import create_node

SEED = Path(__file__).with_name("forms.toml")
#: How a seed writes what a version keeps as it is.
_AS_WRITTEN = (
    *("attachment_min", "attachment_max", "side_effects", "required_on_solve", "agent_only"),
    "not_applicable_groups",
)


def written_trees(seed: Path = SEED) -> dict[str, Any]:
    """Trees, forms and processes as they are written down."""
    return tomllib.loads(seed.read_text())


async def import_trees(
    session: TenantSession, tree: str, written: dict[str, Any] | None = None
) -> dict[str, UUID]:
    """Plant one of the trees: the id of each node, by its labels.

    Only the forms and processes are made that this tree leads to.
    """
    written = written or written_trees()
    planter = _TreeImporter(session, written["forms"], {p["key"]: p for p in written["processes"]})
    await planter.nodes(written["trees"][tree], None, ())
    return planter.planted


class _TreeImporter:
    """Makes each form and each process once, when something leads to it."""

    def __init__(
        self, session: TenantSession, forms: dict[str, Any], processes: dict[str, Any]
    ) -> None:
        self._session = session
        self._forms, self._processes = forms, processes
        self._made: dict[str, UUID] = {}
        self.planted: dict[str, UUID] = {}

    async def nodes(
        self, written: list[dict[str, Any]], parent: FormNode | None, path: tuple[str, ...]
    ) -> None:
        for position, one in enumerate(written):
            form, process = one.get("form"), one.get("process")
            new = FormNodeCreate(
                parent_id=parent.id if parent else None,
                position=position,
                form_id=await self._form(form) if form else None,
                process_id=await self._process(process) if process else None,
                **{k: v for k, v in one.items() if k not in ("form", "process", "children")},
            )
            node = await create_node(self._session, new)
            await self._session.flush()
            here = (*path, one["label"])
            self.planted[" / ".join(here)] = node.id
            await self.nodes(one.get("children", []), node, here)

    async def _form(self, key: str) -> UUID:
        if key not in self._made:
            written = self._forms[key]
            form = create_form(self._session, FormCreate(key=key, name=written["name"]))
            await self._session.flush()
            schema = {
                "type": "object",
                "additionalProperties": False,
                "properties": written["fields"],
                "required": written.get("required", []),
                **written.get("rules", {}),
            }
            kept = {name: written[name] for name in _AS_WRITTEN if name in written}
            # The database does not keep the order of the fields.
            ui_schema = {"ui:order": list(written["fields"])}
            version = await new_version(
                self._session,
                form,
                FormVersionCreate(json_schema=schema, ui_schema=ui_schema, **kept),
            )
            await self._session.flush()
            await publish_version(self._session, version)
            await self._session.flush()
            self._made[key] = form.id
        return self._made[key]

    async def _process(self, key: str) -> UUID:
        written = self._processes[key]
        process = create_process(self._session, TicketProcessCreate(key=key, name=written["name"]))
        await self._session.flush()
        activities = [
            activity
            | {
                "dialogs": [
                    {name: value for name, value in dialog.items() if name != "form"}
                    | {"form_id": await self._form(dialog["form"])}
                    for dialog in activity.get("dialogs", [])
                ]
            }
            for activity in written["activities"]
        ]
        definition = DefinitionPut.model_validate(
            {"activities": activities, "transitions": written.get("transitions", [])}
        )
        await put_definition(self._session, process, definition)
        await set_state(self._session, process, "activate")
        await self._session.flush()
        return process.id
