"""A pipeline of the tests."""

import os
import time

from penstock import dsl

@dsl.component
def wait_for(path: str) -> str:
    import os
    import time

    print("waiting", flush=True)
    while not os.path.exists(path):
        time.sleep(0.02)
    if open(path).read() == "fail":
        raise RuntimeError("told to fail")
    return path

@dsl.pipeline(name="waiting")
def pipe(path: str):
    wait_for(path=path).set_caching_options(False)
