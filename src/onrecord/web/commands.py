"""`onrecord serve`: the web app on this machine."""

import contextlib
import ipaddress
from pathlib import Path

import click

from onrecord.options import settings_of, speaks_up, store_option


@click.command()
@store_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; the default is this machine only.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to listen on.")
@speaks_up
def serve(store: Path | None, host: str, port: int) -> None:
    """Show the register in the browser: overview, events, quotes, contradictions, and review by keyboard."""
    import uvicorn  # here, because loading it takes a while that `--help` need not pay

    from onrecord.web.app import create_app

    settings = settings_of(store=store, multi_user=None if _is_loopback(host) else True)
    app = create_app(settings)
    app.state.shelf.view()  # now, so that the first page does not wait for it
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"onrecord: {settings.store} at http://{shown}:{port}/ – end with Ctrl+C", err=True)
    if not _is_loopback(host):
        click.echo(f"onrecord: {host} can be reached from other machines, so people sign in; see docs/access.md.", err=True)
    if settings.multi_user and not app.state.access.people():
        click.echo("onrecord: nobody may sign in yet; add the first one: `onrecord access user add NAME --role admin`.", err=True)
    with contextlib.suppress(KeyboardInterrupt):  # Ctrl+C is how it ends; uvicorn has closed everything by then
        uvicorn.run(app, host=host, port=port, log_level="warning", server_header=False)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
