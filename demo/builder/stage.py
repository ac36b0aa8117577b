"""Sets an invented organization up for its story: people, codes, goods, vans and customers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

from app.auth.service_accounts.service import create_service_account
from app.automation.macros.service import create_macro
from app.automation.service import create_rule
from app.calendars.holiday_sets.service import create_holiday_set
from app.calendars.service import create_calendar
from app.catalog.service import create_code, create_specialty
from app.catalog.services.schemas import ServiceCreate
from app.catalog.services.service import create_service
from app.core.data.database import TenantSession
from app.core.security.actors import Actor
from app.core.security.encryption import Encryptor
from app.core.values.ids import new_id
from app.core.values.text import DEFAULT_LOCALE
from app.customers.contacts.schemas import ContactCreate
from app.customers.contacts.service import create_contact
from app.customers.contracts.schemas import ContractCreate
from app.customers.contracts.service import create_contract
from app.customers.equipment.service import create_equipment
from app.customers.schemas import CustomerCreate
from app.customers.service import create_customer
from app.customers.sites.service import create_site
from app.organizations.service import create_organization, organization_of, update_organization
from app.people.profiles.service import create_profile
from app.people.roles.service import ROLE_PERMISSIONS
from app.people.schemas import PersonCreate
from app.people.service import create_person
from app.quotes.schemas import QuoteCreate, QuoteLineGiven
from app.quotes.service import create_quote
from app.sla.service import create_policy
from app.stock.schemas import LineCreate, MovementCreate, ProductCreate, StockLocationCreate
from app.stock.service import create_location, create_product, move
from demo.builder.script import Invented
from demo.builder.whole import Transactions

PASSWORD = "chamado-demo"  # noqa: S105 - of invented people, printed at every start


@dataclass(slots=True)
class Stage:
    """Things made so far, by the names that the story uses."""

    database: Transactions
    told: Invented
    organization_id: UUID = field(default_factory=new_id)
    people: dict[str, UUID] = field(default_factory=dict)
    codes: dict[str, UUID] = field(default_factory=dict)
    services: dict[str, UUID] = field(default_factory=dict)
    products: dict[str, UUID] = field(default_factory=dict)
    customers: dict[str, UUID] = field(default_factory=dict)
    #: By customer and label, in the order of the story.
    sites: dict[tuple[str, str], UUID] = field(default_factory=dict)

    @asynccontextmanager
    async def acting(self, username: str) -> AsyncIterator[TenantSession]:
        """A transaction of one of the people, with the permissions of that person's role."""
        role = next(member.role for member in self.told.people if member.username == username)
        actor = Actor(
            self.organization_id,
            self.people[username],
            "person",
            ROLE_PERMISSIONS[role],
            zone=self.told.zone,
        )
        async with self.database.transaction(actor) as session:
            yield session

    async def set_up(self, password_hash: str) -> None:
        await self._found(password_hash)
        async with self.acting("gestora") as session:
            await self._furnish(session)
            for code in self.told.codes:
                self.codes[code.code] = create_code(session, code).id
            await self._fill_stock(session)
            await self._offer_services(session)
            await self._add_customers(session)
            for promise in self.told.promises:
                await create_policy(session, promise)
            for macro in self.told.macros:
                await create_macro(session, macro)
            for rule in self.told.rules:
                await create_rule(session, rule)

    async def _found(self, password_hash: str) -> None:
        async with self.database.transaction(Actor(self.organization_id)) as session:
            company = await create_organization(
                session,
                name=self.told.name,
                domain=self.told.domain,
                company_code="matriz",
                company_name=self.told.name,
                locale=DEFAULT_LOCALE,
                zone=self.told.zone,
                company_id=self.told.company_id,
            )
            if self.told.profile.changes():
                organization = await organization_of(session)
                update_organization(session, organization, self.told.profile)
            for member in self.told.people:
                new = PersonCreate(
                    **member.model_dump(exclude={"van", "van_id"}),
                    password=PASSWORD,
                    must_change_password=False,
                )
                person = await create_person(
                    session, new, password_hash=password_hash, company_id=company.id
                )
                self.people[member.username] = person.id

    async def _furnish(self, session: TenantSession) -> None:
        """The things that an office has before anybody calls."""
        for profile in self.told.permission_profiles:
            await create_profile(session, profile)
        for account in self.told.service_accounts:
            await create_service_account(session, account)
        for holidays in self.told.holiday_sets:
            create_holiday_set(session, holidays)
        await session.flush()
        for calendar in self.told.calendars:
            await create_calendar(session, calendar)

    async def _fill_stock(self, session: TenantSession) -> None:
        """Receive goods at the warehouse, and load each van from there."""
        for goods in self.told.products:
            new = ProductCreate(**goods.model_dump(exclude={"warehouse", "van"}))
            self.products[goods.sku] = create_product(session, new).id
        warehouse = StockLocationCreate(
            id=self.told.warehouse_id or new_id(), kind="warehouse", name=self.told.warehouse
        )
        await create_location(session, warehouse)
        await session.flush()
        await self._move(session, "receipt", "warehouse", warehouse)
        for member in self.told.people:
            if member.van is not None:
                van = StockLocationCreate(
                    id=member.van_id or new_id(),
                    kind="van",
                    name=member.van,
                    person_id=self.people[member.username],
                )
                await create_location(session, van)
                await session.flush()
                await self._move(session, "transfer", "van", van, from_location_id=warehouse.id)

    async def _move(
        self,
        session: TenantSession,
        kind: str,
        amount: str,
        to: StockLocationCreate,
        from_location_id: UUID | None = None,
    ) -> None:
        lines = [
            LineCreate(product_id=self.products[goods.sku], quantity=getattr(goods, amount))
            for goods in self.told.products
        ]
        moved = MovementCreate(
            kind=kind, from_location_id=from_location_id, to_location_id=to.id, lines=lines
        )
        await move(session, moved)

    async def _offer_services(self, session: TenantSession) -> None:
        specialties = {}
        for specialty in self.told.specialties:
            specialties[specialty.name] = create_specialty(session, specialty).id
        await session.flush()
        for offered in self.told.services:
            new = ServiceCreate(
                **offered.model_dump(exclude={"specialties", "specialty_ids"}),
                specialty_ids=[specialties[name] for name in offered.specialties],
            )
            self.services[offered.code] = (await create_service(session, new)).id

    async def write_quotes(self, session: TenantSession) -> None:
        """Write the quotes of the story; they stay drafts."""
        for told in self.told.quotes:
            lines = [
                QuoteLineGiven(service_id=self.services[code], quantity=quantity)
                for code, quantity in told.services.items()
            ]
            new = QuoteCreate(
                id=told.id,
                customer_id=self.customers[told.customer],
                title=told.title,
                description=told.description,
                lines=lines,
            )
            await create_quote(session, new)

    async def _add_customers(self, session: TenantSession) -> None:
        for served in self.told.customers:
            new = CustomerCreate(**served.model_dump(include={*CustomerCreate.model_fields}))
            customer = await create_customer(session, new)
            await session.flush()
            self.customers[served.name] = customer.id
            for place in served.sites:
                self.sites[served.name, place.label] = (
                    await create_site(session, customer, place)
                ).id
            for signed in served.contracts:
                contract = ContractCreate(
                    **signed.model_dump(exclude={"site", "site_id"}),
                    site_id=self.sites[served.name, signed.site],
                )
                # No password is told, so nothing has to be sealed.
                await create_contract(session, customer, contract, Encryptor(()))
            for apparatus in served.equipment:
                first = self.sites[served.name, served.sites[0].label]
                standing = apparatus.model_copy(update={"site_id": first})
                await create_equipment(session, customer, standing)
            if served.contact:
                contact = ContactCreate(person_id=self.people[served.contact])
                await create_contact(session, customer, contact)
