"""Kinds of files that are accepted: media type -> extensions that it may have."""

#: What people exchange at a service desk. Whatever could run is not in it.
USUAL = {
    "image/png": {"png"},
    "image/jpeg": {"jpg", "jpeg", "jfif"},
    "image/gif": {"gif"},
    "image/webp": {"webp"},
    "image/heic": {"heic", "heif"},
    "application/pdf": {"pdf"},
    "application/zip": {"zip", "docx", "xlsx", "pptx", "odt", "ods"},
    "video/mp4": {"mp4"},
    "audio/mpeg": {"mp3"},
    "audio/ogg": {"ogg"},
    "text/plain": {"txt", "log", "csv", "md", "json", "ret", "rem"},
}
#: Files of the trade, that a desk accepts once it says so: mails, old Office files, electronic
#: invoices (NF-e, CT-e, NFS-e).
TRADE = {
    "message/rfc822": {"eml"},
    "application/vnd.ms-outlook": {"msg"},
    "application/msword": {"doc"},
    "application/vnd.ms-excel": {"xls"},
    "application/xml": {"xml"},
}
ACCEPTED = USUAL | TRADE
PICTURES = set().union(*(names for kind, names in USUAL.items() if kind.startswith("image/")))
