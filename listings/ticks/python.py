"""An async generator and the loop over it, with asyncio."""

import asyncio
import time


async def ticks():
    for n in range(1, 3):
        await asyncio.sleep(0.1)
        print(f"source: here is {n}")
        yield n


async def main():
    start = time.monotonic()
    async for n in ticks():
        await asyncio.sleep(0.2)
        print(f"main: I have used {n}")
    print(f"executed in {time.monotonic() - start:.2f} seconds.")


asyncio.run(main())
