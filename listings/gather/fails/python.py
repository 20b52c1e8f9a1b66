"""One of three pages fails, with asyncio: `gather` lets the others continue, a `TaskGroup` cancels them."""

import asyncio
import time


async def fetch(page, wait):
    await asyncio.sleep(wait)
    if page == "b":
        raise OSError(f"{page} is missing")
    print(f"{page} is here")
    return f"text of {page}"


async def with_gather():
    try:
        print(await asyncio.gather(fetch("a", 0.25), fetch("b", 0.1), fetch("c", 0.15)))
    except OSError as error:
        print(f"gather: {error}")


async def with_task_group():
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(fetch("a", 0.25)),
                group.create_task(fetch("b", 0.1)),
                group.create_task(fetch("c", 0.15)),
            ]
        print([task.result() for task in tasks])
    except* OSError as errors:
        print(f"task group: {errors.exceptions[0]}")


async def main():
    for fetch_all in (with_gather, with_task_group):
        start = time.monotonic()
        await fetch_all()
        print(f"known in {time.monotonic() - start:.2f} seconds.")
        # Time for everything that still runs.
        await asyncio.sleep(0.2)


asyncio.run(main())
