"""Kinds of files, known by their content."""

import re

import puremagic

from app.files.uploads.schemas import USUAL
from app.gateways.spreadsheets import decoded
from app.gateways.xml_documents import XmlRefused, namespaces_of

#: Of HEIF, at the beginning of the file: pictures that are coded as HEIC, as telephones take them.
_HEIC = re.compile(rb"....ftyp(hei[cxms]|hev[cxms]|mif1|msf1)", re.DOTALL)
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Extension -> media type, classes of the root of a compound file, and an entry that it has.
_COMPOUNDS = {
    "doc": ("application/msword", {0x20906, 0x20900}, ("WordDocument",)),
    "xls": ("application/vnd.ms-excel", {0x20820, 0x20810}, ("Workbook", "Book")),
    "msg": ("application/vnd.ms-outlook", {0x20D0B}, ("__nameid_version1.0",)),
}
#: What follows the number in the class of an Office file; a class of zeros names none.
_CLASS_REST = bytes.fromhex("00000000c000000000000046")
_HEADER_NAME = re.compile(rb"[!-9;-~]{1,100}")
_FISCAL = (
    "http://www.portalfiscal.inf.br/",
    "http://www.sped.fazenda.gov.br/",
    "http://www.abrasf.org.br/",
)
_SIGNATURE = "http://www.w3.org/2000/09/xmldsig#"


async def kind_of(data: bytes, extension: str) -> str | None:
    """The media type that the content shows; None: it is none that is accepted."""
    if data.startswith(_COMPOUND):
        return _compound(data, extension)
    if extension == "eml":
        return "message/rfc822" if _is_mail(data) else None
    if extension == "xml":
        return "application/xml" if await _is_fiscal(data) else None
    found = _signature(data) if data else None
    if found is None and extension in USUAL["text/plain"] and _is_text(data):
        return "text/plain"
    return found


def _signature(data: bytes) -> str | None:
    if _HEIC.match(data):
        return "image/heic"
    try:
        matches = puremagic.magic_string(data)
    except puremagic.PureError:
        return None
    for match in matches:
        if match.mime_type in USUAL and match.mime_type != "text/plain":
            return str(match.mime_type)
        if match.extension.removeprefix(".") in USUAL["application/zip"]:
            return "application/zip"
    return None


def _compound(data: bytes, extension: str) -> str | None:
    """Kind of a compound file (OLE), by the class of its root: installers are such files too."""
    if extension not in _COMPOUNDS:
        return None
    media_type, classes, entries = _COMPOUNDS[extension]
    sector_bytes = 1 << min(int.from_bytes(data[30:32], "little"), 12)
    root = (int.from_bytes(data[48:52], "little") + 1) * sector_bytes
    number, rest = data[root + 80 : root + 84], data[root + 84 : root + 96]
    is_of_kind = rest == _CLASS_REST and int.from_bytes(number, "little") in classes
    if not is_of_kind and any(number + rest):
        return None
    # Names of entries have 64 bytes in UTF-16.
    names = (name.encode("utf-16-le").ljust(64, b"\0") for name in entries)
    return media_type if any(name in data for name in names) else None


def _is_mail(data: bytes) -> bool:
    """True if it begins with the headers of a mail (RFC 5322)."""
    names = set()
    for line in data[:100_000].splitlines():
        if not line:
            break
        if line[:1] in b" \t":
            continue
        name, colon, _ = line.partition(b":")
        if not (colon and _HEADER_NAME.fullmatch(name)):
            return False
        names.add(name.lower())
    return b"from" in names and not names.isdisjoint(
        {b"date", b"message-id", b"received", b"mime-version"}
    )


async def _is_fiscal(data: bytes) -> bool:
    """True if all its elements are of an electronic invoice: nothing that a browser would run."""
    try:
        found = await namespaces_of(data)
    except XmlRefused:
        return False
    fiscal = {name for name in found if name.startswith(_FISCAL)}
    return bool(fiscal) and found <= fiscal | {_SIGNATURE, ""}


def _is_text(data: bytes) -> bool:
    try:
        # Files of banks end as those of DOS did.
        text = decoded(data, "strict").removesuffix("\x1a")
    except UnicodeDecodeError:
        return False
    return not re.search(r"[\x00-\x08\x0e-\x1f]", text) and not text.lstrip().startswith("<")
