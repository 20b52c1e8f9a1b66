"""One of three pages fails, with asyncio: `gather` raises at once, and the others go on."""

import asyncio
import time


async def fetch(page, wait):
    await asyncio.sleep(wait)
    if page == "b":
        raise OSError(f"{page} cannot be had")
    print(f"{page} is here")
    return f"text of {page}"


async def main():
    start = time.monotonic()
    try:
        print(await asyncio.gather(fetch("a", 0.25), fetch("b", 0.1), fetch("c", 0.15)))
    except OSError as error:
        print(error)
    print(f"known in {time.monotonic() - start:.2f} seconds.")
    # Time for whatever still runs.
    await asyncio.sleep(0.2)


asyncio.run(main())
