"""Signatures and time stamps over the end of the chain: what they prove, and what they catch."""

import shutil
import sqlite3
import stat
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from onrecord.model.errors import InputError, NotFoundError
from onrecord.store.custody import sealing, timestamps
from onrecord.store.sqlite import Store

NOW = datetime(2026, 2, 1, 10, tzinfo=UTC)
Make = Callable[..., tuple]  # type: ignore[type-arg]  # (item, document, reading)


@pytest.fixture
def path(tmp_path: Path, make_report: Make) -> Path:
    with Store.open(tmp_path / "r.db") as store:
        for n in (11, 10):
            item, doc, reading = make_report(n)
            store.add(item, doc, reading, (), recorded_at=NOW)
    return tmp_path / "r.db"


@pytest.fixture
def key(tmp_path: Path) -> Path:
    sealing.new_key(tmp_path / "key.pem")
    return tmp_path / "key.pem"


def signed(path: Path, key: Path) -> str:
    secret = sealing.load_key(key)
    with Store.open(path) as store:
        assert sealing.sign_head(store, secret, at=NOW) is not None
    return sealing.public_hex(secret.public_key())


def problems(path: Path, trusted: str | None = None) -> list[tuple[str, str]]:
    with Store.open(path) as store:
        return [(p.code, p.message) for p in sealing.check_seals(store, trusted)]


def change(path: Path, *statements: str) -> None:
    with sqlite3.connect(path) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)


def test_key_is_for_its_owner_only_and_never_overwritten(key: Path) -> None:
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert (key.parent / "key.pem.pub").read_text().startswith("-----BEGIN PUBLIC KEY-----")
    with pytest.raises(InputError, match="never overwritten"):
        sealing.new_key(key)


def test_signed_register_holds_and_is_signed_once(path: Path, key: Path) -> None:
    mine = signed(path, key)
    assert problems(path, mine) == []
    with Store.open(path) as store:
        assert sealing.sign_head(store, sealing.load_key(key), at=NOW) is None
        assert [(s.sequence, s.maker) for s in sealing.seals(store)] == [(4, mine)]


def test_end_of_the_chain_cut_off_is_noticed(path: Path, key: Path) -> None:
    signed(path, key)
    change(path, "DELETE FROM entry WHERE sequence > 2", "DELETE FROM document", "DELETE FROM claim")
    assert [(code, "that entry is gone" in message) for code, message in problems(path)] == [("seal_broken", True)]


def test_entry_written_anew_is_noticed(path: Path, key: Path) -> None:
    signed(path, key)
    change(path, "UPDATE entry SET entry_id = 'another' WHERE sequence = 4")
    assert "is another one now" in problems(path)[0][1]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE seal SET content = zeroblob(64)",
        "UPDATE seal SET made_at = '2020-01-01T00:00:00+00:00'",
        "UPDATE seal SET maker = 'nonsense'",
    ],
)
def test_changed_signature_is_noticed(path: Path, key: Path, statement: str) -> None:
    signed(path, key)
    change(path, statement)
    assert [(code, "changed or forged" in message) for code, message in problems(path)] == [("seal_broken", True)]


def test_signature_of_another_key_is_said(path: Path, key: Path) -> None:
    mine = signed(path, key)
    assert [code for code, _ in problems(path, "0" * 64)] == ["foreign_signature"]
    assert problems(path, mine) == []


def test_public_key_is_enough_to_know_ones_own_signature(path: Path, key: Path) -> None:
    mine = signed(path, key)
    assert sealing.own_public_key(key) == mine
    key.unlink()
    assert sealing.own_public_key(key) == mine
    (key.parent / "key.pem.pub").write_text("nothing")
    with pytest.raises(InputError, match="holds no public key"):
        sealing.own_public_key(key)


@pytest.mark.parametrize("content", [b"", b"no key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_file_that_is_no_key_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "k").write_bytes(content)
    with pytest.raises(InputError, match="holds no signing key"):
        sealing.load_key(tmp_path / "k")


def test_empty_register_is_neither_signed_nor_stamped(tmp_path: Path, key: Path) -> None:
    with Store.open(tmp_path / "empty.db") as store:
        assert sealing.sign_head(store, sealing.load_key(key), at=NOW) is None
        with pytest.raises(NotFoundError, match="holds nothing yet"):
            sealing.head_request(store)


openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")


@openssl
def test_signature_verifies_with_openssl_alone(path: Path, key: Path, tmp_path: Path) -> None:
    signed(path, key)
    with Store.open(path) as store:
        (seal,) = sealing.seals(store)
    (tmp_path / "words").write_bytes(sealing.signed_words(seal.sequence, seal.entry_id, seal.made_at))
    (tmp_path / "sig").write_bytes(seal.content)
    run("pkeyutl", "-verify", "-pubin", "-inkey", "key.pem.pub", "-rawin", "-in", "words", "-sigfile", "sig", folder=tmp_path)


def run(*words: str, folder: Path) -> None:
    done = subprocess.run(["openssl", *words], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


CONFIG = """
[tsa]
default_tsa = one
[one]
serial = serial
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256
"""


@openssl
def test_time_stamp_of_a_local_authority_is_kept_and_verifies(path: Path, tmp_path: Path) -> None:
    with Store.open(path) as store:
        head, request = sealing.head_request(store)
        (tmp_path / "head.tsq").write_bytes(request)
        (tmp_path / "tsa.cnf").write_text(CONFIG)
        (tmp_path / "serial").write_text("01\n")
        usage = "extendedKeyUsage=critical,timeStamping"
        run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "tsa.key", "-out", "tsa.pem", "-subj", "/CN=local",
            "-addext", usage, folder=tmp_path)  # fmt: skip
        run("ts", "-reply", "-queryfile", "head.tsq", "-signer", "tsa.pem", "-inkey", "tsa.key", "-config", "tsa.cnf",
            "-section", "one", "-out", "head.tsr", folder=tmp_path)  # fmt: skip
        response = (tmp_path / "head.tsr").read_bytes()
        seal = sealing.keep_response(store, response, at=NOW)
        assert (seal.entry_id, seal.sequence) == (head, 4)
        assert sealing.check_seals(store, None) == []
    change(path, "UPDATE seal SET content = substr(content, 1, 100)")
    assert [code for code, _ in problems(path)] == ["seal_broken"]
    run("ts", "-verify", "-digest", head, "-in", "head.tsr", "-CAfile", "tsa.pem", folder=tmp_path)


@pytest.mark.parametrize(
    ("response", "said"),
    [
        (b"", "no time stamp response"),
        (b"<html>", "no time stamp response"),
        (bytes.fromhex("3005300302010230"), r"refused the request \(status 2\)"),
        (bytes.fromhex("3005300302010030"), "stamps no single SHA-256"),
        (bytes.fromhex("3005300302010030") + timestamps.request_for("ab" * 32), "is no entry of"),
    ],
)
def test_response_that_does_not_fit_is_refused(path: Path, response: bytes, said: str) -> None:
    with Store.open(path) as store:
        with pytest.raises(InputError, match=said):
            sealing.keep_response(store, response, at=NOW)
        assert sealing.seals(store) == ()
