"""A question to a language model over the network: one function, for servers that speak the chat protocol of OpenAI.

vLLM, the server of llama.cpp, Ollama and hosted services do. Nothing is sent unless the user names the address. The key is read
from the environment, goes to that address only, and stands in no record, log line or message.
"""

import functools
import http.client
import json
import logging
import os
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, urlsplit, urlunsplit

from onrecord.model.errors import InputError

log = logging.getLogger(__name__)

_MOST_BYTES = 2_000_000  # a generous answer is 50 kB; what goes on longer is no answer
_MOST_TOKENS = 4096  # some 40 claims; a small model that repeats itself must stop somewhere
_MOST_WAIT_S = 30.0  # a server may ask for patience, not for a night
_SAID = 300  # characters of a server's own error message that are shown
_BUSY = frozenset({408, 429, 500, 502, 503, 504})
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_PATH = "/chat/completions"

# What is asked for beyond the protocol's core, best first; a server that refuses one is asked with the next.
_WISHES: Mapping[str, Sequence[Mapping[str, object]]] = {
    "form": ({}, {"response_format": {"type": "json_object"}}, {}),  # the first is the schema, set for each question
    "tokens": ({"max_tokens": _MOST_TOKENS}, {"max_completion_tokens": _MOST_TOKENS}, {}),
    "temperature": ({"temperature": 0}, {}),
    "seed": ({"seed": 0}, {}),
}
_COMPLAINTS: Mapping[str, Sequence[str]] = {
    "form": ("response_format", "json_schema", "json_object", "structured output"),
    "tokens": ("max_tokens", "max_completion_tokens"),
    "temperature": ("temperature",),
    "seed": ("seed",),
}


class _AsTheyAre(urllib.request.HTTPErrorProcessor):
    """Answers of every status as they are: errors are read for their message, and redirects are not followed."""

    def http_response(self, request: urllib.request.Request, response: Any) -> Any:  # Any: as the parent class has it
        """The response, unchanged."""
        return response

    https_response = http_response


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A model at an address. `timeout_s` bounds one answer; `pause_s` is the first wait after a busy answer, then doubled.

    `given_up` counts, for each wish, what this server refused; it grows as answers come in.
    """

    url: str
    model: str
    key: str | None = field(default=None, repr=False)
    timeout_s: float = 120.0
    attempts: int = 4
    pause_s: float = 1.0
    given_up: dict[str, int] = field(default_factory=dict, repr=False, compare=False)

    @property
    def host(self) -> str:
        """Host and port, as they stand in the address."""
        return urlsplit(self.url).netloc.lower()

    @property
    def name(self) -> str:
        """Model and host, for `found_by`: "llm qwen3-8b at localhost:8000"."""
        return f"llm {self.model} at {self.host}"

    def ask(self, prompt: str, schema: Mapping[str, object]) -> str:
        """The model's answer to a prompt, at temperature 0 and in the form of the schema where the server can hold it to that.

        Raises OSError when this question got no answer (busy, too slow, cut off, too long), and InputError when none ever will
        (nobody listens, wrong key, unknown model, a redirect).
        """
        while True:
            status, content = self._answered(self._body(prompt, schema))
            if status == 200:
                return self._words(content)
            wish = self._refused(status, content)
            if wish is None:
                raise self._trouble(status, content)
            self.given_up[wish] = self.given_up.get(wish, 0) + 1
            if wish in ("temperature", "seed"):
                log.warning("%s takes no %s: the same report may be read differently another time.", self.name, wish)

    def _body(self, prompt: str, schema: Mapping[str, object]) -> bytes:
        strict = {"type": "json_schema", "json_schema": {"name": "claims", "strict": True, "schema": schema}}
        asked: dict[str, object] = {"model": self.model, "messages": [{"role": "user", "content": prompt}], "stream": False}
        for wish, ways in _WISHES.items():
            asked |= ways[min(self.given_up.get(wish, 0), len(ways) - 1)]
        if not self.given_up.get("form"):
            asked["response_format"] = strict
        return json.dumps(asked).encode("ascii")

    def _refused(self, status: int, content: bytes) -> str | None:
        """The wish that the server complains about and that can still be given up; None when it is something else."""
        said = content.decode("utf-8", "replace").casefold()
        for wish, words in _COMPLAINTS.items():
            can_give_up = self.given_up.get(wish, 0) < len(_WISHES[wish]) - 1
            if status in (400, 422) and can_give_up and any(word in said for word in words):
                return wish
        return None

    def _answered(self, body: bytes) -> tuple[int, bytes]:
        """Status and content, after patience with a server that is busy or hangs up."""
        trouble: OSError | None = None
        for attempt in range(self.attempts):
            wait = self.pause_s * 2**attempt
            try:
                status, content, asked_s = self._sent(body)
            except TimeoutError:
                raise
            except (ConnectionError, http.client.HTTPException) as hung_up:
                trouble = ConnectionError(f"{self.host} hung up ({type(hung_up).__name__}).")
            else:
                if status not in _BUSY:
                    return status, content
                trouble = ConnectionError(f"{self.host} was busy or failed (status {status}){self._said(content)}.")
                wait = max(wait, asked_s)
            if attempt + 1 < self.attempts:
                log.info("%s Asking again in %.1f s.", trouble, wait)
                time.sleep(min(wait, _MOST_WAIT_S))
        raise ConnectionError(f"{trouble} Asked {self.attempts} times.")

    def _sent(self, body: bytes) -> tuple[int, bytes, float]:
        """Status, content and the seconds that the server asks to wait."""
        headers = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "onrecord"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        request = urllib.request.Request(self.url, data=body, headers=headers)  # noqa: S310  connect() lets in http and https only
        opener = _opener(urlsplit(self.url).hostname in _LOOPBACK)
        until = time.monotonic() + self.timeout_s
        try:
            with opener.open(request, timeout=self.timeout_s) as response:
                return response.status, self._content(response, until), _seconds(response.headers.get("Retry-After"))
        except TimeoutError:
            raise self._too_slow() from None
        except urllib.error.URLError as trouble:
            raise self._unreached(trouble.reason) from None

    def _unreached(self, reason: object) -> Exception:
        if isinstance(reason, TimeoutError):
            return self._too_slow()
        if isinstance(reason, ConnectionRefusedError | socket.gaierror):
            return InputError(f"Nobody answers at {self.host} ({reason}); start the server or correct llm_url.")
        if isinstance(reason, ConnectionError):
            return reason
        return InputError(f"No connection to {self.host}: {reason}; check llm_url.")

    def _too_slow(self) -> TimeoutError:
        return TimeoutError(f"{self.host} took longer than {self.timeout_s:g} s; raise llm_timeout or use a smaller model.")

    def _content(self, response: http.client.HTTPResponse, until: float) -> bytes:
        parts: list[bytes] = []
        size = 0
        while part := response.read1(65_536):
            parts.append(part)
            size += len(part)
            if size > _MOST_BYTES:
                raise OSError(f"{self.host} sent more than {_MOST_BYTES:,} bytes; that is no answer.")
            if time.monotonic() > until:
                raise TimeoutError
        return b"".join(parts)

    def _words(self, content: bytes) -> str:
        """The model's words in a completion; "" when it refused to give any."""
        try:
            words = json.loads(content)["choices"][0]["message"]["content"]
        except (ValueError, LookupError, TypeError, RecursionError):
            if content.lstrip()[:1] == b"<":
                raise InputError(f"{self.host} sent a web page; set llm_url to the address that ends in /v1.") from None
            raise ConnectionError(f"{self.host} sent no completion, or one that was cut off.") from None
        return words if isinstance(words, str) else ""

    def _trouble(self, status: int, content: bytes) -> Exception:
        said = self._said(content)
        if 300 <= status < 400:
            return InputError(f"{self.host} sends to another address (status {status}); set llm_url to where the server is.")
        if status in (401, 403):
            return InputError(f"{self.host} refuses the key (status {status}){said}; check the variable that llm_key_env names.")
        if status == 404:
            return InputError(f"{self.host} knows no such address or model (status 404){said}; check llm_url and llm_model.")
        return ConnectionError(f"{self.host} refused the question (status {status}){said}.")

    def _said(self, content: bytes) -> str:
        """The server's own message, short, and without the key should it repeat that."""
        try:
            error = json.loads(content)["error"]
            message = error["message"] if isinstance(error, dict) else error
        except (ValueError, LookupError, TypeError, RecursionError):
            return ""
        words = " ".join("".join(c if c.isprintable() else " " for c in str(message)).split())
        if self.key:
            words = words.replace(self.key, "[key]")
        return f": {words[:_SAID]}".rstrip(".")


