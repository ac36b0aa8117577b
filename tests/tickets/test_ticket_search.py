"""What people type finds the tickets that they mean, and no others: a table of queries."""

from typing import Any
from uuid import UUID

import asyncpg
import pytest
from fastapi import FastAPI

from app.core.data.database import Database
from app.embedded.servers import Servers
from app.tickets.jobs import index_messages
from tests.callers import Caller, sign_up_organization
from tests.sweeping import run_sweep
from tests.world import World

#: Name -> subject, and description.
TICKETS = {
    "conexão": ("Falha de conexão", "Cai a cada dez minutos."),
    "conexões": ("Perdemos todas as conexões", "Nada abre no computador."),
    "instalação": ("Instalação pendente", "O cliente espera desde segunda."),
    "canais": ("Sumiram os canais da televisão", "Ficou só um chiado."),
    "canela": ("Chá de canela derramado", "Molhou o teclado."),
    "papel": ("Impressora sem papel", "Pisca uma luz amarela."),
    "lençóis": ("Lençóis da pousada", "Pedido repetido no sistema."),
    "fáceis": ("Senhas fáceis demais", "O sistema aceita qualquer uma."),
    "nível": ("Nível de sinal baixo", "Está em -29 dBm."),
    "perfis": ("Trocar perfis de acesso", "São da contabilidade."),
    "azuis": ("Cabos azuis cortados", "No forro da recepção."),
    "imagem": ("Imagem tremida", "É a câmera do portão."),
    "roteadores": ("Dois roteadores queimados", "Foi a chuva de granizo."),
    "luz": ("Luz vermelha na ONU", "Começou ontem."),
    "meses": ("Fatura de três meses", "Quero a segunda via."),
    "mãe": ("Telefone da minha mãe", "Está mudo."),
    "pães": ("Vitrine de pães apagada", "Troquem a lâmpada."),
    "e-mail": ("Meu e-mail não abre", "Diz que a caixa está cheia."),
    "email": ("Criar email corporativo", "Para a estagiária nova."),
    "NF-e": ("Emitir NF-e", "A SEFAZ rejeita o lote."),
    "CPF": ("Cadastro duplicado", "CPF 529.982.247-25, por favor juntem."),
    "CNPJ": ("Cadastro de filial", "CNPJ 12ABC34501DE35 sem pontos."),
    "ERR": ("Aplicativo fecha sozinho", "Mostra ERR-5521-XY na tela."),
    "552": ("Erro 552 ao enviar", "A cota foi excedida."),
    "joao": ("Conta bloqueada", "Escrevam a joao.silva@provedor.example.com"),
    "AC/DC": ("Fonte AC/DC aquecendo", "É a do armário 3."),
    "S/A": ("Padaria Sol S/A fora do ar", "A maquininha recusa."),
    "telefone": ("Retornar a ligação", "Falar com a gerência no +55 (41) 99876-5432."),
    "Wi-Fi": ("Wi-Fi fraco", "Só pega na sala."),
    "VPN": ("As VPNs caíram", "Ninguém trabalha de casa."),
    "links": ("Dois links fora", "A rota sai por outra cidade."),
    "valor": ("Boleto errado", "Veio R$ 1.234,56 em vez de R$ 234,56."),
    "d'água": ("Caixa d'água vazou", "Pingou no servidor."),
    "IP": ("Bloqueio de endereço", "O 192.168.10.7 não navega."),
    "MAC": ("Liberar aparelho", "MAC 00:1A:2B:3C:4D:5E."),
    "móveis": ("Aparelhos móveis sem sincronizar", "Três tablets."),
    "cartões": ("Leitora não lê cartões", "Na catraca."),
    "contrato": ("Cópia do contrato", "Preciso para o banco."),
    "português": ("Teclado em português", "O ç não sai."),
    "museu": ("Museu sem câmeras", "Os corredores ficaram no escuro."),
    "técnico": ("Técnico não veio", "Era para as 14h."),
    "resposta": ("Sem sinal", "A antena mudou de lugar."),
}
#: Name -> a later public reply, and an internal note.
REPLIES = {"resposta": "Enviamos o orçamento do amplificador ZX-900 por correio."}
NOTES = {"contrato": "Suspeita de inadimplência, falar com Valdirene."}

