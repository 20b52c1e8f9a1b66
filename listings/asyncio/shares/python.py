"""Share and send values with asyncio, a function for each idea."""

import asyncio
import contextvars

user = contextvars.ContextVar("user")


async def lock():
    lock, counter = asyncio.Lock(), 0

    async def add():
        nonlocal counter
        async with lock:
            counter += 1

    await asyncio.gather(add(), add())
    print("Lock:", counter)


async def semaphore():
    permits = asyncio.Semaphore(2)
    async with permits, permits:
        assert permits.locked()
        print("Semaphore: both permits are taken")


async def queue():
    orders = asyncio.Queue(maxsize=1)

    async def produce():
        for order in range(1, 4):
            await orders.put(order)
        await orders.put(None)

    producer = asyncio.create_task(produce())
    while (order := await orders.get()) is not None:
        print("Queue:", order)
    await producer


async def event():
    ready = asyncio.Event()
    waiter = asyncio.create_task(ready.wait())
    ready.set()
    assert await waiter
    print("Event: seen")


async def condition():
    level, changed = 0, asyncio.Condition()

    async def fill():
        nonlocal level
        async with changed:
            level += 3
            changed.notify_all()

    async def full():
        async with changed:
            await changed.wait_for(lambda: level == 3)
            return level

    full_level, _ = await asyncio.gather(full(), fill())
    print("Condition:", full_level)


async def async_for():
    async def ticks():
        for n in range(1, 3):
            await asyncio.sleep(0.1)
            yield n

    async for n in ticks():
        print("async for:", n)


async def context():
    async def greet():
        print("contextvars:", user.get())

    user.set("ada")
    await asyncio.create_task(greet())


async def main():
    for idea in (lock, semaphore, queue, event, condition, async_for, context):
        await idea()


asyncio.run(main())
