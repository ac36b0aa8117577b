"""`chamado organization`: signs up an organization with its manager; asks for what is missing."""

import secrets
import sys
from collections.abc import Mapping

import typer
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.auth.sign_up.service import sign_up
from app.core.data.database import Database
from app.core.events.dispatcher import drain
from app.core.http.problems import field_problems
from app.core.settings import Settings
from app.core.values.errors import Refusal
from app.core.values.notation import DEFAULT_ZONE, Notation
from app.core.values.wire import Line
from app.domains import import_jobs
from app.embedded.processes import CannotStartError
from app.organizations.schemas import Code, DomainName
from app.people.models import Role
from app.people.schemas import Email, Password, PersonCreate, Username

_ENGLISH = Notation("en", DEFAULT_ZONE)


class Founding(BaseModel):
    """The facts that an organization is founded with; a title is what a person is asked."""

    model_config = ConfigDict(frozen=True)

    name: Line = Field(title="Name")
    domain: DomainName = Field(title="Domain (what people type to sign in)")
    manager: Line = Field(title="Name of the manager")
    username: Username = Field(title="User name of the manager")
    email: Email = Field(title="E-mail of the manager")
    company: Code = Field("matriz", title="Code of the company")
    password: Password = Field("", title="Password (empty: one is made)")


def completed(given: Mapping[str, str]) -> Founding:
    """Ask for what is missing; where nothing is, or nobody can be asked, no question is put."""
    facts = {name: value for name, value in given.items() if value}
    fields = Founding.model_fields
    missing = [name for name, field in fields.items() if field.is_required() and name not in facts]
    if missing and not sys.stdin.isatty():
        raise CannotStartError(f"Give {', '.join(f'--{name}' for name in missing)} too.")
    if missing:
        facts |= {name: _ask(name) for name in fields if name not in facts}
    if wrong := _problems(facts):
        raise CannotStartError(" ".join(f"--{name}: {words}" for name, words in wrong.items()))
    return Founding.model_validate(facts)


def _ask(name: str) -> str:
    """Ask until the answer will do."""
    field = Founding.model_fields[name]

    def check(answer: str) -> str:
        if words := _problems({name: answer}).get(name):
            raise typer.BadParameter(words)
        return answer

    answer: str = typer.prompt(
        str(field.title),
        default=None if field.is_required() else field.default,
        value_proc=check,
        hide_input=name == "password",
        show_default=name != "password",
    )
    return answer


def _problems(facts: Mapping[str, str]) -> dict[str, str]:
    """Problems of facts, by their names, and of those that are missing."""
    try:
        Founding.model_validate(facts)
    except ValidationError as error:
        problems = field_problems(error.errors())
        return {
            name: _ENGLISH.fill(each.detail, **each.params) + _hint(name)
            for each in problems
            if (name := each.pointer.removeprefix("#/"))
        }
    return {}


def _hint(name: str) -> str:
    description = Founding.model_fields[name].description
    return f" {description}" if description else ""


async def found(settings: Settings, new: Founding) -> str:
    """Sign the organization up; how its manager signs in, in words."""
    password = new.password or secrets.token_urlsafe(12)
    import_jobs()
    database = await Database.connect(settings.database_url)
    try:
        await _sign_up(database, new, password)
    except Refusal as refusal:
        told = refusal.body(_ENGLISH, "")
        raise CannotStartError(
            " ".join(each["detail"] for each in told["errors"]) or f"{told['title']}."
        ) from None
    finally:
        await database.close()
    words = (
        f"{new.name} signs in with domain {new.domain}, company {new.company}, user {new.username}."
    )
    return words if new.password else f"{words}\nThe password, shown only now: {password}"


async def _sign_up(database: Database, new: Founding, password: str) -> None:
    owner = await sign_up(
        database,
        name=new.name,
        domain=new.domain,
        company_code=new.company,
        company_name=new.name,
        manager=PersonCreate(
            name=new.manager,
            username=new.username,
            email=new.email,
            password=password,
            role=Role.OWNER,
            must_change_password=not new.password,
        ),
    )
    # Its desk and its calendar are there when the command ends, worker or not.
    while (await drain(database, owner.organization_id)).more:
        pass
