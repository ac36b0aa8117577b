"""Thanks: replies that need no answer, as pure rules.

Nothing is looked for that would make a complaint. What is left when thanks and courtesies are
taken away decides: `não`, `mas`, `ainda`, a question mark, or any word that is not known here.
"""

import re
from collections.abc import Iterable

from app.core.values.text import fold

#: Folded, as all that follows. "Obrigadooo" is "obrigado".
_STRETCHED = re.compile(r"(\w)\1{2,}")
_THANKS = re.compile(
    r"""\b(?:
      (?:(?:muito|mto|mt)\s+)? (?:
          obrigad(?:[oa]s?|ao|inh[oa]) | o?brigad(?:[oa]|ao) | obg(?:d[oa]?)? | agradecid[oa]s?
        | agradec(?:o|emos) | grat[oa]s? | gratidao | bem\s+haja[m]? | vale[uw] | vl[ew]+ | tmj
        | thank\s+(?:you|u) | (?:many\s+)?thanks | thanx | th?n?x | tks | tnks | ty(?:vm)? | cheers
      )
      (?:\s+(?:mesmo|demais|a\s+lot|so\s+much|very\s+much|again))?
    | ok(?:ay)? | okk | blz | beleza | certo | (?:deu|tudo)\s+certo | tudo\s+(?:bem|ok)
    | resolvid[oa] | resolveu | funcionou | it\s+works | all\s+good | solved | fixed
    | otim[oa]s? | excelentes? | perfeit[oa]s? | perfect | show(?:\s+de\s+bola)? | top
    | maravilha | impecavel | great | excellent | awesome
    )\b | [👍🙏👏❤💚💙]""",
    re.VERBOSE,
)
_COURTESIES = re.compile(
    r"""\b(?:
      (?: pel[oa]s?(?:\s+(?:sua|seu|vossa|vosso|excelente|otim[oa]|pront[oa]))*
        | por\s+toda\s+a | otim[oa] | excelente | bo[am]
      )\s+(?:ajuda|apoio|atencao|atendimento|suporte|rapidez|agilidade|retorno|resposta|servico
        |trabalho|paciencia|disponibilidade|solucao|explicacao|orientacao)
      (?:\s+(?:de\s+(?:voces|vcs|todos)|prestad[oa]))?
    | por\s+(?:tudo|ajudar(?:em)?)
    | (?:a|ao|aos)\s+(?:tod[oa]s|voces?|vcs|equipe?a?|time|pessoal|senhora?)
    | voces?|vcs|tod[oa]s|equip[ea]|time|pessoal|gente|galera|amig[oa]s?|senhora?|sra?
    | tenham?\s+uma?\s+(?:otim[oa]|bo[am]|excelente)\s+(?:dia|tarde|noite|semana)
    | bo[am]\s+(?:dia|tarde|noite|semana|fim\s+de\s+semana)
    | (?:um\s+)?(?:grande\s+)?abracos? | abs | att | atenciosamente | cordialmente
    | (?:com\s+os\s+)?(?:melhores\s+)?cumprimentos
    | for\s+(?:(?:all|the|your|quick|fast|great)\s+)*(?:help|support|reply|response|work|everything)
    | (?:great|good|nice)\s+(?:job|work) | (?:best|kind)\s+regards | regards
    | (?:have\s+a\s+)?(?:nice|good|great)\s+(?:day|evening|weekend) | everyone | everybody | team
    | e | and
    )\b""",
    re.VERBOSE,
)
#: Punctuation without a question; `)` smiles, `(` does not. The last two refine a pictograph.
_SILENT = re.compile(r"[\s.,;:!)*~_…–—-]|[\U0001f3fb-\U0001f3ff]|\ufe0f")


def is_nothing_but_thanks(text: str, names: Iterable[str] = ()) -> bool:
    """Return True if a reply says thanks and nothing else; it may address somebody by name."""
    plain = _STRETCHED.sub(r"\1", fold(text))
    rest = _COURTESIES.sub(" ", plain)
    left = _THANKS.sub(" ", rest)
    if left == rest:
        return False
    words = {word for name in names for word in fold(name).split()}
    return words.issuperset(_SILENT.sub(" ", left).split())
