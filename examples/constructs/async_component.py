"""``async def``: a component that waits for several things at once."""

from penstock import dsl


@dsl.component
async def gather(count: int) -> int:
    """Wait for all of them side by side."""
    import asyncio

    async def fetch(number: int) -> int:
        await asyncio.sleep(0.01)
        return number

    return sum(await asyncio.gather(*(fetch(number) for number in range(count))))


@dsl.pipeline
def async_component(count: int = 10) -> int:
    """Gather numbers."""
    return gather(count=count).output
