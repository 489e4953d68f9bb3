"""Bytes become text by mark, UTF-8, declared charset or a guess that is said."""

import pytest

from onrecord.read.encodings import decode

TEXT = "The “Zīārat” depot’s guards — four of them — died, a café owner said."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_marked_and_plain_unicode_is_read_without_doubt(encoding: str) -> None:
    assert decode(TEXT.encode(encoding), is_page=False) == (TEXT, None)


def test_page_may_declare_its_charset() -> None:
    page = '<meta charset="windows-1251"><p>Четверо погибли у склада.</p>'
    assert decode(page.encode("cp1251"), is_page=True) == (page, None)


def test_declared_latin_1_is_read_as_windows_1252_as_browsers_do() -> None:
    page = '<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1"><p>the depot’s guards</p>'
    assert decode(page.encode("cp1252"), is_page=True) == (page, None)


@pytest.mark.parametrize("declared", ["hex", "idna", "punycode", "unicode_escape", "no-such-charset", "undefined"])
def test_charset_that_is_none_is_not_believed(declared: str) -> None:
    page = f'<meta charset="{declared}"><p>The depot’s guards died.</p>'
    text, doubt = decode(page.encode("cp1252"), is_page=True)
    assert text == page
    assert doubt is not None
    assert "windows-1252" in doubt


def test_declared_charset_does_not_override_valid_utf_8() -> None:
    page = '<meta charset="iso-8859-1"><p>The depot’s guards died.</p>'
    assert decode(page.encode(), is_page=True) == (page, None)


def test_guess_is_said() -> None:
    text, doubt = decode(
        "Четверо охранников погибли у склада, сообщили местные власти в воскресенье. ".encode("cp1251") * 5, False
    )
    assert "охранников" in text
    assert doubt is not None
    assert "guessed" in doubt


def test_utf_8_that_is_cut_off_within_a_letter_stays_utf_8() -> None:
    content = "Четверо охранников погибли".encode()[:-1]
    text, doubt = decode(content, is_page=False)
    assert text == "Четверо охранников погибл\ufffd"
    assert doubt is not None
    assert "replaced" in doubt
