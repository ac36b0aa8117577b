"""The statement behind `/v1/me`."""

from sqlalchemy import select

from app.core.data.reading import Json, Rows
from app.core.data.statements import by_id, prepared
from app.core.http.preconditions import etag
from app.core.security.actors import Actor
from app.core.values.errors import NotFound
from app.people.me.schemas import Me, OnBehalf
from app.people.models import Person
from app.people.reads import PHOTO_URL

ME = prepared(
    select(
        Person.id,
        Person.company_id,
        Person.name,
        Person.username,
        Person.email,
        Person.phone,
        Person.locale,
        PHOTO_URL.label("photo_url"),
        Person.role,
        Person.profile_id,
        Person.notify_by_mail,
        Person.mail_topics,
        Person.must_change_password,
        Person.version,
    ).where(by_id(Person))
)


async def shown(source: Rows) -> Json:
    """The caller's profile with what the credential allows, and its ETag."""
    actor: Actor = source.actor
    row = await source.row(ME, id=actor.person_id)
    if row is None:
        raise NotFound
    on_behalf = actor.act and OnBehalf(
        organization_id=actor.act.organization_id,
        person_id=actor.act.person_id,
        grant_id=actor.act.grant_id,
    )
    me = Me(
        **row,
        organization_id=actor.organization_id,
        permissions=sorted(actor.permissions),
        on_behalf=on_behalf,
    )
    return Json(me.model_dump_json(), headers={"ETag": etag(row["version"])})
