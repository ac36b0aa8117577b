-- Who may do what in the database; run by a superuser, in the database, with psql, as often as one likes:
--   CHAMADO_OWNER_PASSWORD=... CHAMADO_APP_PASSWORD=... psql -d chamado -f migrations/roles.sql
\set ON_ERROR_STOP on
\getenv owner_password CHAMADO_OWNER_PASSWORD
\getenv app_password CHAMADO_APP_PASSWORD

-- chamado_owner owns the schema and migrates; chamado_app is what the API and the worker log in as and owns
-- nothing; chamado_dispatcher owns one function, which lists the organizations that have waiting work.
select format('create role %I', role)
  from unnest(array['chamado_owner', 'chamado_app', 'chamado_dispatcher']) as role
 where not exists (select from pg_roles where rolname = role)
\gexec

alter role chamado_owner login nosuperuser nobypassrls nocreatedb nocreaterole password :'owner_password';
alter role chamado_app login nosuperuser nobypassrls nocreatedb nocreaterole password :'app_password';
-- On a sharded installation (Citus) its function asks the other nodes, as itself: there, and from node to node
-- only (pg_hba.conf), `alter role chamado_dispatcher login`, afterwards and after each run of this file.
alter role chamado_dispatcher nologin nosuperuser nobypassrls nocreatedb nocreaterole;
grant chamado_dispatcher to chamado_owner;

-- chamado_backup, where a password is given for it: it reads everything, past every policy, and changes nothing.
\getenv backup_password CHAMADO_BACKUP_PASSWORD
\if :{?backup_password}
  select 'create role chamado_backup' where not exists (select from pg_roles where rolname = 'chamado_backup')
  \gexec
  alter role chamado_backup login nosuperuser bypassrls nocreatedb nocreaterole password :'backup_password';
  grant pg_read_all_data to chamado_backup;
  alter role chamado_backup set default_transaction_read_only = on;
\endif

alter database :"DBNAME" owner to chamado_owner;
alter schema public owner to chamado_owner;
grant usage on schema public to chamado_app, chamado_dispatcher;

create extension if not exists btree_gin;
create extension if not exists btree_gist;
create extension if not exists pg_trgm;
create extension if not exists unaccent;

-- Row-level security keeps the planner from using an index for a function that might show what it read.
-- This one, behind `@@`, raises no error that holds content; without the mark a search reads the whole table.
alter function ts_match_vq(tsvector, tsquery) leakproof;
