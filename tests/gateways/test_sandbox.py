"""What strangers send is worked on with limits, and takes nothing from those who sign in."""

import asyncio
import io
import json
import os
import resource
import zipfile
from collections.abc import Iterator
from contextlib import aclosing

import pytest
from openpyxl import Workbook
from PIL import Image

from app.core.security.passwords import hash_password
from app.core.values.errors import Unavailable
from app.gateways.pictures import logo_variants, photo_variants
from app.gateways.sandbox import LimitExceeded, Sandbox
from app.gateways.spreadsheets import SheetUnreadable, read_sheet
from tests.patience import PATIENCE

SMALL = 100_000_000
ENDLESS = range(10**15)
COSTLY_LOGO = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><filter id="a">
<feTurbulence baseFrequency=".05" numOctaves="2000000000"/></filter>
<rect width="9" height="9" filter="url(#a)"/></svg>"""


async def test_work_is_done_elsewhere_and_its_result_comes_back() -> None:
    assert await Sandbox(seconds=5, memory_bytes=SMALL).run(os.getpid) != os.getpid()
    with pytest.raises(json.JSONDecodeError):
        await Sandbox(seconds=5, memory_bytes=SMALL).run(json.loads, "{")


async def test_work_without_an_end_ends() -> None:
    with pytest.raises(LimitExceeded):
        await Sandbox(seconds=1, memory_bytes=SMALL).run(sum, ENDLESS)


async def test_memory_ends_before_that_of_the_machine() -> None:
    with pytest.raises(LimitExceeded):
        await Sandbox(seconds=5, memory_bytes=SMALL).run(bytearray, 1_000_000_000)


async def test_more_than_may_wait_are_sent_away() -> None:
    sandbox = Sandbox(seconds=1, memory_bytes=SMALL, at_once=1, most_waiting=1)
    calls = [asyncio.ensure_future(sandbox.run(sum, ENDLESS)) for _ in range(3)]
    outcomes = await asyncio.gather(*calls, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [LimitExceeded, LimitExceeded, Unavailable]
    assert await sandbox.run(sum, range(3)) == 3


def _count_and_hang() -> Iterator[int]:
    yield os.getpid()
    yield sum(ENDLESS)


def _fail_at_the_second() -> Iterator[int]:
    yield 1
    raise LookupError("two")


async def test_what_is_yielded_comes_one_by_one_until_the_end() -> None:
    sandbox = Sandbox(seconds=5, memory_bytes=SMALL)
    assert [n async for n in sandbox.follow(iter, [1, None, 3])] == [1, None, 3]
    nothing: list[int] = []
    assert [n async for n in sandbox.follow(iter, nothing)] == []
    with pytest.raises(TypeError):
        await anext(sandbox.follow(reversed, iter([])))  # type: ignore[arg-type]
    numbers = sandbox.follow(_fail_at_the_second)
    assert await anext(numbers) == 1
    with pytest.raises(LookupError, match="two"):
        await anext(numbers)


async def test_what_came_before_the_limit_is_told() -> None:
    numbers = Sandbox(seconds=1, memory_bytes=SMALL).follow(_count_and_hang)
    assert await anext(numbers) != os.getpid()
    with pytest.raises(LimitExceeded):
        await anext(numbers)


async def test_whoever_leaves_ends_the_process() -> None:
    sandbox = Sandbox(seconds=60, memory_bytes=SMALL, at_once=1, most_waiting=0)
    async with aclosing(sandbox.follow(_count_and_hang)) as numbers:
        process = await anext(numbers)
        os.kill(process, 0)
        with pytest.raises(Unavailable):
            await sandbox.run(sum, range(3))
    async with asyncio.timeout(PATIENCE):
        while sandbox._calls:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.01)
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


async def test_costly_logos_keep_nobody_from_signing_in() -> None:
    logos = [asyncio.ensure_future(logo_variants(COSTLY_LOGO)) for _ in range(3)]
    done, _ = await asyncio.wait(
        [*logos, asyncio.ensure_future(hash_password("a password"))],
        return_when=asyncio.FIRST_COMPLETED,
    )
    assert not done.intersection(logos)
    refusals = await asyncio.gather(*logos, return_exceptions=True)
    assert [str(refusal) for refusal in refusals] == ["too_complex"] * 3


async def test_the_pixels_of_large_pictures_are_not_kept_here() -> None:
    large = io.BytesIO()
    Image.new("L", (6_300, 6_300)).save(large, "PNG")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    await asyncio.gather(*(photo_variants(large.getvalue()) for _ in range(6)))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # kB


async def test_a_sheet_that_names_its_very_last_row_is_refused() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.cell(1, 1, "sku")
    sheet.cell(1_048_576, 1, "DROP-1FO")
    packed = io.BytesIO()
    book.save(packed)
    with pytest.raises(SheetUnreadable, match="too_many_rows"):
        await read_sheet(packed.getvalue())


async def test_a_small_sheet_that_unpacks_to_a_mass_of_texts_is_refused() -> None:
    packed = io.BytesIO()
    Workbook().save(packed)
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as parts:
        texts = "<si><t>a</t></si>" * 6_000_000
        parts.writestr("xl/sharedStrings.xml", f"<sst>{texts}</sst>")
    assert len(packed.getvalue()) < 500_000
    with pytest.raises(SheetUnreadable, match="too_many_rows"):
        await read_sheet(packed.getvalue())
