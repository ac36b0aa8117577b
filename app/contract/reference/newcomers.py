"""Words of newcomers, in English and Portuguese, and the words of the reference for them."""

import re

#: Several words, or one that only means something whole, without accents -> what is asked for.
_PHRASES = {
    "2fa": "second factor",
    "mfa": "second factor",
    "totp": "second factor",
    "dois fatores": "second factor",
    "duas etapas": "second factor",
    "segundo fator": "second factor",
    "api key": "api token",
    "chave de api": "api token",
    "fuso horario": "time zone",
    "timezone": "time zone",
    "data e hora": "time zone",
    "esqueci a senha": "forgot password",
    "esqueci minha senha": "forgot password",
    "senha esquecida": "forgot password",
    "sem internet": "offline",
    "sem rede": "offline",
    "horario de atendimento": "calendar",
    "tempo real": "stream",
    "equipa": "team",
    "lgpd": "privacy",
    "gdpr": "privacy",
    "rgpd": "privacy",
    "dados pessoais": "privacy",
    "personal data": "privacy",
    "cliente": "customer",
    "clientes": "customer",
    "preco": "price",
    "csat": "rating",
    "nps": "rating",
}
#: Beginnings of what somebody asks for, without accents -> words that the reference has for it.
_WORDS = {
    "page": "pagin",
    "sign": "login logon autentic authentic entrar oauth",
    "out": "logout logoff sair",
    "token": "apikey credenci credential",
    "refresh": "renov renew atualiz",
    "password": "senha palavra",
    "person member": "user usuari utilizador pessoa",
    "invitation": "invit convid convit",
    "permission": "permiss permite",
    "role": "papel papeis",
    "company": "empresa",
    "organization": "organizac tenant",
    "customer": "client",
    "contract": "contrato",
    "site": "endereco",
    "equipment": "equipament roteador router modem",
    "ticket": "chamado pedido tiquete",
    "agent": "atendente agente",
    "team": "equipe",
    "assign queue": "fila",
    "priority": "priorid",
    "status transition": "situac",
    "tag": "etiquet label",
    "reopen": "reabr",
    "sla": "prazo deadline",
    "merge": "mescl juntar",
    "form": "formular",
    "rule": "regra",
    "automation": "automac",
    "audit timeline": "auditor histor log logs",
    "event": "evento",
    "stream": "sse websocket push",
    "requester": "solicitante requerente",
    "reply": "respost respond",
    "note": "nota",
    "attach": "anex",
    "file": "arquiv ficheir",
    "photo": "foto imagem imagen image picture",
    "upload send": "envi",
    "download": "baix descarreg export",
    "order": "ordem ordens",
    "service": "servic",
    "visit": "visita",
    "technician": "tecnic",
    "schedule booking": "agend marcar marcac",
    "open create": "abrir abert cri novo nova",
    "close": "fech encerr",
    "cancel": "cancel",
    "solve": "resolv",
    "assign": "atribu",
    "delete anonymise": "exclu apag remov elimin delet",
    "update": "alter edit",
    "list": "lista",
    "filter": "filtr",
    "search": "busc pesquis procur",
    "stock": "estoque inventor",
    "product": "produto",
    "quote": "orcament",
    "signature evidence": "assin",
    "report": "relator",
    "import": "importa",
    "table workbook": "planilha excel xlsx spreadsheet",
    "rating": "avalia",
    "calendar": "calendari",
    "holiday": "feriad",
    "comment": "comentari",
    "expense": "despesa",
    "notification": "notifica",
    "language": "idioma lingua",
    "amount money currency": "moeda dinheiro",
    "location position": "localiza gps mapa",
    "sort order": "ordenar ordenac",
    "changed offline": "sincroni sync",
    "idempotency": "idempot duplicad",
    "concurrency": "concorr conflit",
    "version": "versa",
    "document openapi": "swagger redoc postman insomnia",
    "problem error": "erro",
    "limit": "limite throttl",
    "request": "requisi",
    "retry": "repet tentar",
    "client": "sdk biblioteca",
}
_BEGINNINGS = {
    beginning: words.split() for words, found in _WORDS.items() for beginning in found.split()
}
#: Words of a question in Portuguese that a page about its answer need not have.
STOP_WORDS = """
ao aos as com como da das de do dos e em eu faco fazer meu minha na nas nao no nos o os ou para pelo
por posso qual quando que quem se ser seu sua um uma significa
"""


def meant_by(word: str) -> list[str]:
    """Words that the reference has for what somebody asks for, without the word itself."""
    return [
        meant
        for beginning, words in _BEGINNINGS.items()
        if word.startswith(beginning)
        for meant in words
    ]


def rephrased(question: str) -> str:
    """The question, in lower case and without accents, with the reference's words for phrases."""
    return _PHRASE.sub(lambda found: _PHRASES[found[0]], question)


_PHRASE = re.compile(rf"\b({'|'.join(sorted(_PHRASES, key=len, reverse=True))})\b")
