"""Three pages, fetched together on one thread, with asyncio."""

import asyncio
import time


async def fetch(page, wait):
    await asyncio.sleep(wait)
    print(f"{page} is here")
    return f"text of {page}"


async def main():
    start = time.monotonic()
    texts = await asyncio.gather(fetch("a", 0.25), fetch("b", 0.1), fetch("c", 0.15))
    print(", ".join(texts))
    print(f"executed in {time.monotonic() - start:.2f} seconds.")


asyncio.run(main())
