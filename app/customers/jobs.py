"""What customers have done for them in the background: imports."""

from typing import Any

from app.core.long_jobs import Result, Running, job
from app.customers.importing import CUSTOMERS
from app.files.importing import run_import


@job("import_customers")
async def import_customers(running: Running, wanted: dict[str, Any]) -> Result:
    return await run_import(running, wanted, CUSTOMERS)
