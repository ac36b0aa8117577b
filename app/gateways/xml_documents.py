"""XML documents of strangers: the vocabularies of their elements."""

from xml.parsers import expat

from app.gateways.sandbox import LimitExceeded, Sandbox

_SANDBOX = Sandbox(seconds=5, memory_bytes=600_000_000)


class XmlRefused(Exception):
    """No XML, or one with a document type, with entities or with instructions for programs."""


async def namespaces_of(data: bytes) -> frozenset[str]:
    """Namespaces of all elements; an empty text for those that have none.

    Raises XmlRefused, and Unavailable when too many documents wait.
    """
    try:
        return await _SANDBOX.run(_namespaces, data)
    except LimitExceeded:
        raise XmlRefused from None


def _namespaces(data: bytes) -> frozenset[str]:
    found: set[str] = set()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda name, _: found.add(name.rpartition(" ")[0])
    parser.StartDoctypeDeclHandler = parser.ProcessingInstructionHandler = _refuse
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError):
        raise XmlRefused from None
    return frozenset(found)


def _refuse(*_: object) -> None:
    raise XmlRefused
