"""serve and stop: database, sample city when there is none, web server, and an orderly end."""

from __future__ import annotations

import contextlib
import logging
import signal
import socket
import sys
from threading import Thread
from types import FrameType

import uvicorn

from geo_service.api.app import create_app
from geo_service.api.query import audience
from geo_service.cli.output import Lang, said
from geo_service.cli.sample import load_sample
from geo_service.errors import GeoServiceError, SetupError
from geo_service.process import serve_guard, stop
from geo_service.settings import settings
from geo_service.store.cluster import database
from geo_service.store.shelf import CityShelf

GRACE_SECONDS = 5


class Stopped(BaseException):
    """SIGTERM arrived: leave every context on the way out, as for Ctrl-C."""


class AnnouncingServer(uvicorn.Server):
    """A web server that says where it listens once it does."""

    def __init__(self, config: uvicorn.Config, lang: Lang) -> None:
        super().__init__(config)
        self.lang = lang

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start listening, then say the address."""
        await super().startup(sockets=sockets)
        if self.started:
            host = self.config.host
            shown = f"[{host}]" if ":" in host else host
            address = f"http://{shown}:{self.config.port}"
            print(
                said((f"開きました：{address} （止めるには Ctrl-C）", f"Serving at {address} (Ctrl-C to stop)"), self.lang),
                flush=True,
            )


def serve_until_stopped(lang: Lang) -> None:
    """Serve until Ctrl-C or SIGTERM. SetupError when another service runs or the port is taken."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    # The server gives a signal on to the handler it found once it has ended; this one makes the contexts below end too.
    signal.signal(signal.SIGTERM, _stop)
    try:
        _serve(lang)
    except (KeyboardInterrupt, Stopped):
        print(said(("止めました。", "Stopped."), lang), file=sys.stderr)


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopped


def _serve(lang: Lang) -> None:
    wanted = settings()
    with serve_guard(wanted), database(wanted) as conninfo, CityShelf(wanted, conninfo) as shelf:
        if not shelf.cities():
            load_sample(conninfo, lang)
        # Folium takes a second to import: not at the expense of who opens the first page.
        Thread(target=_warm, args=(shelf,), name="warm", daemon=True).start()
        app = create_app(wanted, shelf, conninfo)
        config = uvicorn.Config(
            app,
            host=wanted.host,
            port=wanted.port,
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        try:
            AnnouncingServer(config, lang).run()
        except SystemExit as error:
            raise SetupError(
                f"{wanted.host}:{wanted.port} で待ち受けられません。GEO_SERVICE_HOST と GEO_SERVICE_PORT を確かめてください。",
                f"Cannot listen on {wanted.host}:{wanted.port}. Check GEO_SERVICE_HOST and GEO_SERVICE_PORT.",
            ) from error


def _warm(shelf: CityShelf) -> None:
    """Import what pages need, and map the default city's file."""
    import maps.export  # noqa: F401

    with contextlib.suppress(GeoServiceError):
        shelf.get("default", audience())


def stop_service(lang: Lang) -> None:
    """Stop the running service and say what happened."""
    print(said(stop(settings()), lang))
