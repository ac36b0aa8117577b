"""Document numbers of people and companies: CPF, CNPJ, NIF."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError
from stdnum.br import cnpj, cpf
from stdnum.pt import nif

from app.core.values.text import N_


def _document(value: str) -> str:
    plain = re.sub(r"[^0-9A-Z]", "", value.upper())
    for kind in (cpf, cnpj, nif):
        if kind.is_valid(plain):
            return str(kind.compact(plain))
    raise PydanticCustomError(
        "not_a_document", N_("This is no CPF, CNPJ or NIF: some character is wrong.")
    )


#: Of a document number in answers.
DOCUMENT = (
    "Tax number without punctuation: CPF or CNPJ (Brazil) or NIF (Portugal). Null: not known."
)
#: CPF, CNPJ (with letters, as issued since 2026) or NIF; kept without punctuation.
Document = Annotated[
    str,
    StringConstraints(max_length=40),
    AfterValidator(_document),
    Field(
        description="Tax number: CPF or CNPJ (Brazil) or NIF (Portugal), with valid check digits."
        " Punctuation is removed.",
        examples=["52998224725"],
    ),
]