#: What is typed -> the tickets that it finds; all others it does not find.
QUERIES = {
    # Singular and plural, with accents and without.
    **dict.fromkeys(("conexão", "conexões", "conexao", "conexoes", "CONEXÃO"), "conexão conexões"),
    **dict.fromkeys(
        ("instalação", "instalações", "instalacao", "instalacoes", "instalar"), "instalação"
    ),
    **dict.fromkeys(("canal", "canais", "CANAIS"), "canais"),
    **dict.fromkeys(("papel", "papéis", "papeis"), "papel"),
    **dict.fromkeys(("lençol", "lençóis", "lencol", "lencois"), "lençóis"),
    **dict.fromkeys(("fácil", "fáceis", "facil", "faceis"), "fáceis"),
    **dict.fromkeys(("nível", "níveis", "nivel", "niveis"), "nível"),
    **dict.fromkeys(("perfil", "perfis"), "perfis"),
    **dict.fromkeys(("azul", "azuis"), "azuis"),
    **dict.fromkeys(("imagem", "imagens"), "imagem"),
    **dict.fromkeys(("roteador", "roteadores"), "roteadores"),
    **dict.fromkeys(("luz vermelha", "luzes vermelhas"), "luz"),
    **dict.fromkeys(("mês", "meses", "mes"), "meses"),
    **dict.fromkeys(("mãe", "mães"), "mãe"),
    **dict.fromkeys(("pão", "pães", "pao", "paes"), "pães"),
    **dict.fromkeys(("vpn", "vpns", "VPN"), "VPN"),
    **dict.fromkeys(("link", "links"), "links"),
    **dict.fromkeys(("móvel", "móveis", "movel"), "móveis"),
    **dict.fromkeys(("cartão", "cartões", "cartao", "cartoes"), "cartões"),
    **dict.fromkeys(("museu", "museus"), "museu"),
    **dict.fromkeys(("técnico", "técnicos", "tecnico"), "técnico"),
    "portugueses": "português",
    "câmera": "imagem museu",
    "cameras": "imagem museu",
    "cabo azul": "azuis",
    # With a hyphen, without, and apart.
    **dict.fromkeys(("email", "e-mail", "emails", "e-mails", "E-MAIL"), "e-mail email"),
    **dict.fromkeys(("nfe", "NF-e", "nf-e", "NF e"), "NF-e"),
    **dict.fromkeys(("wifi", "wi-fi", "Wi Fi"), "Wi-Fi"),
    **dict.fromkeys(("AC/DC", "acdc", "ac dc"), "AC/DC"),
    **dict.fromkeys(("S/A", "SA", "S.A.", "Sol S/A"), "S/A"),
    **dict.fromkeys(("caixa d'água", "água", "agua", "d’água"), "d'água"),
    # Numbers as they are written, and as digits.
    **dict.fromkeys(("529.982.247-25", "52998224725", "529 982 247 25", "529.982"), "CPF"),
    **dict.fromkeys(("12.ABC.345/01DE-35", "12abc34501de35", "12ABC345"), "CNPJ"),
    **dict.fromkeys(("5521", "ERR-5521", "err-5521-xy", "ERR5521XY", "xy"), "ERR"),
    **dict.fromkeys(
        ("99876-5432", "998765432", "41 99876-5432", "(41) 99876-5432", "41998765432"), "telefone"
    ),
    **dict.fromkeys(("5541998765432", "+55 41 99876-5432", "+55 (41) 99876-5432"), "telefone"),
    **dict.fromkeys(("1.234,56", "R$ 1.234,56", "1234,56"), "valor"),
    **dict.fromkeys(("192.168.10.7", "192.168.10"), "IP"),
    **dict.fromkeys(("00:1A:2B:3C:4D:5E", "001a2b3c4d5e", "00-1a-2b-3c-4d-5e"), "MAC"),
    # Addresses, and parts of them.
    **dict.fromkeys(
        ("joao.silva", "joao.silva@provedor.example.com", "João Silva", "provedor.example"), "joao"
    ),
    # Beginnings of words, and words that say nothing.
    **dict.fromkeys(("amplif", "amplificador"), "resposta"),
    **dict.fromkeys(("impres", "impressora sem papel", "sem papel na impressora"), "papel"),
    "granizo chuva": "roteadores",
    "contab": "perfis",
    "telev": "canais",
    # Replies, and what is typed of a code in one.
    **dict.fromkeys(("ZX-900", "zx900", "orçamento do amplificador", "correio"), "resposta"),
    # What is not there.
    **dict.fromkeys(
        ("inexistente", "52998224726", "conexão roteador", "@", "()", "' \" \\", "!&|:*", "DC/AC"),
        "",
    ),
    "canelas": "canela",
    "552": "552 ERR",
    "lâmpada": "pães",
}


@pytest.fixture(scope="module")
async def desk(app: FastAPI) -> tuple[Caller, Caller]:
    """The manager and the requester of an organization with all these tickets."""
    ada = await sign_up_organization(app)
    carla = await ada.colleague("requester", "Carla Dias")
    for name, (subject, description) in TICKETS.items():
        new = {"subject": subject, "description": description, "tags": [name]}
        ticket = await ada.post("/v1/tickets", new | {"requester_id": str(carla.person_id)})
        for texts, kind in ((REPLIES, "replies"), (NOTES, "notes")):
            if name in texts:
                await ada.post(f"/v1/tickets/{ticket['id']}/{kind}", {"body": texts[name]})
    return ada, carla


async def _found(who: Caller, q: str) -> list[str]:
    listed = await who.get("/v1/tickets", q=q, limit=100)
    names = {subject: name for name, (subject, _) in TICKETS.items()}
    return [names[ticket["subject"]] for ticket in listed["items"]]


