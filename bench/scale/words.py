"""Complaints of invented customers of an internet provider, for searches that find some."""

from itertools import product
from random import Random

_WHAT = [
    "Internet caindo", "Sem sinal na fibra", "Wi-Fi fraco", "Lentidão para baixar arquivos",
    "Roteador reiniciando sozinho", "Luz vermelha na ONU", "Chamada de vídeo travando",
    "Boleto com valor errado", "Mudança de endereço", "Troca de plano", "Senha esquecida",
    "Câmera fora do ar", "Telefone fixo mudo", "Cabo arrebentado", "Instalação pendente",
    "Segunda via da fatura", "Visita não compareceu", "Porta do roteador queimada",
]  # fmt: skip
_WHERE = [
    "na sala", "no escritório", "no depósito", "na recepção", "no apartamento", "na cozinha",
    "no segundo andar", "na portaria", "no galpão", "na loja", "no consultório", "no sítio",
    "na oficina", "na escola", "no caixa", "no quarto dos fundos",
]  # fmt: skip
_WHEN = [
    "Desde ontem à noite", "Há três dias", "Depois da chuva de granizo", "Todo dia às 18 horas",
    "Desde a última manutenção", "Logo depois da mudança", "Quando o vizinho liga a máquina",
    "Sempre que chove", "A partir de segunda-feira", "Desde que trocaram o poste",
]  # fmt: skip
_SAYS = [
    "a conexão cai a cada dez minutos", "nenhuma página abre no computador",
    "o aplicativo do banco não carrega", "a velocidade não passa de cinco megas",
    "a televisão fica sem imagem", "o sinal some no quarto", "a maquininha recusa os cartões",
    "a luz LOS pisca sem parar", "o roteador esquenta muito", "ouço um zumbido na linha",
    "o servidor da contabilidade fica inacessível", "as câmeras gravam só metade do dia",
]  # fmt: skip
_MORE = [
    "Já reiniciei tudo e não adiantou.", "Trabalho em casa e preciso disso com urgência.",
    "O cabo passa perto de uma árvore de jabuticaba.", "Podem mandar alguém pela manhã?",
    "O porteiro tem a chave do quadro.", "O cachorro é manso, mas late.",
    "Favor telefonar antes de vir.", "É a terceira vez neste mês.",
    "O técnico anterior deixou a caixa aberta.", "Aceito trocar o equipamento por um novo.",
    "Há um andaime na fachada até sexta.", "Quero desconto pelo tempo parado.",
]  # fmt: skip


def subjects() -> list[str]:
    """A few hundred subjects."""
    return [f"{what} {where}" for what, where in product(_WHAT, _WHERE)]


def sentences() -> list[str]:
    """A thousand descriptions, always the same ones."""
    every = [f"{when} {says}. {more}" for when, says, more in product(_WHEN, _SAYS, _MORE)]
    return Random(0).sample(every, 1000)  # noqa: S311 - variety, not secrecy
