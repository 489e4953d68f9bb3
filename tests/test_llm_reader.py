"""The language model as a reader of the whole journey, spoken to over loopback."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from onrecord.model.documents import RawItem
from onrecord.model.enums import Effect
from onrecord.model.errors import InputError
from onrecord.model.hashing import sha256_hex
from onrecord.pipeline import read_item, tools_for
from onrecord.settings import load_settings

TEXT = "Rebels shelled the bridge at dawn. Nine farmers were killed, the mayor said."
ANSWER = {
    "claims": [
        {
            "quote": "Nine farmers were killed, the mayor said",
            "count": "Nine",
            "victims": "farmers",
            "effect_words": "killed",
            "effect": "killed",
            "category": "civilian",
            "speaker": "the mayor",
            "cue": "said",
            "implied": "stated",
            "certainty": "asserted",
            "scope": "incident",
            "context": "conflict",
        }
    ]
}


class Stub(BaseHTTPRequestHandler):
    """Answers every question with the same JSON, as an OpenAI-compatible server would."""

    def do_POST(self) -> None:
        """Answer one completion."""
        self.rfile.read(int(self.headers["Content-Length"]))
        body = json.dumps({"choices": [{"message": {"content": json.dumps(ANSWER)}, "finish_reason": "stop"}]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Stub)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()


def test_claims_come_from_the_model_and_stand_in_the_text(address: str) -> None:
    tools = tools_for(load_settings(reader="llm", llm_url=address, llm_model="stub"))
    item = RawItem(content=TEXT.encode(), sha256=sha256_hex(TEXT.encode()), media_type="text/plain", source="a.txt")
    extraction = read_item(item, tools).extraction
    assert extraction is not None
    found = [(c.effect, c.count.low, c.attribution.source, c.found_by.split()[:2]) for c in extraction.claims]
    assert found == [(Effect.KILLED, 9, "the mayor", ["llm", "stub"])]


def test_a_model_reader_without_an_address_is_refused() -> None:
    with pytest.raises(InputError, match="llm_url"):
        load_settings(reader="llm")
