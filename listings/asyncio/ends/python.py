"""Errors, time-outs and cancelling with asyncio, a function for each idea."""

import asyncio


async def fetch(page, ms):
    try:
        await asyncio.sleep(ms / 1000)
        if page == "b":
            raise OSError("b is missing")
        return f"text of {page}"
    finally:
        print(f"  {page} is over")


async def return_exceptions():
    both = fetch("a", 200), fetch("b", 100)
    a, b = await asyncio.gather(*both, return_exceptions=True)
    print(f"return_exceptions: {a}, {b}")


async def gather_fails():
    try:
        await asyncio.gather(fetch("a", 200), fetch("b", 100))
    except OSError as error:
        print("gather:", error)
    await asyncio.sleep(0.2)


async def task_group_fails():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fetch("a", 200))
            group.create_task(fetch("b", 100))
    except* OSError as errors:
        print("TaskGroup:", errors.exceptions[0])


async def time_out():
    try:
        async with asyncio.timeout(0.1):
            await fetch("a", 200)
    except TimeoutError:
        print("timeout: too late")


async def shield():
    task = asyncio.create_task(fetch("a", 250))
    try:
        await asyncio.wait_for(asyncio.shield(task), 0.1)
    except TimeoutError:
        print("shield: too late")
    print(" ", await task)


async def cancel():
    task = asyncio.create_task(fetch("a", 250))
    await asyncio.sleep(0.1)
    task.cancel()
    print("cancel: asked for")
    try:
        await task
    except asyncio.CancelledError:
        print("cancel: done")


async def main():
    await return_exceptions()
    await gather_fails()
    await task_group_fails()
    await time_out()
    await shield()
    await cancel()
    left = asyncio.create_task(fetch("c", 60_000))
    await asyncio.sleep(0.1)
    print("run: main returns")


asyncio.run(main())
