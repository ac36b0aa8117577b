"""Everyday words, in English and Portuguese, find what they stand for."""

import pytest
from fastapi import FastAPI

from app.contract.reference.document import ReferenceDocument
from app.contract.reference.pages import ReferencePages
from app.contract.reference.search import SearchIndex


@pytest.fixture(scope="module")
def index(app: FastAPI) -> SearchIndex:
    return ReferencePages(ReferenceDocument(app.openapi())).index


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("how do I refresh a token", "/docs/operations/refreshSession"),
        ("what does 409 technician_overlap mean", "/problems/technician-overlap"),
        ("createTicket", "/docs/operations/createTicket"),
        ("open a ticket", "/docs/operations/createTicket"),
        ("/v1/tickets/{ticket_id}/replies", "/docs/operations/createReply"),
        ("TicketCreate", "/docs/schemas/TicketCreate"),
        ("close an order", "/docs/operations/closeOrder"),
        ("stock balances", "/docs/operations/listBalances"),
        ("pagination", "/docs/guides/lists-and-paging"),
        ("etag", "/docs/guides/concurrency"),
        ("422", "/docs/problems"),
        ("login", "/docs/guides/sign-in"),
        ("como renovar o token", "/docs/operations/refreshSession"),
        ("agendar visita", "/docs/operations/scheduleOrder"),
        ("abrir chamado", "/docs/operations/createTicket"),
        ("técnico ocupado", "/problems/technician-overlap"),
        ("401", "/docs/problems"),
        ("429", "/docs/guides/rate-limits"),
        ("anexo", "/docs/guides/files"),
        ("api key", "/docs/operations/createApiToken"),
        ("assinatura", "/docs/guides/evidence"),
        ("atribuir chamado", "/docs/operations/assignTicket"),
        ("auditoria", "/docs/operations/listAudit"),
        ("automação", "/docs/operations/listAutomationRules"),
        ("avaliação", "/docs/operations/listRatings"),
        ("cancelar ordem", "/docs/operations/cancelOrder"),
        ("chave de api", "/docs/operations/createApiToken"),
        ("cliente", "/docs/operations/listCustomers"),
        ("comentário", "/docs/operations/addOrderComment"),
        ("concorrência", "/docs/guides/concurrency"),
        ("contrato", "/docs/operations/listContracts"),
        ("convite", "/docs/operations/createInvitation"),
        ("csv", "/docs/operations/downloadFieldServiceReport"),
        ("dashboard", "/docs/operations/getSupportDashboard"),
        ("despesa", "/docs/operations/addOrderExpense"),
        ("dois fatores", "/docs/guides/first-sign-in"),
        ("duplicado", "/problems/idempotency-in-progress"),
        ("equipamento", "/docs/operations/listEquipment"),
        ("equipe", "/docs/operations/listTeams"),
        ("erro 409", "/docs/problems"),
        ("esqueci a senha", "/docs/operations/forgotPassword"),
        ("estoque", "/docs/operations/listLocations"),
        ("etiqueta", "/docs/operations/putTicketTags"),
        ("eventos", "/docs/guides/lists-and-paging"),
        ("excel", "/docs/guides/files"),
        ("excluir dados pessoais", "/docs/operations/anonymisePerson"),
        ("fechar ordem", "/docs/operations/closeOrder"),
        ("feriado", "/docs/operations/listHolidaySets"),
        ("fila", "/docs/operations/assignTicket"),
        ("filtro", "/docs/guides/lists-and-paging"),
        ("formulário", "/docs/operations/listForms"),
        ("foto", "/docs/operations/uploadMyPhoto"),
        ("fuso horário", "/docs/guides/start-here"),
        ("horário de atendimento", "/docs/operations/listCalendars"),
        ("idioma", "/docs/guides/errors"),
        ("importar clientes", "/docs/operations/importCustomers"),
        ("lgpd", "/docs/operations/exportPerson"),
        ("limite de requisições", "/docs/guides/rate-limits"),
        ("localização", "/docs/operations/listLocations"),
        ("log", "/docs/operations/listAudit"),
        ("logout", "/docs/operations/signOut"),
        ("macro", "/docs/operations/listMacros"),
        ("mesclar", "/docs/operations/mergeTicket"),
        ("moeda", "/docs/guides/start-here"),
        ("nota interna", "/docs/operations/createNote"),
        ("notificação", "/docs/operations/listNotifications"),
        ("nps", "/docs/operations/listRatings"),
        ("offline", "/docs/guides/offline"),
        ("ordenar", "/docs/guides/lists-and-paging"),
        ("orçamento", "/docs/operations/listQuotes"),
        ("paginação", "/docs/guides/lists-and-paging"),
        ("papel", "/docs/operations/listRoles"),
        ("pdf", "/docs/operations/downloadOrderReport"),
        ("permissão", "/docs/guides/permissions"),
        ("planilha", "/docs/guides/files"),
        ("postman", "/docs/guides/clients"),
        ("prazo", "/docs/operations/listSlaPolicies"),
        ("preço", "/docs/schemas/Service"),
        ("push", "/docs/guides/lists-and-paging"),
        ("python", "/docs/guides/clients"),
        ("rate limit", "/docs/guides/rate-limits"),
        ("reabrir chamado", "/docs/operations/reopenTicket"),
        ("regra", "/docs/operations/listAutomationRules"),
        ("relatório", "/docs/guides/files"),
        ("retry", "/docs/guides/idempotency"),
        ("sdk", "/docs/guides/clients"),
        ("sem internet", "/docs/guides/offline"),
        ("senha", "/docs/guides/first-sign-in"),
        ("sincronizar", "/docs/guides/offline"),
        ("status", "/docs/operations/transitionTicket"),
        ("stream", "/docs/guides/lists-and-paging"),
        ("swagger", "/docs/guides/clients"),
        ("timezone", "/docs/guides/start-here"),
        ("token", "/docs/guides/api-tokens"),
        ("upload", "/docs/guides/files"),
        ("usuário", "/docs/operations/createPerson"),
        ("versão", "/docs/guides/versions"),
        ("visita", "/docs/operations/scheduleOrder"),
        ("webhook", "/docs/guides/lists-and-paging"),
        ("2fa", "/docs/guides/first-sign-in"),
    ],
)
def test_it_is_among_the_first_three(index: SearchIndex, question: str, answer: str) -> None:
    found = [entry.url.partition("#")[0] for entry in index.find(question)]
    assert answer in found[:3]


def test_what_there_is_not_finds_nothing(index: SearchIndex) -> None:
    assert index.find("zzz qqq") == []
