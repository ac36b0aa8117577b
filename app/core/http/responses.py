"""Responses other than JSON."""

from fastapi import Response


class PdfResponse(Response):
    """A document to be kept or printed."""

    media_type = "application/pdf"
