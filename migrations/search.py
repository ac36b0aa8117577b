"""The functions by which texts are searched: what is indexed, and what is asked of the index.

Both split a text in the same way, so that what is found does not depend on how it was typed. A word
is indexed as it stands and as its stem; what punctuation holds together (`NF-e`, `AC/DC`,
`529.982.247-25`) also as one word, and digits with blanks between them also as one number. Names
are qualified: a backup is restored with no search path.
"""

#: Ends of Portuguese words -> one form for singular and plural, with or without their accents: the
#: stemmer takes `conexão` and `conexões`, `papel` and `papéis` for different words.
_SINGULARS = (
    ("[cç](?:ões|oes|ão|ao)", "ção"),
    (r"(\w)(?:ões|oes|ãos|aos|ao)", r"\1ão"),
    (r"([^m\s])(?:ães|aes)", r"\1ão"),
    (r"(\w\w)ais", r"\1al"),
    (r"\m([lr]ei)s", r"\1"),
    (r"(?:(\w)éis|(\w\w)eis)", r"\1\2il"),
    (r"(\w)el", r"\1il"),
    (r"(?:(\w)óis|(\w\w)ois)", r"\1\2ol"),
    (r"(\w\w)uis", r"\1ul"),
    (r"(\w\w[fhnrvz])is", r"\1il"),
    (r"(\w\w)ns?", r"\1m"),
    (r"(\w[bcdfgjklmprtv])s", r"\1"),
    (r"(\w\w)us", r"\1u"),
)


def _singular() -> str:
    text = "$1"
    for end, form in _SINGULARS:
        text = rf"regexp_replace({text}, '{end}\M', '{form}', 'g')"
    return f"""create function search_singular(words text) returns text
      language sql immutable parallel safe as $$ select {text} $$"""


#: A text in small letters, without the few of them that `unaccent` makes quotes and colons of.
_SMALL = r"""create function search_small(given text) returns text
  language sql immutable parallel safe as $$
  select regexp_replace(lower(left(given, 50000)), '[ŉ\u02b0-\u02ff]', ' ', 'g') $$"""

#: What punctuation holds together; a comma only before a digit.
_CHUNK = r"[[:alnum:]]+(?:(?:[-./_@&''’+:]|,(?=\d))[[:alnum:]]+)"
#: What is looked for in a text: its words between blanks, then what belongs together: chunks, and
#: the digits of numbers, those of telephones also without the code of the country.
_SPLIT = rf"""create function search_split(given text) returns text
  language sql immutable parallel safe as $$
  select regexp_replace(small, '[^[:alnum:]]+', ' ', 'g')
         || coalesce((select string_agg(' ' || regexp_replace(m[1], '[^[:alnum:]]', '', 'g'), '')
                        from regexp_matches(small, '({_CHUNK}+)', 'g') m), '')
         || coalesce((select string_agg(' ' || n || ' ' || regexp_replace(n, '^55', ''), '')
                        from regexp_matches(small, '(\d[\d ().\-/]{{5,}}\d)', 'g') m
                       cross join lateral regexp_replace(m[1], '\D', '', 'g') n), '')
    from public.search_small(given) small $$"""  # noqa: S608 - the pattern above

#: The stem before its accents are folded is not the stem of the folded word: both are kept.
_WORDS = """create function search_words(given text) returns tsvector
  language sql immutable parallel safe as $$
  select to_tsvector('public.chamado_names', t.words)
         || to_tsvector('public.chamado', t.singular)
         || public.unaccent('public.unaccent',
                            to_tsvector('pg_catalog.portuguese', t.singular)::text)::tsvector
    from (select words, public.search_singular(words) as singular
            from public.search_split(given) words) t $$"""

#: The digits of a number and its ends, of so many digits or more: people read the last ones aloud.
#: They are found as they are, never by their beginning: that would be any digits inside.
_ENDS = r"""create function search_ends(number text, shortest int) returns tsvector
  language sql immutable parallel safe as $$
  select coalesce(string_agg('''#' || right(digits, n) || ''':1', ' '), '')::tsvector
    from regexp_replace(number, '\D', '', 'g') digits,
         generate_series(shortest, least(length(digits), 20)) n $$"""

