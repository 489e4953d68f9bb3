"""A real server on loopback that answers byte for byte what a test wants, also what no honest server would."""

import contextlib
import gzip
import socket
import threading
import zlib
from collections.abc import Callable, Iterator

from aiohttp.abc import AbstractResolver, ResolveResult

PAGE = b"<html><body><p>Two guards were hurt near the bridge, the mayor said.</p></body></html>"
MANY = 40 * 2**20
Say = Callable[[socket.socket, "HostileServer"], None]


def answer(body: bytes = PAGE, status: str = "200 OK", **headers: str) -> bytes:
    """A proper answer; header names are written with underscores."""
    given = {"Content_Type": "text/html; charset=utf-8", "Content_Length": str(len(body)), "Connection": "close", **headers}
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in given.items())
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode("latin-1") + body


def moved(target: str, status: str = "302 Found") -> bytes:
    """A redirect; {port} is the server's own."""
    return answer(b"", status, Location=target)


def bomb(packing: str) -> bytes:
    """40 MB of nothing, packed into some thousand bytes."""
    if packing == "gzip":
        return answer(gzip.compress(bytes(MANY)), Content_Encoding="gzip")
    if packing == "deflate":
        return answer(zlib.compress(bytes(MANY)), Content_Encoding="deflate")
    import brotli

    return answer(brotli.compress(bytes(MANY), quality=1), Content_Encoding="br")


def drip(head: bytes, piece: bytes, pause_s: float = 0.05, times: int = 200) -> Say:
    """Says something, and then one small piece after another, slower than anybody would wait for."""

    def say(peer: socket.socket, server: "HostileServer") -> None:
        peer.sendall(head)
        for _ in range(times):
            if server.is_over.wait(pause_s):
                return
            peer.sendall(piece)

    return say


def flood(head: bytes, piece: bytes) -> Say:
    """Says something, and then the same without an end, as fast as it is taken."""

    def say(peer: socket.socket, server: "HostileServer") -> None:
        peer.sendall(head)
        while not server.is_over.is_set():
            peer.sendall(piece)

    return say


class HostileServer:
    """Answers each path from a table; /robots.txt is not there unless the table has it. `asked` are the requests as they came."""

    def __init__(self, table: dict[str, bytes | Say], place: str = "127.0.0.1") -> None:
        self.table = table
        self.asked: list[bytes] = []
        self.is_over = threading.Event()
        self._socket = socket.create_server((place, 0))
        self.port: int = self._socket.getsockname()[1]
        self.root = f"http://{place}:{self.port}"
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def paths(self) -> list[str]:
        """The paths asked for, in order, without robots.txt."""
        found = [request.split(b" ")[1].decode() for request in self.asked]
        return [path for path in found if path != "/robots.txt"]

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                peer, _ = self._socket.accept()
                threading.Thread(target=self._talk, args=(peer,), daemon=True).start()

    def _talk(self, peer: socket.socket) -> None:
        with contextlib.suppress(OSError, IndexError), peer:
            request = b""
            while b"\r\n\r\n" not in request:
                piece = peer.recv(65536)
                if not piece:
                    return
                request += piece
            self.asked.append(request)
            path = request.split(b" ")[1].decode().partition("?")[0]
            say = self.table.get(path, answer(b"", "404 Not Found"))
            if callable(say):
                say(peer, self)
            else:
                peer.sendall(say.replace(b"{port}", str(self.port).encode()))

    def close(self) -> None:
        """Ends it and whoever it still talks to."""
        self.is_over.set()
        self._socket.close()


@contextlib.contextmanager
def serving(table: dict[str, bytes | Say], place: str = "127.0.0.1") -> Iterator[HostileServer]:
    """A server for as long as the context lasts."""
    server = HostileServer(table, place)
    try:
        yield server
    finally:
        server.close()


class Liar(AbstractResolver):
    """A name server of an attacker: it answers every name with the numbers it was given."""

    def __init__(self, *numbers: str) -> None:
        self.numbers = numbers

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host,
                host=number,
                port=port,
                family=socket.AF_INET6 if ":" in number else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for number in self.numbers
        ]

    async def close(self) -> None:
        """Nothing is open."""
