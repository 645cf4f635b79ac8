"""Who waits for changes is told of each, whenever the wait begins."""

import asyncio
import threading

from penstock.server.bulletin import Bulletin


def test_a_change_between_the_beginning_of_a_wait_and_a_look_is_told():
    seen, may_change, version = threading.Event(), threading.Event(), 1

    def look():
        """Let the store change while it is looked at for the third time."""
        nonlocal version
        looks.append(version)
        if len(looks) == 3:
            seen.set()
            may_change.wait(240)
            version = 2
        return version

    async def watch():
        with bulletin.watching() as first:
            assert await first.wait(240)  # of what was there before
            await asyncio.to_thread(seen.wait)
            with bulletin.watching() as second:
                may_change.set()
                return await second.wait(240)

    looks = []
    bulletin = Bulletin(look)
    try:
        assert asyncio.run(watch())
    finally:
        bulletin.close()
