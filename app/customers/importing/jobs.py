"""The long job that imports customers."""

from typing import Any

from app.customers.importing.sheet import CUSTOMERS
from app.files.importing.service import run_import
from app.files.long_jobs.service import Result, Running, job


@job("import_customers")
async def import_customers(running: Running, wanted: dict[str, Any]) -> Result:
    return await run_import(running, wanted, CUSTOMERS)
