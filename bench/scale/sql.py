"""The set-based statements behind `chamado seed --scale`."""

from app.core.data.statements import sql

#: The tables of the many rows, and those that they refer to.
REFERRED = ("people", "customers", "sites", "contacts")
TABLES = (
    "tickets",
    "messages",
    "orders",
    "bookings",
    "visits",
    "ticket_orders",
    "events",
)

TAKE_NUMBERS = sql(
    """insert into counters as c (organization_id, name, value)
       values (:organization_id, :name, :count)
       on conflict (organization_id, name) do update set value = c.value + excluded.value
       returning value - :count::bigint + 1 as first"""
)

#: Numbers of the events, which count as relayed: whoever listens must not hear of them.
TAKE_EVENT_NUMBERS = sql(
    """with head as (
           update event_heads set seq = seq + :count
            where organization_id = :organization_id returning seq - :count as before
       )
       update dispatcher_positions m set seq = before + :count from head
        where m.organization_id = :organization_id and m.seq = before
       returning before + 1 as first"""
)

#: `run` keeps the user names of several runs apart. Nobody has an address: no mail is sent.
ADD_PEOPLE = sql(
    """insert into people (organization_id, id, kind, company_id, username, name, role, active,
                           at_desk, notify_by_mail, must_change_password, password_hash, version,
                           created_at, updated_at)
       select :organization_id, uuidv7(), 'member', p.company_id,
              :role || '.' || :run::bigint || '.' || i,
              (array['Ana','Beatriz','Caio','Débora','Eduardo','Fátima','Gustavo','Heloísa','Ícaro',
                     'Joana','Kleber','Lívia','Márcio','Nádia','Orlando','Patrícia'])[1 + i % 16]
              || ' ' ||
              (array['Souza','Araújo','Conceição','Farias','Gonçalves','Magalhães','Peçanha','Rezende',
                     'Assunção','Brandão','Leão'])[1 + i % 11] || ' ' || i,
              :role, true, false, true, false, p.password_hash, 1, :since, :since
         from people p, generate_series(1, :count::int) i
        where p.organization_id = :organization_id and p.username = 'gestora'
       returning id"""
)

#: One customer with one site for each requester, who is its contact.
ADD_CLIENTS = sql("""with client as materialized (
           select person_id, uuidv7() as customer_id, uuidv7() as site_id, i,
                  (array['Padaria','Clínica','Oficina','Mercado','Escola','Hotel','Farmácia',
                         'Condomínio','Academia','Papelaria'])[1 + i % 10] || ' ' ||
                  (array['São João','Boa Vista','do Comércio','Ipê Amarelo','Três Irmãos',
                         'da Estação','Santa Luzia','Nova Aliança','do Porto'])[1 + i % 9]
                  || ' ' || i as name
             from unnest(:requesters::uuid[]) with ordinality as r(person_id, i)
       ), customer as (
           insert into customers (organization_id, id, name, kind, addresses, version, created_at,
                                  updated_at)
           select :organization_id, customer_id, name, 'company',
                  'Rua das Palmeiras ' || i || ' Campinas SP', 1, :since, :since
             from client
       ), site as (
           insert into sites (organization_id, id, customer_id, label, street, street_number, city,
                              state, country, latitude, longitude, geo_source, version, created_at,
                              updated_at)
           select :organization_id, site_id, customer_id, 'Sede', 'Rua das Palmeiras', i::text,
                  'Campinas', 'SP', 'BR', -22.98 + 0.16 * random(), -47.15 + 0.17 * random(),
                  'geocoded', 1, :since, :since
             from client
       ), contact as (
           insert into contacts (organization_id, id, customer_id, person_id, is_administrator,
                                 version, created_at, updated_at)
           select :organization_id, uuidv7(), customer_id, person_id, false, 1, :since, :since
             from client
       )
       select person_id, customer_id, site_id, name from client""")

CODES = sql("select id, kind from codes where organization_id = :organization_id and active")

