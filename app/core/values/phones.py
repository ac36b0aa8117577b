"""Telephone numbers in E.164."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from app.core.values.text import N_

#: Where a number without a country code may be from: the first in which it exists.
_HOME_REGIONS = ("BR", "PT")


def _e164(value: str) -> str:
    import phonenumbers

    for region in _HOME_REGIONS:
        try:
            number = phonenumbers.parse(value, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    raise PydanticCustomError(
        "not_a_phone", N_("This is no telephone number: write it as +55 41 99999-0000.")
    )


def phone_within(text: str, country: str) -> str | None:
    """The first telephone number in a text as people write them, in E.164; None if there is none.

    Without a country code it is one of the country (ISO 3166-1 alpha-2) and of no other: a mobile
    number of Brazil without its area looks like one of Portugal.
    """
    import phonenumbers

    dialled = re.sub(r"^\s*00(?=[1-9])", "+", text)
    for found in phonenumbers.PhoneNumberMatcher(dialled, country):
        return phonenumbers.format_number(found.number, phonenumbers.PhoneNumberFormat.E164)
    return None


#: Of a telephone number in answers.
PHONE = "Telephone number in E.164, such as `+5541999990000`. Null: not known."
#: Written as people do, kept and sent as +5541999990000.
Phone = Annotated[
    str,
    StringConstraints(max_length=40),
    AfterValidator(_e164),
    Field(
        description="Telephone number, with or without punctuation; stored in E.164. Without a"
        " country code it is taken for a Brazilian number, or else for a Portuguese one.",
        examples=["+5541999990000"],
    ),
]
