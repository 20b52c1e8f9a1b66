"""Three dishes that wait together on one thread, with asyncio."""

import asyncio
import threading
import time


async def cook(what, seconds):
    print(f"{what}: started on {threading.current_thread().name}")
    await asyncio.sleep(seconds)
    print(f"{what}: ready on {threading.current_thread().name}")


async def main():
    start = time.perf_counter()
    await asyncio.gather(cook("eggs", 0.25), cook("toast", 0.1), cook("tea", 0.175))
    print(f"breakfast in {time.perf_counter() - start:.2f} seconds.")


asyncio.run(main())
