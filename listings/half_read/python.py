"""A question comes in the middle of a name, and Python's reader keeps the half."""

import asyncio

PAUSE = 0.1


async def welcome(door, questions):
    number = 0
    while True:
        name = asyncio.create_task(door.readexactly(4))
        question = asyncio.create_task(questions.get())
        both = {name, question}
        done, late = await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        for task in late:
            task.cancel()
        if question in done:
            print(f"guests so far: {number}")
        if name in done:
            try:
                print(f"welcome, {name.result().decode()}")
                number += 1
            except asyncio.IncompleteReadError:
                break
    print(f"the door is closed, guests: {number}")


async def arrive(door, questions):
    for half in ["An", "na", "Be", "rt", "Ca", "rl"]:
        door.feed_data(half.encode())
        await asyncio.sleep(PAUSE)
        if half == "Be":
            await questions.put(None)
            await asyncio.sleep(PAUSE)
    door.feed_eof()


async def main():
    door, questions = asyncio.StreamReader(), asyncio.Queue()
    await asyncio.gather(welcome(door, questions), arrive(door, questions))


asyncio.run(main())
