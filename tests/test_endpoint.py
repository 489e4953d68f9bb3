"""The one function that speaks to a model's server, against a real server on this machine that speaks the protocol."""

import json
import logging
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from onrecord.endpoint import Endpoint, connect
from onrecord.extract import gates
from onrecord.extract.dictation.dictating import dictate
from onrecord.extract.dictation.prompt import EXAMPLE_CLAIMS, schema
from onrecord.languages import load_lexicon
from onrecord.model.documents import Document
from onrecord.model.enums import Effect
from onrecord.model.errors import InputError

SECRET = "sk-night-heron-7731"


@dataclass
class Reply:
    """What the server sends: a status, a body (text as it stands, anything else as JSON), headers, and how slowly."""

    body: object = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    pause_s: float = 0.0


Respond = Callable[[dict[str, Any]], Reply]


@dataclass
class Stub:
    """A server on loopback; `requests` are the bodies and `seen` the headers that came in."""

    url: str
    respond: Respond
    requests: list[dict[str, Any]] = field(default_factory=list)
    seen: list[Mapping[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)


def completion(words: object) -> Reply:
    """A chat completion that says these words."""
    message = {"role": "assistant", "content": words}
    return Reply({"id": "c", "object": "chat.completion", "choices": [{"index": 0, "message": message, "finish_reason": "stop"}]})


class Handler(BaseHTTPRequestHandler):
    stub: Stub

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.stub.requests.append(body)
        self.stub.seen.append(dict(self.headers))
        self.stub.paths.append(self.path)
        reply = self.stub.respond(body)
        content = reply.body.encode() if isinstance(reply.body, str) else json.dumps(reply.body).encode()
        try:
            self.send_response(reply.status)
            for name, value in {"Content-Length": str(len(content)), **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            for at in range(0, len(content), 1 if reply.pause_s else 1 << 16):
                self.wfile.write(content[at : at + (1 if reply.pause_s else 1 << 16)])
                time.sleep(reply.pause_s)
        except OSError:
            pass  # the client had enough

    def do_GET(self) -> None:
        raise AssertionError("nothing is fetched")

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def stub() -> Iterator[Stub]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    made = Stub(url=f"http://127.0.0.1:{server.server_port}/v1", respond=lambda body: completion("yes"))
    server.RequestHandlerClass = type("Bound", (Handler,), {"stub": made})
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


def endpoint(stub: Stub, **changed: Any) -> Endpoint:
    return replace(connect(stub.url, "heron-4b"), pause_s=0.01, timeout_s=60.0, **changed)


def test_question_goes_out_deterministic_and_with_the_schema(stub: Stub) -> None:
    assert endpoint(stub).ask("Who was hurt?", schema()) == "yes"
    body = stub.requests[0]
    assert stub.paths == ["/v1/chat/completions"]
    assert (body["model"], body["temperature"], body["seed"], body["stream"]) == ("heron-4b", 0, 0, False)
    assert body["messages"] == [{"role": "user", "content": "Who was hurt?"}]
    form = body["response_format"]
    assert form["type"] == "json_schema" and form["json_schema"]["strict"] and form["json_schema"]["schema"] == schema()
    assert "Authorization" not in stub.seen[0]


def test_key_comes_from_the_environment_and_is_shown_nowhere(
    stub: Stub, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("HERON_KEY", SECRET)
    caplog.set_level(logging.DEBUG)
    made = replace(connect(stub.url, "heron-4b", key_env="HERON_KEY"), pause_s=0.01)
    made.ask("x", {})
    assert stub.seen[0]["Authorization"] == f"Bearer {SECRET}"
    stub.respond = lambda body: Reply({"error": {"message": f"Incorrect key {SECRET}."}}, status=401)
    with pytest.raises(InputError, match=r"refuses the key \(status 401\): Incorrect key \[key\]; check the variable") as trouble:
        made.ask("x", {})
    stub.respond = lambda body: Reply({"error": SECRET}, status=503)
    with pytest.raises(ConnectionError) as busy:
        made.ask("x", {})
    assert not any(SECRET in words for words in (repr(made), made.name, str(trouble.value), str(busy.value), caplog.text))


def test_key_over_an_open_line_is_warned_about(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setenv("HERON_KEY", SECRET)
    connect("http://models.example:8000/v1", "heron-4b", key_env="HERON_KEY")
    assert "unencrypted" in caplog.text and SECRET not in caplog.text


@pytest.mark.parametrize("value", ["", "   ", "two\nlines", "schlüssel"])
def test_key_that_is_none_is_refused_without_being_shown(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HERON_KEY", value)
    with pytest.raises(InputError, match="HERON_KEY") as trouble:
        connect("https://models.example/v1", "heron-4b", key_env="HERON_KEY")
    assert not value.strip() or value not in str(trouble.value)


NO_ADDRESSES = [
    "",
    "localhost:8000/v1",
    "ftp://models.example/v1",
    "file:///etc/hosts",
    "http://",
    "http://a:port/",
    "http://[::1",
    "http://a b/v1",
    "http://a:70000/v1",
    "http://heron:secret@models.example/v1",
    "http://models.example/v1\r\nX: y",
]


@pytest.mark.parametrize("url", NO_ADDRESSES)
def test_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(InputError, match="llm_url") as trouble:
        connect(url, "heron-4b")
    assert "secret" not in str(trouble.value)


@pytest.mark.parametrize("model", ["", "  ", "heron\n4b"])
def test_model_without_a_name_is_refused(model: str) -> None:
    with pytest.raises(InputError, match="llm_model"):
        connect("http://localhost:8000/v1", model)


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://localhost:11434", "http://localhost:11434/v1/chat/completions"),
        ("http://localhost:8000/v1/", "http://localhost:8000/v1/chat/completions"),
        ("https://models.example/openai/v1", "https://models.example/openai/v1/chat/completions"),
        ("https://models.example/v1/chat/completions", "https://models.example/v1/chat/completions"),
        ("https://models.example/v1?api-version=3", "https://models.example/v1/chat/completions?api-version=3"),
    ],
)
def test_address_is_completed(url: str, address: str) -> None:
    assert connect(url, "heron-4b").url == address


def test_name_says_model_and_host() -> None:
    assert connect("http://LocalHost:8000/v1", " heron-4b ").name == "llm heron-4b at localhost:8000"


@pytest.mark.parametrize("status", [429, 500, 503])
def test_busy_server_is_asked_again(stub: Stub, status: int) -> None:
    stub.respond = lambda body: Reply(status=status) if len(stub.requests) < 3 else completion("late")
    assert endpoint(stub).ask("x", {}) == "late"
    assert len(stub.requests) == 3


def test_server_that_stays_busy_is_given_up_with_its_own_words(stub: Stub) -> None:
    stub.respond = lambda body: Reply({"error": {"message": "The queue is full."}}, status=429)
    with pytest.raises(ConnectionError, match=r"was busy or failed \(status 429\): The queue is full\. Asked 4 times\."):
        endpoint(stub).ask("x", {})
    assert len(stub.requests) == 4


def test_wait_that_the_server_asks_for_is_kept(stub: Stub) -> None:
    stub.respond = lambda body: Reply(status=429, headers={"Retry-After": "1"}) if len(stub.requests) < 2 else completion("late")
    before = time.monotonic()
    assert endpoint(stub).ask("x", {}) == "late"
    assert time.monotonic() - before >= 1


def test_answer_that_takes_too_long_is_not_waited_for(stub: Stub) -> None:
    stub.respond = lambda body: replace(completion("drip " * 1000), pause_s=0.02)
    before = time.monotonic()
    with pytest.raises(TimeoutError, match=r"took longer than 0\.3 s; raise llm_timeout"):
        replace(endpoint(stub), timeout_s=0.3).ask("x", {})
    assert time.monotonic() - before < 30 and len(stub.requests) == 1


def test_answer_without_end_is_refused(stub: Stub) -> None:
    stub.respond = lambda body: completion("a" * 2_100_000)
    with pytest.raises(OSError, match="more than 2,000,000 bytes"):
        endpoint(stub).ask("x", {})


def test_redirect_is_not_followed_and_the_key_stays_here(stub: Stub) -> None:
    stub.respond = lambda body: Reply(status=307, headers={"Location": "http://elsewhere.example/v1/chat/completions"})
    with pytest.raises(InputError, match=r"sends to another address \(status 307\); set llm_url"):
        endpoint(stub, key=SECRET).ask("x", {})
    assert len(stub.requests) == 1


def test_nobody_at_the_address_is_said_at_once() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    with pytest.raises(InputError, match=f"Nobody answers at 127.0.0.1:{port}"):
        connect(f"http://127.0.0.1:{port}/v1", "heron-4b").ask("x", {})


@pytest.mark.parametrize(
    ("reply", "kind", "words"),
    [
        (
            Reply({"error": {"message": "model 'heron-4b' not found"}}, status=404),
            InputError,
            "model 'heron-4b' not found; check llm_url",
        ),
        (Reply("<html>Welcome</html>"), InputError, "sent a web page; set llm_url"),
        (Reply('{"choices": []}'), ConnectionError, "no completion"),
        (Reply('{"choices": [{"mess'), ConnectionError, "cut off"),
        (Reply("[" * 100_000), ConnectionError, "no completion"),
        (
            Reply({"error": {"message": "Prompt too long"}}, status=400),
            ConnectionError,
            r"refused the question \(status 400\): Prompt too long",
        ),
        (Reply({"error": ["x"] * 500}, status=400), ConnectionError, "refused the question"),
        (Reply('{"error": "Bad\\u0000 \\ud800 prompt"}', status=400), ConnectionError, r"\(status 400\): Bad prompt\."),
    ],
)
def test_trouble_is_said_with_what_to_do(stub: Stub, reply: Reply, kind: type[Exception], words: str) -> None:
    stub.respond = lambda body: reply
    with pytest.raises(kind, match=words) as trouble:
        endpoint(stub).ask("x", {})
    assert len(str(trouble.value)) < 500 and str(trouble.value).isprintable()


def test_model_that_refuses_to_speak_answers_nothing(stub: Stub) -> None:
    stub.respond = lambda body: completion(None)
    assert endpoint(stub).ask("x", {}) == ""


def test_what_the_server_cannot_do_is_given_up_and_remembered(stub: Stub, caplog: pytest.LogCaptureFixture) -> None:
    def picky(body: dict[str, Any]) -> Reply:
        """A server without schemas, that names the length otherwise and has no seed."""
        refused = {"max_tokens", "seed"} & set(body)
        if body.get("response_format", {}).get("type") == "json_schema":
            return Reply({"error": {"message": "response_format json_schema is not supported"}}, status=400)
        if refused:
            return Reply({"error": {"message": f"Unsupported parameter: {min(refused)!r}"}}, status=422)
        return completion("in the end")

    stub.respond = picky
    made = endpoint(stub)
    assert made.ask("x", schema()) == "in the end"
    assert made.ask("y", schema()) == "in the end"
    assert len(stub.requests) == 5
    last = stub.requests[-1]
    assert last["response_format"] == {"type": "json_object"} and last["max_completion_tokens"] == 4096 and "seed" not in last
    assert caplog.text.count("takes no seed") == 1


def test_server_that_refuses_everything_is_not_asked_for_ever(stub: Stub) -> None:
    words = "bad temperature, seed, max_tokens, response_format"
    stub.respond = lambda body: Reply({"error": {"message": words}}, status=400)
    with pytest.raises(ConnectionError, match="refused the question"):
        endpoint(stub).ask("x", schema())
    assert len(stub.requests) == 7


def test_report_is_read_through_the_server(stub: Stub) -> None:
    """A model of one rule, behind the protocol: every "N people were killed" of the passage is a claim, and one it makes up."""

    def model(body: dict[str, Any]) -> Reply:
        prompt = body["messages"][0]["content"]
        fence = re.search(r"between the two lines (\S+)\.\n", prompt)[1]  # type: ignore[index]  # the question always has it
        passage = prompt.split(f"\n{fence}\n")[1]
        blank = {**EXAMPLE_CLAIMS[2], "effect": "killed", "effect_words": "killed", "place": ""}
        found = [
            {**blank, "quote": m[0], "count": m[1], "victims": m[2], "speaker": "the mayor", "cue": "said"}
            for m in re.finditer(r"(\w+) (bakers|millers) were killed", passage)
        ]
        return completion(json.dumps({"claims": [*found, {**blank, "quote": "ninety bakers were killed", "count": "ninety"}]}))

    stub.respond = model
    text = "Eleven bakers were killed in the blast at dawn, the mayor said.\n\nLater three millers were killed on the way home."
    doc = Document(document_id="doc-1", text_version="plain-1", text=text, raw_sha256="0", source="mill.txt", language="en")
    made = endpoint(stub)
    claims, problems = dictate(doc, gates.split(doc), made.ask, load_lexicon("en"), made.name)
    assert [(c.count.low, c.effect, c.attribution.source) for c in claims] == [
        (11, Effect.KILLED, "the mayor"),
        (3, Effect.KILLED, "the mayor"),
    ]
    assert claims[0].found_by == f"llm heron-4b at 127.0.0.1:{stub.url.split(':')[2].split('/')[0]} dictation-1"
    assert "1 of 3 statements left out (1 × the quote does not stand in the text)" in problems[0].message


def test_server_that_is_down_leaves_a_problem_and_no_crash() -> None:
    text = "Eleven bakers were killed in the blast at dawn."
    doc = Document(document_id="doc-1", text_version="plain-1", text=text, raw_sha256="0", source="mill.txt", language="en")
    made = connect("http://127.0.0.1:9/v1", "heron-4b", timeout_s=2.0)
    claims, problems = dictate(doc, gates.split(doc), made.ask, load_lexicon("en"), made.name)
    assert not claims and problems[0].code == "llm_unanswered" and "start the server or correct llm_url" in problems[0].message
