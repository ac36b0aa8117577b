"""The letterhead of documents: who issues them, as people read it, and the logo."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from stdnum.br import cnpj, cpf

from app.gateways.storage import Storage, UnknownFile
from app.organizations.logos.service import storage_key
from app.organizations.models import Organization

log = structlog.get_logger()

#: What each template imports; a change of it is one of every document.
_LETTER = Path(__file__).with_name("letter.typ")
_LOGO = "logo.png"
_NIF_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Name of an organization, the lines under it, and the SHA-256 of its logo."""

    name: str
    details: str | None
    logo: str | None

    async def lay_out(self, storage: Storage) -> tuple[dict[str, Any], dict[str, bytes]]:
        """`organization` of a template's data, and the files that `letter.typ` needs.

        A logo that the storage has lost holds up no document. Raises StorageUnavailable.
        """
        files = {_LETTER.name: _LETTER.read_bytes()}
        if self.logo is not None:
            try:
                files[_LOGO] = await storage.get(storage_key(self.logo))
            except UnknownFile:
                log.warning("logo_missing", sha256=self.logo)
        logo = _LOGO if _LOGO in files else None
        return {"name": self.name, "details": self.details, "logo": logo}, files


def letterhead_of(organization: Organization) -> Letterhead:
    legal_name = None if organization.legal_name == organization.name else organization.legal_name
    details = (
        _listed(legal_name, organization.document and document_label(organization.document)),
        organization.address,
        _listed(organization.phone and _phone_label(organization.phone), organization.email),
    )
    logo = organization.logo["wide"] if organization.logo else None
    return Letterhead(organization.name, "\n".join(filter(None, details)) or None, logo)


def is_portuguese(organization: Organization) -> bool:
    """Tell one of Portugal: by its tax number, or else by its language."""
    if organization.document is not None:
        return len(organization.document) == _NIF_DIGITS
    return organization.locale == "pt-PT"


def document_label(document: str) -> str:
    """A tax number as people write it: `CNPJ 11.222.333/0001-81`, `NIF 123 456 789`."""
    match len(document):
        case 14:
            return f"CNPJ {cnpj.format(document)}"
        case 11:
            return f"CPF {cpf.format(document)}"
    return f"NIF {document[:3]} {document[3:6]} {document[6:]}"


def _phone_label(phone: str) -> str:
    import phonenumbers

    number = phonenumbers.parse(phone)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _listed(*parts: str | None) -> str:
    return " · ".join(filter(None, parts))
