"""The long job that exports a person's data."""

import tempfile
import zipfile
from pathlib import Path, PurePath
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.core.events.destinations import PermanentFailure
from app.core.security.actors import Actor
from app.core.values.notation import Notation
from app.core.values.text import N_
from app.files.long_jobs.service import Result, Running, job
from app.files.models import File
from app.gateways.storage import Storage, UnknownFile
from app.organizations.service import organization_of
from app.people.models import Person
from app.people.photos.service import keys_of
from app.privacy.personal_data.service import personal_data_of

_README = N_(
    """Everything that {organization} holds on {name}.

person.json: who you are here. Each other .json file: what refers to you there, as it is kept.
events.json: what you did and what was done to you. files/: what you sent, and your photo.
Passwords and other secrets are kept as traces that nobody can read, and are not in here.
"""
)


@job("export_person")
async def export_person(running: Running, wanted: dict[str, Any]) -> Result:
    """A ZIP of one JSON file for each place, and the files that the person sent."""
    context = running.context
    person_id = UUID(wanted["person_id"])
    async with context.transaction() as session:
        person = await session.get(Person, (context.organization_id, person_id))
        if person is None:
            raise PermanentFailure("The person is not there any more.")
        organization = await organization_of(session)
        sent = (await session.scalars(select(File).where(File.person_id == person_id))).all()
    notation = Notation(person.locale or organization.locale, organization.zone)
    files = {f"files/{file.id}{PurePath(file.name).suffix}": file.storage_key for file in sent}
    if person.photo is not None:
        for key in keys_of(context.organization_id, person.photo):
            files[f"files/photo-{key.rpartition('-')[2]}.webp"] = key
    parts = list(personal_data_of())
    total = len(parts) + len(files)
    storage = context.gateway(Storage)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "export.zip")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(
                "README.txt",
                notation.fill(_README, organization=organization.name, name=person.name),
            )
            for done, (name, statement) in enumerate(parts):
                values = statement.values(
                    {"organization_id": context.organization_id, "person_id": person_id}
                )
                async with context.database.read(Actor(context.organization_id)) as connection:
                    with archive.open(f"{name}.json", "w") as part:
                        part.write(b"[")
                        separator = b""
                        async for row in connection.cursor(statement.sql, *values):
                            part.write(separator + row["body"].encode())
                            separator = b",\n"
                        part.write(b"]\n")
                await running.progress(done + 1, total)
            for done, (name, key) in enumerate(files.items(), start=len(parts)):
                try:
                    archive.writestr(name, await storage.get(key))
                except UnknownFile:
                    archive.writestr(f"{name}.missing", b"")
                await running.progress(done + 1, total)
        key = f"{context.organization_id}/exports/{running.job_id}"
        await storage.put(key, path, "application/zip")
    return Result(
        {"files": len(files), "person_id": str(person_id)},
        key=key,
        name=f"person-{person_id}.zip",
        media_type="application/zip",
    )
