"""The PPPoE password of a customer's line, revealed to who works on it, and audited."""

from uuid import UUID

from fastapi import Request

from app.core.data.reading import Reading
from app.core.runtime import runtime_of
from app.core.security.encryption import DecryptionFailed
from app.core.values.errors import NotFound, Refusal
from app.core.values.text import N_
from app.customers.contracts.service import decrypt_pppoe
from app.orders.events import PppoeRevealed
from app.orders.pppoe.reads import SECRET
from app.orders.pppoe.schemas import Pppoe


class SecretLocked(Refusal):
    """Only the technician whose visit it is sees the password, and only until the order is over."""

    status = 403
    title = N_("This password is not shown now")
    advice = N_("Have the order scheduled with whoever is to work on the line.")


class SecretUnreadable(Refusal):
    """The password was encrypted with a secret of the installation that is not in use any more."""

    title = N_("This password cannot be read any more")
    advice = N_("Have it entered into the contract again.")


async def reveal_pppoe(request: Request, reading: Reading, order_id: UUID) -> Pppoe:
    """The account of the order's contract. That somebody looked is written down before it is shown.

    404 without a password, 403 secret_locked for anybody else and once the order is over.
    """
    found = await reading.row(SECRET, id=order_id)
    if found is None:
        raise NotFound
    is_over = found["closed_at"] is not None or found["cancelled_at"] is not None
    if is_over or found["technician_id"] != reading.actor.person_id:
        raise SecretLocked
    if found["pppoe_password_encrypted"] is None:
        raise NotFound
    try:
        password = decrypt_pppoe(
            found["pppoe_password_encrypted"],
            runtime_of(request).encryptor,
            organization_id=reading.actor.organization_id,
            contract_id=found["contract_id"],
        )
    except DecryptionFailed:
        raise SecretUnreadable from None
    await reading.announce(
        request, PppoeRevealed(order_id=order_id, contract_id=found["contract_id"])
    )
    return Pppoe(username=found["pppoe_username"], password=password)
