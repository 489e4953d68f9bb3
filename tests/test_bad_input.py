"""Bad input speaks up: what was wrong, where, what to do; and the rest of the batch goes through."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from onrecord.cli import main

GOOD = '{"id": "good", "text": "Police said 12 villagers were killed when gunmen attacked a bus.", "published": "2026-01-31"}'


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, [*arguments], input=stdin)


def lines(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.txt", b"", "is empty"),
        ("blank.html", b"   \n\n ", "is empty"),
        ("binary.txt", bytes(range(256)) * 20, "binary data"),
        ("picture.html", b"\x89PNG\r\n\x1a\n" + b"\x00\x01" * 500, "binary data"),
        ("nothing.html", b"<html><body><script>var x = 1</script></body></html>", "no article text"),
        ("broken.jsonl", b'{"id": 1, "text": \n', "line 1"),
        ("list.jsonl", b"[1, 2, 3]\n", "line 1"),
        ("nowords.jsonl", b'{"id": 1}\n', "neither"),
    ],
)
def test_file_that_cannot_be_read_is_named_and_the_rest_goes_through(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / "zz-good.jsonl").write_text(GOOD)
    result = run("extract", str(tmp_path), "--workers", "1")
    assert [line["id"] for line in lines(result)] == ["good"]
    assert words in result.stderr and name in result.stderr
    assert result.exit_code == 1


def test_truncated_page_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    page = "<html><head><title>Attack</title></head><body><article><p>Police said 12 villagers were killed in Quetta on Saturday "
    page += "when gunmen attacked a bus on the road to the coast, and that the search for the attackers went on.</p><p>The hospit"
    (tmp_path / "cut.html").write_text(page)
    (line,) = lines(run("extract", str(tmp_path / "cut.html")))
    assert [c["count"]["low"] for c in line["claims"]] == [12]  # type: ignore[attr-defined,index]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_letters_survive_their_encoding(tmp_path: Path, encoding: str) -> None:
    text = "Police in São José said 12 villagers were killed on Saturday when gunmen attacked a café near the río.\n" * 3
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    (line,) = lines(run("extract", str(tmp_path / "a.txt"), "--with-text"))
    assert "a café near" in str(line["text"])
    assert encoding != "cp1252" or "encoding_guessed" in {p["code"] for p in line["problems"]}  # type: ignore[attr-defined,index]


def test_broken_line_is_skipped_and_numbered() -> None:
    stdin = f'{GOOD}\n{{"id": broken\n{GOOD.replace("good", "second")}\n'.encode()
    result = run("extract", "-", stdin=stdin)
    assert [line["id"] for line in lines(result)] == ["good", "second"]
    assert "line 2" in result.stderr and result.exit_code == 1


@pytest.mark.slow
def test_line_of_sixty_megabytes_is_skipped(tmp_path: Path) -> None:
    with (tmp_path / "long.jsonl").open("w") as stream:
        stream.write('{"id": "long", "text": "' + "x" * (60 * 2**20) + '"}\n' + GOOD + "\n")
    result = run("extract", str(tmp_path / "long.jsonl"))
    assert [line["id"] for line in lines(result)] == ["good"]
    assert "50 MB" in result.stderr and result.exit_code == 1


def test_report_without_a_date_is_said_to_be_undated() -> None:
    result = run("extract", "-", stdin=b'{"id": "u", "text": "Police said 12 villagers were killed in Quetta on Saturday."}')
    (line,) = lines(result)
    assert line["published_at"] is None
    assert "undated" in {p["code"] for p in line["problems"]}  # type: ignore[attr-defined,index]
    (claim,) = line["claims"]  # type: ignore[misc]
    assert claim["time"] is None or claim["time"]["date_start"] is None
    assert result.exit_code == 0


def test_other_language_is_kept_and_said() -> None:
    text = (
        "Les autorités ont déclaré samedi que douze personnes avaient été tuées dans une attaque contre un marché de la capitale."
    )
    (line,) = lines(run("extract", "-", stdin=json.dumps({"id": "fr", "text": text}).encode()))
    assert line["language"] == "fr" and line["claims"] == []
    assert {"language_not_supported"} & {p["code"] for p in line["problems"]}  # type: ignore[attr-defined,index]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "\u202e\u200b\ufeff",
        "a" * 5000,
        "12 " * 3000,
        "KILLED " * 500,
        "(" * 2000,
        "\n" * 999 + "x",
        "“12 ‘killed’”" * 200,
    ],
)
def test_odd_text_never_breaks_the_batch(text: str) -> None:
    stdin = (json.dumps({"id": "odd", "text": text}) + "\n" + GOOD).encode()
    result = run("extract", "-", stdin=stdin)
    assert "good" in [line["id"] for line in lines(result)]
    assert "report this as a bug" not in result.stderr


def test_given_text_comes_back_to_the_letter_and_spans_fit_it() -> None:
    text = "Headline\r\n\r\n  Police said\u00a012 villagers were killed.\tThree soldiers were wounded… 😀 in Quetta."
    (line,) = lines(run("extract", "-", "--with-text", stdin=json.dumps({"id": "t", "text": text}).encode()))
    assert line["text"] == text
    for claim in line["claims"]:  # type: ignore[attr-defined]
        span = claim["span"]
        assert text[span["start"] : span["end"]] == span["exact"]


def test_output_has_the_names_of_the_contract() -> None:
    (line,) = lines(run("extract", "-", stdin=GOOD.encode()))
    assert list(line) == [
        "id", "title", "published_at", "language", "text_version", "relevant", "relevance",
        "claims", "events", "disruptions", "mentions", "problems",
    ]  # fmt: skip
    assert line["published_at"] == "2026-01-31" and line["relevant"] is True


@pytest.mark.parametrize(
    "arguments", [("extract",), ("claims", "--format", "xml"), ("nonsense",), ("evaluate", "annotation", "--folder", "nowhere")]
)
def test_wrong_use_exits_with_two(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2
