"""Verification of an organization's stock: what the ledger adds up to, against what is kept."""

from dataclasses import dataclass
from typing import Any

from app.core.data.database import Database, TenantSession
from app.core.data.statements import sql
from app.core.security.actors import Actor
from app.core.settings import Settings
from app.embedded.processes import CannotStartError
from app.organizations.service import find_tenant

#: Both legs of every line that touch a real place, added up; where that is not the balance.
_BALANCES = sql("""with legs as (
           select l.to_location_id as location_id, l.product_id, l.quantity, l.value
             from movement_lines l where l.organization_id = :organization_id
           union all
           select l.from_location_id, l.product_id, -l.quantity, -l.value
             from movement_lines l where l.organization_id = :organization_id
       ), rebuilt as (
           select legs.location_id, legs.product_id,
                  sum(legs.quantity) as quantity, sum(legs.value) as value
             from legs join locations p
               on p.organization_id = :organization_id and p.id = legs.location_id
            where p.kind not in ('consumed', 'supplier', 'adjustment', 'loss')
            group by legs.location_id, legs.product_id
       ), kept as (
           select b.location_id, b.product_id, b.quantity, b.value
             from balances b where b.organization_id = :organization_id
       )
       select location_id, product_id, coalesce(rebuilt.quantity, 0) as ledger_quantity,
              coalesce(kept.quantity, 0) as kept_quantity,
              coalesce(rebuilt.value, 0) as ledger_value, coalesce(kept.value, 0) as kept_value
         from rebuilt full join kept using (location_id, product_id)
        where coalesce(rebuilt.quantity, 0) <> coalesce(kept.quantity, 0)
           or coalesce(rebuilt.value, 0) <> coalesce(kept.value, 0)
        order by location_id, product_id limit 1""")
#: Where each piece came to once more than it left; it is there, or back where it began.
_SERIALS = sql("""with legs as (
           select l.serial_id, l.to_location_id as location_id, 1 as came
             from movement_lines l
            where l.organization_id = :organization_id and l.serial_id is not null
           union all
           select l.serial_id, l.from_location_id, -1
             from movement_lines l
            where l.organization_id = :organization_id and l.serial_id is not null
       ), arrived as (
           select serial_id, location_id from legs
            group by serial_id, location_id having sum(came) > 0
       ), places as (
           select serial_id, array_agg(location_id) as locations from arrived group by serial_id
       )
       select s.id as serial_id, s.location_id as kept_location_id,
              coalesce(places.locations, '{}') as ledger_locations
         from serials s
         join locations p on p.organization_id = :organization_id and p.id = s.location_id
         left join places on places.serial_id = s.id
        where s.organization_id = :organization_id
          and coalesce(places.locations, '{}')
              <> case when places.locations is not null or p.kind not in ('supplier', 'adjustment')
                      then array[s.location_id] else '{}' end
        order by s.id limit 1""")
#: As many pieces as the balance counts, at each place.
_PIECES = sql("""with pieces as (
           select s.location_id, s.product_id, count(*) as pieces
             from serials s join locations p
               on p.organization_id = :organization_id and p.id = s.location_id
            where s.organization_id = :organization_id
              and p.kind not in ('consumed', 'supplier', 'adjustment', 'loss')
            group by s.location_id, s.product_id
       ), kept as (
           select b.location_id, b.product_id, b.quantity
             from balances b join products p
               on p.organization_id = :organization_id and p.id = b.product_id
            where b.organization_id = :organization_id and p.tracking = 'serial'
       )
       select location_id, product_id, coalesce(kept.quantity, 0) as kept_quantity,
              coalesce(pieces.pieces, 0) as pieces
         from pieces full join kept using (location_id, product_id)
        where coalesce(pieces.pieces, 0) <> coalesce(kept.quantity, 0)
        order by location_id, product_id limit 1""")
#: A reversal undoes another movement as a whole, and no reversal.
_REVERSALS = sql("""select r.id as reversal_id, r.reverses_id
         from movements r
         join movements m on m.organization_id = :organization_id and m.id = r.reverses_id
        where r.organization_id = :organization_id
          and (m.kind = 'reversal' or exists (
              select from (
                  select l.product_id, l.from_location_id as a, l.to_location_id as b, l.serial_id,
                         l.quantity
                    from movement_lines l
                   where l.organization_id = :organization_id and l.movement_id = m.id
                  union all
                  select l.product_id, l.to_location_id, l.from_location_id, l.serial_id,
                         -l.quantity
                    from movement_lines l
                   where l.organization_id = :organization_id and l.movement_id = r.id) legs
               group by product_id, a, b, serial_id having sum(quantity) <> 0))
        order by r.id limit 1""")
#: What is looked for, in this order: each finding is named by the rule that it breaks.
_RULES = {
    "balance": _BALANCES,
    "serial place": _SERIALS,
    "pieces": _PIECES,
    "reversal": _REVERSALS,
}


@dataclass(frozen=True, slots=True)
class Difference:
    """The first thing that the ledger says otherwise than what is kept beside it."""

    rule: str
    found: dict[str, Any]

    def __str__(self) -> str:
        told = ", ".join(f"{name} {_told(value)}" for name, value in self.found.items())
        return f"{self.rule}: {told}"


async def verify(settings: Settings, domain: str) -> tuple[str, bool]:
    """`chamado verify-stock`: what to tell of an organization, and whether nothing differs."""
    database = await Database.connect(settings.database_url, write_pool=1, read_pool=1)
    try:
        organization_id = await find_tenant(database, domain)
        if organization_id is None:
            raise CannotStartError(f"No organization has the domain {domain}.")
        async with database.transaction(Actor(organization_id)) as session:
            difference = await first_difference(session)
    finally:
        await database.close()
    if difference is None:
        return "Balances, values and serial places are what the ledger says.", True
    return f"The stock differs from its ledger. {difference}", False


async def first_difference(session: TenantSession) -> Difference | None:
    """Rebuild balances, values and serial places from the ledger; None: they are as they are kept.

    Each rule is read as of one moment: nothing has to stop for it.
    """
    for rule, statement in _RULES.items():
        if found := await session.row(statement):
            return Difference(rule, dict(found))
    return None


def _told(value: Any) -> str:
    return " ".join(map(str, value)) or "nowhere" if isinstance(value, list) else str(value)
