"""The `penstock` command, and `python -m penstock`, which is the same."""

import sys

_INTERRUPTED = 130


def main() -> None:
    """Run the command of this process; Ctrl-C while it is still being loaded ends it without a word."""
    try:
        from penstock.cli.main import main as run  # noqa: PLC0415  # what takes time to load

        run()
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)


if __name__ == "__main__":
    main()
