"""A reply that is nothing but thanks needs no answer, and a complaint is never taken for one."""

import pytest

from app.tickets.replies.thanks import is_nothing_but_thanks

_NAMES = ("Bob Prado", "João da Silva")

_THANKS = """
obg
Obg!
vlw
vlww
Vlw, Bob!
Valeu
valeu demais
OBRIGADO
Obrigada!!!
obrigadooooo
Obrigado, João
Muito obrigada!
Muito obrigado mesmo
mto obg
brigadão
Obrigadinha :)
Obrigado pela ajuda
Muito obrigado pelo excelente atendimento.
Obrigada pela ajuda, bom dia a todos
Obrigado por tudo, tenham uma ótima semana
Ok, obrigado
ok
Blz, valeu pessoal
Beleza
Tudo certo, obrigado
Deu certo, muito obrigada
Resolvido, obrigado!
Perfeito!
Ótimo atendimento, obrigada
Show, obrigado
Agradeço a todos
Agradecemos pela atenção. Atenciosamente, João da Silva
Grata
Gratidão 🙏
👍
👍🏽
Bem haja
Obrigado pela vossa ajuda. Cumprimentos
Obrigada e bom fim de semana
thanks
Thank you so much!
Thanks a lot for your help
Many thanks, Bob
thx
tks
ty
Great, thanks
Cheers, all good
Perfect, it works. Thank you!
""".strip().splitlines()

_TO_BE_ANSWERED = """
obrigado, mas ainda não funciona
Não foi resolvido
ok, mas e agora?
ok, e agora
Obrigado?
Resolvido?
Tudo certo？
Deu certo não
Não resolveu, obrigado
Nao obrigado
Obrigado, porém voltou a cair
Obrigado, ainda lento
Ok. Caiu de novo
Obrigado por nada
Valeu, continua igual
Ótimo, agora parou tudo
Perfeito, só falta o boleto
Obrigado pela ajuda mas sem internet
Obrigada, e a segunda via?
Obrigado, quando vem o técnico
ok aguardo
Muito obrigado, parou
Nada resolvido
Ajuda, obrigado
Obrigado :(
Obrigado 👎
Obrigado 😡
Grato pela atenção, aguardo retorno
Obrigado, resolvido parcialmente
Agradeço se puderem ligar
Agradeço o retorno
Obrigada, João Pedro
Bob
Bom dia
Pelo atendimento
e
...
thanks, but it is still down
Thanks for nothing
No thanks
It works not
ok what now
Thank you, any news?
Thanks, how do I log in
It never works
Not solved
""".strip().splitlines()


@pytest.mark.parametrize("text", _THANKS)
def test_nothing_but_thanks(text: str) -> None:
    assert is_nothing_but_thanks(text, _NAMES)


@pytest.mark.parametrize("text", [*_TO_BE_ANSWERED, ""])
def test_anything_else_is_to_be_answered(text: str) -> None:
    assert not is_nothing_but_thanks(text, _NAMES)


@pytest.mark.parametrize("text", _THANKS)
@pytest.mark.parametrize("complaint", ["{}, mas caiu", "{}. Ainda", "Não {}", "{}?", "{} but no"])
def test_one_word_of_complaint_is_enough(text: str, complaint: str) -> None:
    assert not is_nothing_but_thanks(complaint.format(text))


def test_a_long_text_is_read_to_its_end() -> None:
    assert not is_nothing_but_thanks("muito obrigado pela sua ajuda " * 700 + "mas caiu")
