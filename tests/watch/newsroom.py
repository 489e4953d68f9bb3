"""A small newsroom on loopback: a feed, a sitemap and pages that tests add to while a watch is running."""

import contextlib
import http.server
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

TELLS = "Police in {place} said on Tuesday that {count} shopkeepers were killed and one guard was injured by a bomb."


class Newsroom:
    """`pages` are path → body; `broken` paths answer 503; `asked` counts what was asked for."""

    def __init__(self) -> None:
        self.stories: list[tuple[str, str, str]] = []
        self.broken: set[str] = set()
        self.asked: list[str] = []
        self.gate = threading.Event()
        self.gate.set()
        room = self

        class Desk(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                room.asked.append(self.path)
                if self.path.startswith("/slow"):
                    room.gate.wait(30)
                status, kind, body = room.answer(self.path)
                with contextlib.suppress(OSError):
                    self.send_response(status)
                    self.send_header("Content-Type", kind)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Desk)
        self.port: int = self._server.server_port
        self.root = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def publish(self, name: str, count: str, place: str = "Lakki") -> None:
        """One more story, at /NAME."""
        self.stories.insert(0, (name, f"{count.capitalize()} dead in {place}", TELLS.format(count=count, place=place)))

    def answer(self, path: str) -> tuple[int, str, bytes]:
        """Status, media type and body for a path."""
        if path in self.broken:
            return 503, "text/plain", b"later"
        if path == "/feed":
            return 200, "application/rss+xml", self._feed().encode()
        if path == "/sitemap.xml":
            return 200, "application/xml", self._sitemap().encode()
        if path == "/index.xml":
            return 200, "application/xml", self._index().encode()
        story = next((story for story in self.stories if path == f"/{story[0]}"), None)
        if story is None:
            return 404, "text/plain", b"not here"
        # The number of the request stands on the page, so that no two fetches of it have the same bytes.
        body = f"<p>{story[2]}</p><p>People nearby ran for cover, and traders shut the market for the day.</p>"
        page = f"<html><head><title>{story[1]}</title></head><body><article><h1>{story[1]}</h1>{body}</article></body></html>"
        return 200, "text/html; charset=utf-8", page.replace("</body>", f"<!-- {len(self.asked)} --></body>").encode()

    def _feed(self) -> str:
        when = format_datetime(datetime(2026, 2, 3, 9, tzinfo=UTC), usegmt=True)
        items = "".join(
            f"<item><title>{escape(title)}</title><link>{self.root}/{name}</link><guid>{name}</guid>"
            f"<pubDate>{when}</pubDate><description>{escape(text)}</description></item>"
            for name, title, text in self.stories
        )
        return f'<?xml version="1.0"?><rss version="2.0"><channel><title>The Lakki Ledger</title>{items}</channel></rss>'

    def _sitemap(self) -> str:
        urls = "".join(
            f"<url><loc>{self.root}/{name}</loc><n:news><n:publication><n:name>The Lakki Ledger</n:name>"
            f"<n:language>en</n:language></n:publication><n:publication_date>2026-02-03T09:00:00Z</n:publication_date><n:title>{escape(title)}</n:title></n:news></url>"
            for name, title, _ in self.stories
        )
        spaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'
        return f'<?xml version="1.0"?><urlset {spaces}>{urls}<url><loc>http://elsewhere.example/x</loc></url></urlset>'

    def _index(self) -> str:
        """A list of sitemaps: the one there is, one that is gone, the list itself, and one of another site."""
        places = (f"{self.root}/sitemap.xml", f"{self.root}/gone.xml", f"{self.root}/index.xml", "http://elsewhere.example/x.xml")
        inside = "".join(f"<sitemap><loc>{place}</loc></sitemap>" for place in places)
        return f'<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inside}</sitemapindex>'

    def close(self) -> None:
        """Ends it."""
        self.gate.set()
        self._server.shutdown()
        self._server.server_close()


@contextlib.contextmanager
def newsroom() -> Iterator[Newsroom]:
    """A newsroom for as long as the context lasts."""
    room = Newsroom()
    try:
        yield room
    finally:
        room.close()
