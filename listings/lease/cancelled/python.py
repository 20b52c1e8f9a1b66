"""A meeting is cancelled while it waits, and the room is given back, with an await in `__aexit__`."""

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
    try:
        await asyncio.wait_for(meet(), 0.2)
    except TimeoutError:
        print("main calls the meeting off")
    print("main goes on")


asyncio.run(main())
