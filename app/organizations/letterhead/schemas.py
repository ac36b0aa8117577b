"""Issuers of documents as callers see them."""

from typing import Self

from pydantic import Field

from app.core.values.phones import PHONE
from app.core.values.wire import Out
from app.organizations.models import Organization
from app.organizations.schemas import DOCUMENT


class Issuer(Out):
    """The organization that issues a document, as its customers know and reach it."""

    name: str = Field(description="Name of the organization.")
    legal_name: str | None = Field(description="Registered name. Null: not known.")
    document: str | None = Field(description=DOCUMENT)
    address: str | None = Field(description="Address in one line. Null: not known.")
    phone: str | None = Field(description=PHONE)
    email: str | None = Field(description="E-mail address. Null: none.")
    logo_url: str | None = Field(
        description="Path of the logo, a PNG of at most 512 x 128 pixels. Null: no logo."
    )

    @classmethod
    def of(cls, organization: Organization) -> Self:
        logo = organization.logo
        return cls(
            **{
                name: getattr(organization, name)
                for name in ("name", "legal_name", "document", "address", "phone", "email")
            },
            logo_url=f"/v1/logos/{logo['wide']}" if logo else None,
        )
