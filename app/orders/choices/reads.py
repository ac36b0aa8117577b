"""The statement that reads what an order has to have done."""

from app.core.data.statements import sql

#: Services of an order and their minutes together.
WORK_OF_ORDER = sql("""select coalesce(array_agg(distinct l.service_id), '{}') as service_ids,
              coalesce(ceil(sum(l.quantity * l.duration_minutes)), 0)::int as minutes
         from order_services l
        where l.organization_id = :organization_id and l.order_id = :order_id
          and l.service_id is not null""")