def test_the_table_is_long_enough() -> None:
    assert len(QUERIES) >= 120


@pytest.mark.parametrize("q", QUERIES)
async def test_it_finds_these_and_no_others(q: str, desk: tuple[Caller, Caller]) -> None:
    for who in desk:
        assert sorted(await _found(who, q)) == sorted(QUERIES[q].split())


async def test_notes_are_found_by_those_who_read_them(desk: tuple[Caller, Caller]) -> None:
    ada, carla = desk
    for q in ("inadimplência", "valdirene"):
        assert await _found(ada, q) == ["contrato"]
        assert await _found(carla, q) == []


async def test_what_was_redacted_is_not_found(bob: Caller, carla: Caller) -> None:
    ticket = await _opened(carla, "Sem sinal")
    reply = await carla.post(f"/v1/tickets/{ticket['id']}/replies", {"body": "senha hunter2zz"})
    assert await _numbers(bob, q="hunter2zz") == [ticket["number"]]
    await bob.post(f"/v1/messages/{reply['id']}/redact", {"reason": "Senha"}, 200)
    assert await _numbers(bob, q="hunter2zz") == []


async def test_a_number_is_read_aloud(bob: Caller, carla: Caller) -> None:
    ticket = await _opened(carla, "Sem sinal")
    protocol = ticket["protocol"]
    for q in (
        protocol,
        f"#{ticket['number']}",
        str(ticket["number"]),
        protocol[-3:],
        protocol[-4:],
    ):
        for who in (bob, carla):
            assert (await _numbers(who, q=q))[0] == ticket["number"]


async def test_that_number_comes_first_then_subjects_then_texts(bob: Caller, carla: Caller) -> None:
    first = await _opened(carla, "Sem sinal")
    number = str(first["number"])
    subject = await _opened(carla, f"Porta {number} queimada", "No roteador novo.")
    text = await _opened(carla, "Outra coisa", f"A porta {number} do roteador.")
    expected = [ticket["number"] for ticket in (first, subject, text)]
    for who in (bob, carla):
        assert await _numbers(who, q=number) == expected
        # Page by page, and in another order.
        assert await _numbers(who, q=number, sort="-relevance", limit=1) == expected[:1]
        assert await _numbers(who, q=number, sort="-opened_at") == sorted(expected)[::-1]
    page = await bob.get("/v1/tickets", q=number, limit=2)
    rest = await bob.get("/v1/tickets", q=number, limit=2, cursor=page["next_cursor"])
    assert [t["number"] for t in (*page["items"], *rest["items"])] == expected


async def test_the_desk_finds_tickets_by_people_and_customers(
    ada: Caller, bob: Caller, carla: Caller, world: World
) -> None:
    ticket = await _opened(carla, "Sem sinal")
    person = await ada.get(f"/v1/people/{carla.person_id}")
    names = [person["name"], person["username"], world.customer["name"]]
    for q in names:
        assert ticket["number"] in await _numbers(bob, q=q)
    await ada.patch(f"/v1/people/{carla.person_id}", {"phone": "+55 41 98888-1234"})
    for q in ("98888-1234", "+55 41 98888-1234", "1234"):
        assert ticket["number"] in await _numbers(bob, q=q)
        # Who may not list people cannot ask for their numbers in this way either.
        assert await _numbers(carla, q=q) == []


async def test_another_organization_finds_nothing(stranger: Caller, carla: Caller) -> None:
    await _opened(carla, "Zebedeu sem sinal")
    assert await _numbers(stranger, q="zebedeu") == []


async def test_older_messages_are_indexed_some_at_a_time(
    bob: Caller, carla: Caller, servers: Servers, database: Database
) -> None:
    ticket = await _opened(carla, "Instalações", "O amplificador queimou.")
    connection = await asyncpg.connect(servers.admin_url)
    # As they were before there was such a search.
    await connection.execute(
        """update messages set search_vector = null where ticket_id = $1""", UUID(ticket["id"])
    )
    await connection.execute(
        "update tickets set search_vector = to_tsvector('chamado', subject) where id = $1",
        UUID(ticket["id"]),
    )
    await connection.close()
    assert await _numbers(bob, q="amplificadores") == []
    assert await run_sweep(database, bob.organization_id, index_messages)
    assert not await run_sweep(database, bob.organization_id, index_messages)
    assert await _numbers(bob, q="amplificadores") == [ticket["number"]]
    assert await _numbers(bob, q="instalação") == [ticket["number"]]
    assert await _numbers(bob, q=ticket["protocol"]) == [ticket["number"]]


async def _opened(who: Caller, subject: str, description: str = "Desde ontem.") -> dict[str, Any]:
    ticket: dict[str, Any] = await who.post(
        "/v1/tickets", {"subject": subject, "description": description}
    )
    return ticket


async def _numbers(who: Caller, **wanted: Any) -> list[int]:
    return [ticket["number"] for ticket in (await who.get("/v1/tickets", **wanted))["items"]]