#: What has a number: that comes first (A), then the title (B), then the rest (C).
_NUMBERED = """create function search_numbered(
    number int, protocol text, title text, others text) returns tsvector
  language sql immutable parallel safe as $$
  select setweight(public.search_words(coalesce(protocol, ''))
                   || to_tsvector('pg_catalog.simple',
                                  number::text)
                   || public.search_ends(protocol, 3), 'A')
         || setweight(public.search_words(title), 'B')
         || setweight(public.search_words(coalesce(others, '')), 'C') $$"""

#: The order of what was found: that very number, then titles and numbers, then texts; the newest
#: first.
_RANK = """create function search_rank(
    words tsvector, asked tsquery, q text, number int, protocol text, moment timestamptz)
  returns float8 language sql immutable parallel safe as $$
  select (case when btrim(q, '# ') in (number::text, protocol) then 2e11
               when ts_filter(words, '{a,b}') @@ asked then 1e11
               else 0 end + extract(epoch from moment))::float8 $$"""

#: The stems of a word, as the index has them.
_STEMS = """create function search_stems(word text) returns text[]
  language sql immutable parallel safe as $$
  select tsvector_to_array(to_tsvector('public.chamado', singular)) || tsvector_to_array(
           public.unaccent('public.unaccent',
                           to_tsvector('pg_catalog.portuguese', singular)::text)::tsvector)
    from public.search_singular(word) singular $$"""

#: A word as text of a tsquery; from `shortest` letters on whatever begins with it, and of
#: digits what ends with them.
_BEGINNING = r"""create function search_beginning(word text, shortest int) returns text
  language sql immutable parallel safe as $$
  select quote_literal(public.unaccent('public.unaccent', word))
         || case when length(word) >= shortest then ':*' else '' end
         || case when word ~ '^\d{3,}$' then '|' || quote_literal('#' || word) else '' end $$"""

#: One word of a query: it or its stems. Null: it says nothing, like `de`, which has no stem.
_ONE_WORD = """create function search_one_word(word text, shortest int) returns text
  language sql immutable parallel safe as $$
  select '(' || public.search_beginning(word, shortest)
         || string_agg(distinct '|' || quote_literal(stem), '') || ')'
    from unnest(public.search_stems(word)) stem
  having count(*) > 1 $$"""

#: All words have to be there. What punctuation holds together is looked for as one word, and as its
#: parts side by side; a number in several groups also as one, and so are two or three short words.
_QUERY = rf"""create function search_query(given text, shortest int) returns tsquery
  language plpgsql immutable parallel safe as $$
declare
  small text := replace(public.search_small(left(given, 200)), 'r$', '');
  together text := regexp_replace(small, '[^[:alnum:]]', '', 'g');
  terms text[] := '{{}}';
  idle text[] := '{{}}';
  parts text[];
  term text;
  asked text;
begin
  for parts in
    select regexp_split_to_array(m[1], '[^[:alnum:]]+')
      from regexp_matches(small, '({_CHUNK}*)', 'g') m limit 10
  loop
    term := public.search_one_word(array_to_string(parts, ''), shortest);
    if cardinality(parts) > 1 then
      term := '(' || concat_ws('|', term, '(' || (
        select string_agg(
                 '(' || public.search_beginning(p.word,
                   case when p.n = cardinality(parts) then shortest else 100 end) || ')',
                 '<->' order by p.n)
          from unnest(parts) with ordinality p(word, n)) || ')') || ')';
    end if;
    if term is null then
      idle := idle || public.search_beginning(parts[1], 1);
    else
      terms := terms || term;
    end if;
  end loop;
  asked := array_to_string(case when terms = '{{}}' then idle else terms end, '&');
  if cardinality(terms) > 1 and together !~ '\D' and length(together) > 6 then
    asked := '(' || asked || ')|' || public.search_beginning(together, 1);
  elsif cardinality(terms) in (2, 3) and length(together) < 12 then
    asked := '(' || asked || ')|' || public.search_beginning(together, 100);
  end if;
  return asked::tsquery;
end $$"""  # noqa: S608 - likewise

#: In this order: each calls those before it.
SEARCH_FUNCTIONS = (
    *(_singular(), _SMALL, _SPLIT, _WORDS, _ENDS, _NUMBERED, _RANK),
    *(_STEMS, _BEGINNING, _ONE_WORD, _QUERY),
)
