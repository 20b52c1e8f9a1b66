"""Start work and collect results with asyncio, a function for each idea."""

import asyncio


async def fetch(page, ms):
    print(f"  ask for {page}")
    await asyncio.sleep(ms / 1000)
    return f"text of {page}"


async def call():
    coroutine = fetch("a", 100)
    print("call: nothing has run")
    print(" ", await coroutine)


async def create_task():
    task = asyncio.create_task(fetch("a", 100))
    print("create_task: the task has not begun")
    print(" ", await task)


async def sleep_0():
    task = asyncio.create_task(fetch("a", 100))
    await asyncio.sleep(0)
    print("sleep(0): the task has begun")
    print(" ", await task)


async def gather():
    print("gather")
    a, b = await asyncio.gather(fetch("a", 200), fetch("b", 100))
    print(f"  {a}, {b}")


async def task_group():
    print("TaskGroup")
    async with asyncio.TaskGroup() as group:
        a = group.create_task(fetch("a", 100))
        b = group.create_task(fetch("b", 200))
    print(f"  {a.result()}, {b.result()}")


async def as_completed():
    print("as_completed")
    a = asyncio.create_task(fetch("a", 200))
    b = asyncio.create_task(fetch("b", 100))
    for next_one in asyncio.as_completed([a, b]):
        print(" ", await next_one)


async def wait():
    print("wait")
    a = asyncio.create_task(fetch("a", 200))
    b = asyncio.create_task(fetch("b", 100))
    done, pending = await asyncio.wait([a, b], return_when=asyncio.FIRST_COMPLETED)
    print("  first:", done.pop().result())
    print("  then:", await pending.pop())


async def to_thread():
    total = await asyncio.to_thread(sum, range(1, 101))
    print("to_thread:", total)


async def main():
    await call()
    await create_task()
    await sleep_0()
    await gather()
    await task_group()
    await as_completed()
    await wait()
    await to_thread()


asyncio.run(main())
