"""Awaiting a coroutine that is ready lets no other task run, with asyncio."""

import asyncio


async def double(n):
    # There is no wait in here.
    return n * 2


async def talk(name):
    for n in range(1, 4):
        value = await double(n)
        print(f"{name}: {value}")


async def main():
    await asyncio.gather(talk("a"), talk("b"))


asyncio.run(main())
