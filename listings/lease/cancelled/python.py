"""One meeting ends, another is cancelled, and `__aexit__` awaits in both, with asyncio."""

import asyncio


class Lease:
    def __init__(self, room):
        self.room = room

    async def __aenter__(self):
        await asyncio.sleep(0.1)
        print(f"room {self.room} is leased")
        return self

    async def __aexit__(self, *error):
        await asyncio.sleep(0.1)
        print(f"room {self.room} is swept and given back")


async def meet():
    async with Lease(7) as lease:
        print(f"we meet in room {lease.room}")
        await asyncio.sleep(0.2)
        print("we have met")


async def main():
    await meet()
    try:
        await asyncio.wait_for(meet(), 0.2)
    except TimeoutError:
        print("main calls the second meeting off")


asyncio.run(main())
