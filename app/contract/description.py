"""Description of the contract for operators, integrators and SDK authors."""

from functools import cache
from typing import Any

from fastapi import FastAPI

from app.contract.examples.answers import recorded
from app.contract.examples.bodies import BODIES, PARAMETERS
from app.contract.openapi import document as openapi
from app.domains import TAG_GROUPS, TAGS

VERSION = "1.5.0"
#: Nobody in particular: every installation has an operator of its own, and so no address is true.
CONTACT = {"name": "The operator of this installation"}

#: Short: generators copy it into every file that they write.
DESCRIPTION = """\
Field service and service desk: tickets, service orders, agendas, stock and signatures.

`/docs` of the installation has guides, a page for each operation and one for each problem code.
Within `/v1` the contract only grows.
"""


def describe(app: FastAPI) -> None:
    """Give the app its contract: what is published, linted and generated from."""
    app.title = "Chamado"
    app.version = VERSION
    app.summary = "Field service and service desk, as one API."
    app.description = DESCRIPTION
    app.contact = dict(CONTACT)
    app.license_info = {
        "name": "AGPL-3.0-or-later",
        "url": "https://www.gnu.org/licenses/agpl-3.0.html",
    }
    app.servers = [{"url": "/", "description": "The installation that serves this document."}]
    app.openapi_tags = [{"name": name, "description": TAGS[name]} for name in sorted(TAGS)]
    document = cache(lambda: document_of(app))
    app.openapi = document  # type: ignore[method-assign]  # as FastAPI's documentation has it


def document_of(app: FastAPI) -> dict[str, Any]:
    """The whole document of a described app.

    What refers to pages of the same installation is added here: FastAPI takes absolute URLs only.
    """
    document = openapi.build(app, openapi.Examples(BODIES, PARAMETERS, recorded()))
    document["externalDocs"] = {"url": "/docs", "description": "Reference and guides."}
    document["x-tagGroups"] = [
        {"name": name, "tags": list(tags)} for name, tags in TAG_GROUPS.items()
    ]
    return document
