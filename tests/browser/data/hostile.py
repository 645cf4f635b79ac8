"""A pipeline whose author wants to run a script in the browser of whoever looks at it."""

from penstock import compiler, dsl
from penstock.dsl import HTML, Artifact, Dataset, Markdown, Metrics, Output


@dsl.component
def attack(
    text: str,
    page: Output[HTML],
    words: Output[Markdown],
    picture: Output[Artifact],
    files: Output[Artifact],
    table: Output[Dataset],
    numbers: Output[Metrics],
    document: Output[Artifact],
):
    """Write every trick into every kind of artifact."""
    import json
    import os

    tricks = [
        "<script>window.top.hacked = 1</script>",
        "<script>parent.hacked = 1; localStorage.setItem('hacked', '1')</script>",
        "<img src=x onerror=\"window.hacked = 1\">",
        "<svg onload=\"window.hacked = 1\"></svg>",
        "<iframe srcdoc=\"<script>top.hacked = 1</script>\"></iframe>",
        "<a href=\"javascript:window.hacked=1\">click me</a>",
        text,
    ]
    with open(page.path, "w") as file:
        file.write("<!doctype html><h1>Hostile page</h1>" + "\n".join(tricks))
        file.write(
            "<p id='said'></p><script>let origin; try { origin = 'read ' + document.cookie + top.location.href }"
            " catch (error) { origin = 'kept out' } document.getElementById('said').textContent = origin;"
            " fetch('/api/v1/runs').then(a => a.json()).then(() => { said.textContent = 'read the API' })"
            ".catch(() => {}); try { top.location = '/hacked' } catch (error) {}</script>"
        )
    with open(words.path, "w") as file:
        file.write("# Hostile words\n\n" + "\n\n".join(tricks) + "\n\n[click](javascript:window.hacked=1)\n")
        file.write("\n![pixel](https://elsewhere.example/pixel.png)\n")
    with open(picture.path, "w") as file:
        file.write("<svg xmlns='http://www.w3.org/2000/svg' width='60' height='60' onload='top.hacked=1'>")
        file.write("<script>top.hacked = 1</script><circle cx='30' cy='30' r='30'/></svg>")
    os.makedirs(files.path)
    for name in ("<img src=x onerror=top.hacked=1>.txt", "javascript:hacked=1", "page.html", "sub.svg"):
        with open(os.path.join(files.path, name), "w") as file:
            file.write("\n".join(tricks))
    with open(table.path, "w") as file:
        file.write("<b onclick=hacked=1>a</b>,b\n")
        file.writelines(f"\"{trick.replace(chr(34), chr(34) * 2)}\",1\n" for trick in tricks)
    with open(document.path, "w") as file:
        json.dump({trick: [trick, {"__proto__": trick}] for trick in tricks}, file)
    for trick in tricks:
        numbers.log_metric(trick, 1)
        print(trick)
    table.metadata.update({trick: trick for trick in tricks})
    print("\x1b]8;;javascript:window.hacked=1\x1b\\click\x1b]8;;\x1b\\ \x1b[31m<script>window.hacked=1</script>\x1b[0m")


@dsl.component
def fails(text: str):
    """Fail with a trick in the message."""
    raise ValueError(text)


@dsl.pipeline(name="hostile", description="<script>window.hacked = 1</script><img src=x onerror=window.hacked=1>")
def hostile(text: str = "<script>window.hacked = 1</script><img src=x onerror='window.hacked=1'>"):
    """<img src=x onerror="window.hacked = 1">"""
    attack(text=text).set_display_name("<script>window.hacked = 1</script>")
    fails(text=text).set_display_name("<img src=x onerror='window.hacked=1'>")


if __name__ == "__main__":
    compiler.Compiler().compile(hostile, __file__.replace(".py", ".yaml"))
