"""Tenancy of statements: each relation of a statement names the organization by itself.

Row-level security hides other organizations already. Saying it in SQL lets a sharded database send
the statement to one node, and keeps a wrongly granted role harmless.
"""

from uuid import UUID

from sqlalchemy import BindParameter, Uuid, bindparam
from sqlalchemy.orm import LoaderCriteriaOption, Mapped, mapped_column, with_loader_criteria


class OfOrganization:
    """Model whose rows belong to an organization; its key begins with it."""

    organization_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-2)


def narrowed_to(organization_id: BindParameter[UUID]) -> LoaderCriteriaOption:
    """Let each mapped relation of a statement, however deep, be of this organization only.

    SQLAlchemy sees a relation where an entity or its column is selected, or `select_from` names it:
    `select(func.count()).where(...)` alone is not seen.
    """
    return with_loader_criteria(
        OfOrganization,
        lambda model: model.organization_id == organization_id,
        include_aliases=True,
        propagate_to_loaders=False,
    )


#: For compiled statements, which get the organization with their values.
OF_ORGANIZATION = narrowed_to(bindparam("organization_id", type_=Uuid()))