def connect(url: str, model: str, key_env: str | None = None, timeout_s: float = 120.0) -> Endpoint:
    """The model at an address such as "http://localhost:8000/v1"; nothing is sent yet.

    `key_env` names the environment variable that holds the key; None = the server wants none. Raises InputError when the
    address is none, the model has no name, or the variable is not set.
    """
    parts = _checked(url.strip())
    if not model.strip() or not model.isprintable():
        raise InputError(f"llm_model {model!r} is no name; give the one under which the server serves the model.")
    key = _key(key_env) if key_env else None
    if key and parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        log.warning("The key is sent to %s unencrypted; use https where the network is not yours.", parts.netloc)
    return Endpoint(url=_address(parts), model=model.strip(), key=key, timeout_s=timeout_s)


def _checked(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:  # a port that is no number, a bracket left open
        usable = None
    if not usable or not url.isascii() or not url.isprintable() or " " in url:
        raise InputError("llm_url is no address; give one such as http://localhost:8000/v1.")
    if parts.username is not None or parts.password is not None:
        raise InputError("llm_url holds a user name or password; put the key into a variable and name it with llm_key_env.")
    return parts


def _address(parts: SplitResult) -> str:
    path = parts.path.rstrip("/") or "/v1"
    return urlunsplit((parts.scheme, parts.netloc, path if path.endswith(_PATH) else path + _PATH, parts.query, ""))


def _key(key_env: str) -> str:
    key = os.environ.get(key_env, "").strip()
    if not key:
        raise InputError(f"The environment variable {key_env}, which llm_key_env names, is not set; put the key there.")
    if not (key.isascii() and key.isprintable()):
        raise InputError(f"The key in {key_env} holds characters that no key has; copy it again.")
    return key


@functools.cache  # because the certificates that it loads for https take their time
def _opener(is_here: bool) -> urllib.request.OpenerDirector:
    """What sends; this machine is reached directly, whatever proxy the environment names."""
    return urllib.request.build_opener(_AsTheyAre, *([urllib.request.ProxyHandler({})] if is_here else []))


def _seconds(retry_after: str | None) -> float:
    return float(retry_after) if retry_after and retry_after.isdecimal() and len(retry_after) < 6 else 0.0
