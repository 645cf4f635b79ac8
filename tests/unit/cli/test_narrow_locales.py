import io

from penstock.cli.narrow_locales import write_anything


def written(text: str, encoding: str) -> bytes:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding)
    write_anything(stream)
    stream.write(text)
    stream.flush()
    return raw.getvalue()


def test_signs_have_a_plain_form_where_only_ascii_can_be_shown() -> None:
    assert written("✓ done… ✗ failed", "ascii") == b"+ done... x failed"


def test_other_characters_are_written_as_in_a_literal() -> None:
    assert written("größe \ud83d", "ascii") == b"gr\\xf6\\xdfe \\ud83d"
    assert written("größe \ud83d", "utf-8") == "größe \\ud83d".encode()
