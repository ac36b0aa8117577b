"""Visibility of quotes: all of them, for whoever reads quotes."""

from typing import Annotated

from app.core.data.visibility import Visibility
from app.core.http.access import existing
from app.quotes.models import Quote

QUOTE_VISIBILITY = Visibility(Quote, (), everything="quotes:read")

TheQuote = Annotated[Quote, existing(Quote, "quotes:write")]
