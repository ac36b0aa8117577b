"""Temporary."""
from app.core.database import Actor, Database
from app.people.founding import found
from app.people.roles import Role
from app.people.schemas import PersonCreate

PEOPLE = """
insert into people (organization_id,id,company_id,username,name,email,locale,role,active,password_hash,version,created_at,updated_at)
select $1, md5('p'||i)::uuid, $2, 'u'||i, 'Pessoa '||i, null, null, case when i<=20 then 'agent' else 'requester' end, true, 'x',1,now(),now()
from generate_series(1,220) i
"""
CUSTOMERS = """
insert into customers (organization_id,id,name,version,created_at,updated_at,search_vector, kind)
select $1, md5('c'||i)::uuid, 'Cliente '||i,1,now(),now(), to_tsvector('chamado_names','Cliente '||i), 'company' from generate_series(1,200) i
"""
TICKETS = """
insert into tickets (organization_id,id,number,protocol,subject,status,priority,channel,requester_id,created_by_id,assignee_id,customer_id,
 last_seq,reopened_count,opened_at,last_activity_at,version,created_at,updated_at,search_vector)
select $1, (lpad(to_hex((1750000000000+i*1000)::bigint),12,'0')||'7'||substr(md5('t'||i),1,3)||'8'||substr(md5('t'||i),4,15))::uuid,
 i,'2026'||lpad(i::text,6,'0'), s, (array['new','open','on_hold','solved','closed'])[case when i%100<5 then 1 when i%100<15 then 2 when i%100<20 then 3 when i%100<30 then 4 else 5 end],
 (array['low','normal','high','urgent'])[1+i%4],'portal', md5('p'||(21+(i*7)%200))::uuid, md5('p'||(21+(i*7)%200))::uuid,
 case when i%5=0 then null else md5('p'||(1+(i*3)%20))::uuid end, null,
 2,0, now() - (($2-i) || ' minutes')::interval, now() - (($2-i) || ' minutes')::interval,1,now(),now(), to_tsvector('chamado', s||' '||'problema de conexão na linha do cliente')
from generate_series(1,$2::int) i, lateral (select 'Sem sinal na rua '||(i%997)||' codigo'||i||' '||(array['fibra','roteador','energia','cabo','telefone'])[1+i%5] as s) x
"""
MESSAGES = """
insert into messages (organization_id,id,ticket_id,seq,kind,author_kind,author_id,body,created_at)
select $1, gen_random_uuid(), id, s, 'public_reply', case s when 1 then 'requester' else 'agent' end, case s when 1 then requester_id else assignee_id end, 'Sem internet desde ontem. '||subject, opened_at
from tickets, generate_series(1,2) s
"""

async def seed_scale(settings, n, progress):
    database = await Database.connect(settings.database_url)
    manager = await found(database, name="Bench", domain="bench", manager=PersonCreate(name="Gestora", username="gestora", email="g@example.com", password="bench bench bench", role=Role.MANAGER))
    actor = Actor(manager.organization_id)
    async with database.transaction(actor) as session:
        raw = session._raw
        await raw.execute(PEOPLE, manager.organization_id, manager.company_id)
    async with database.transaction(actor) as session:
        await session._raw.execute(TICKETS, manager.organization_id, n, timeout=600)
    async with database.transaction(actor) as session:
        await session._raw.execute(MESSAGES, manager.organization_id, timeout=600)
        await session._raw.execute("insert into counters values ($1,'tickets',$2)", manager.organization_id, n)
    await database.close()
