"""Who sees forms as they were written, and not only as they are filled in."""

from app.core.errors import PermissionMissing
from app.core.reading import Reading


def administering(reading: Reading) -> Reading:
    """The same reading, for whoever looks after forms; 403 for everyone else."""
    if not reading.actor.may("forms:all"):
        raise PermissionMissing("This needs the permission {permission}.", permission="forms:all")
    return reading
