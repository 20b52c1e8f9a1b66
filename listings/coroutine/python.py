"""Two coroutines, as Python generators, which pass control to each other."""

from collections import deque


def speak(name):
    for said in range(1, 4):
        print(f"{name} {said}")
        yield


waiting = deque([speak("ann"), speak("bob")])
while waiting:
    speaker = waiting.popleft()
    try:
        next(speaker)
        waiting.append(speaker)
    except StopIteration:
        pass