#: For each i between `low` and `high` one ticket with its messages and one order with its visit,
#: and the events that both were opened.
#: The visits of one technician follow each other: theirs is every i with the same remainder.
ROWS = sql("""with client as materialized (
    select * from unnest(:requesters::uuid[], :customers::uuid[], :sites::uuid[], :names::text[])
             with ordinality as c(requester_id, customer_id, site_id, customer_name, place)
), sentence as materialized (
    select text, setweight(search_words(text), 'C') as words, place
      from unnest(:sentences::text[]) with ordinality as s(text, place)
), drawn as materialized (
    select i, :first_ticket::bigint + i as ticket_number, :first_order::bigint + i as order_number,
           :since::timestamptz + make_interval(secs => i * :step::float8) as opened_at,
           random() as a, random() as b, random() as c, random() as d, random() as e,
           1 + floor(power(random(), 2) * cardinality(:requesters::uuid[]))::int as client_place,
           1 + floor(random() * cardinality(:sentences::text[]))::int as sentence_place,
           (:agents::uuid[])[1 + floor(random() * cardinality(:agents::uuid[]))::int] as agent_id,
           (:technicians::uuid[])[1 + i % cardinality(:technicians::uuid[])] as technician_id,
           (:problems::uuid[])
               [1 + floor(random() * cardinality(:problems::uuid[]))::int] as problem_id,
           (:causes::uuid[])[1 + floor(random() * cardinality(:causes::uuid[]))::int] as cause_id,
           (:solutions::uuid[])
               [1 + floor(random() * cardinality(:solutions::uuid[]))::int] as solution_id,
           (:subjects::text[])[1 + floor(random() * cardinality(:subjects::text[]))::int] as subject
      from generate_series(:low::int, :high::int) i
), dated as materialized (
    select d.*, client.*, sentence.text as description, sentence.words,
           uuidv7(opened_at - clock_timestamp()) as ticket_id,
           uuidv7(opened_at - clock_timestamp()) as order_id,
           uuidv7(opened_at - clock_timestamp()) as visit_id,
           uuidv7(opened_at - clock_timestamp()) as booking_id,
           extract(epoch from :now::timestamptz - opened_at) / 86400 as age,
           opened_at + interval '1 day' as visit_starts,
           opened_at + interval '1 day 90 minutes' as visit_ends,
           case when a < 0.04 then 'cancelled'
                when a < 0.05 then 'open'
                when opened_at + interval '1 day 90 minutes' <= :now then 'closed'
                when opened_at + interval '1 day' <= :now then 'in_progress'
                when a < 0.5 then 'scheduled'
                else 'open' end as order_status
      from drawn d
      join client on client.place = d.client_place
      join sentence on sentence.place = d.sentence_place
), solved as materialized (
    select *, b < 0.25 and order_status <> 'cancelled' as raised,
           case when b < 0.25 and order_status <> 'cancelled'
                then case when order_status = 'closed' then visit_ends end
                when c < case when age > 30 then 0.99 when age > 9 then 0.97
                              when age > 2 then 0.8 else 0.3 end
                then opened_at + d * d * least(2, age * 0.9) * interval '1 day'
           end as solved_at
      from dated
), settled as materialized (
    select *,
           case when solved_at <= :now - interval '7 days' then 'closed'
                when solved_at is not null then 'solved'
                when raised then 'on_hold'
                when age < 1 and c > 0.6 then 'new'
                else 'open' end as status,
           opened_at + e * least(coalesce(solved_at, :now) - opened_at, interval '8 hours')
               as answered_at
      from solved
), told as materialized (
    select *, case when status <> 'new' then answered_at end as first_response_at,
           solved_at is not null or status = 'on_hold' or (status = 'open' and e < 0.3) as says_more
      from settled
), ticket as (
    insert into tickets (organization_id, id, number, protocol, subject, status, priority, channel,
                         requester_id, created_by_id, assignee_id, customer_id, site_id,
                         cause_code_id, solution_code_id, solution_details, last_seq,
                         reopened_count, opened_at, last_activity_at, first_response_at, solved_at,
                         closed_at, version, created_at, updated_at, search_vector, desk_id,
                         awaiting, priority_source, support_access_wanted, is_spam,
                         last_agent_reply_at)
    select :organization_id, ticket_id, ticket_number,
           to_char(opened_at at time zone :zone, 'YYYY')
           || lpad(ticket_number::text, greatest(6, length(ticket_number::text)), '0'),
           subject || ' raro' || ticket_number, status,
           case when d < 0.15 then 'low' when d < 0.75 then 'normal' when d < 0.95 then 'high'
                else 'urgent' end,
           case when e < 0.6 then 'portal' when e < 0.95 then 'phone' else 'api' end,
           requester_id, case when e between 0.6 and 0.95 then agent_id else requester_id end,
           case when status <> 'new' then agent_id end, customer_id, site_id,
           case when solved_at is not null then cause_id end,
           case when solved_at is not null then solution_id end,
           case when solved_at is not null then 'Resolvido com o cliente.' end,
           1 + (status <> 'new')::int + says_more::int, 0, opened_at,
           coalesce(solved_at, first_response_at, opened_at), first_response_at, solved_at,
           case when status = 'closed' then solved_at + interval '7 days' end, 1, opened_at,
           coalesce(solved_at, first_response_at, opened_at),
           search_numbered(ticket_number::int, null, subject || ' raro' || ticket_number, null)
           || words, :organization_id,
           case when solved_at is not null then 'nobody' when status = 'on_hold' then 'third_party'
                when status = 'new' then 'agent' else 'requester' end,
           'requester', false, false, first_response_at
      from told
), message as (
    insert into messages (organization_id, id, ticket_id, seq, kind, author_kind, author_id, body,
                          created_at, updated_at, version, is_automatic, counts_as_response)
    select :organization_id, uuidv7(m.at - clock_timestamp()), ticket_id, m.seq, m.kind,
           m.author_kind, m.author_id, m.body, m.at, m.at, 1, false, false
      from told
     cross join lateral (values
           (1, 'public_reply', 'requester', requester_id, description, opened_at),
           (2, 'public_reply', 'agent', agent_id, 'Bom dia! Já estamos verificando.',
            first_response_at),
           (3, case when solved_at is null then 'internal_note' else 'public_reply' end, 'agent',
            agent_id,
            case when solved_at is null then 'Aguardando a visita.'
                 else 'Resolvido com o cliente.' end,
            coalesce(solved_at, first_response_at))
           ) as m(seq, kind, author_kind, author_id, body, at)
     where m.seq <= 1 + (status <> 'new')::int + says_more::int
), service_order as (
    insert into orders (organization_id, id, number, protocol, customer_id, site_id,
                        problem_code_id, title, description, priority, status, technician_id,
                        starts_at, ends_at, failed_visits, materials_count, opened_at, closed_at,
                        cancelled_at, cancel_reason, version, created_at, updated_at, search_vector)
    select :organization_id, order_id, order_number, protocol, customer_id, site_id, problem_id,
           title, description,
           case when c < 0.15 then 'low' when c < 0.75 then 'normal' when c < 0.95 then 'high'
                else 'urgent' end,
           order_status, case when visited then technician_id end,
           case when visited then visit_starts end, case when visited then visit_ends end, 0,
           0, opened_at, case when order_status = 'closed' then visit_ends end,
           case when order_status = 'cancelled' then opened_at end,
           case when order_status = 'cancelled' then 'O cliente desistiu.' end, 1, opened_at,
           case when order_status = 'closed' then visit_ends else opened_at end,
           search_numbered(order_number::int, protocol, title, customer_name)
      from told
     cross join lateral (select
           to_char(opened_at at time zone :zone, 'YYYY')
           || lpad(order_number::text, greatest(6, length(order_number::text)), '0') as protocol,
           subject || ' raro' || order_number as title,
           order_status not in ('open', 'cancelled') as visited) as words_of_it
), booking as (
    insert into bookings (organization_id, id, person_id, kind, slot, active, version, created_at,
                          updated_at)
    select :organization_id, booking_id, technician_id, 'visit',
           tstzrange(visit_starts, visit_ends, '[)'), true, 1, opened_at, opened_at
      from told where order_status not in ('open', 'cancelled')
), visit as (
    insert into visits (organization_id, id, order_id, technician_id, booking_id, status,
                        attempt_no, starts_at, ends_at, started_at, start_received_at, finished_at,
                        travel_seconds, work_seconds, pause_seconds)
    select :organization_id, visit_id, order_id, technician_id, booking_id,
           case order_status when 'closed' then 'completed' else order_status end, 1, visit_starts,
           visit_ends, case when order_status <> 'scheduled' then visit_starts end,
           case when order_status <> 'scheduled' then visit_starts end,
           case when order_status = 'closed' then visit_ends end,
           0, case when order_status = 'closed' then 5400 else 0 end, 0
      from told where order_status not in ('open', 'cancelled')
), ticket_order as (
    insert into ticket_orders (organization_id, ticket_id, order_id, created_at)
    select :organization_id, ticket_id, order_id, opened_at from told where raised
)
insert into events (organization_id, seq, id, name, subject_kind, subject_id, actor_kind, actor_id,
                    payload, occurred_at, depth)
select :organization_id, :first_event::bigint + 2 * i + opened.place,
       uuidv7(opened_at - clock_timestamp()), kind || '.opened', kind, id,
       case when by_id is null then 'system' else 'person' end, by_id, payload, opened_at, 0
  from told
 cross join lateral (values
       (0, 'ticket', ticket_id, requester_id,
        jsonb_build_object('ticket_id', ticket_id, 'requester_id', requester_id)),
       (1, 'order', order_id, null, jsonb_build_object('order_id', order_id))
       ) as opened(place, kind, id, by_id, payload)
 order by 2""")
