"""serve and stop: database, sample city when there is none, web server, and an orderly end."""

from __future__ import annotations

import logging
import signal
import socket
import sys
from threading import Event, Thread
from types import FrameType

import uvicorn

from geo_service.api.app import create_app
from geo_service.api.prepared import follow
from geo_service.api.query import audience
from geo_service.api.service import Service
from geo_service.cli.output import Lang, said
from geo_service.cli.sample import load_sample
from geo_service.coverage import compiled
from geo_service.coverage.city import City
from geo_service.coverage.outlines import sides
from geo_service.coverage.question import Reach
from geo_service.coverage.walking import walk_of
from geo_service.errors import SetupError
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
        if compiled.cold():
            ready = ("道の計算を準備しています（初回だけ）", "Preparing the search on streets (this once)")
            print(said(ready, lang), file=sys.stderr, flush=True)
            compiled.warm()
        # Folium takes a second to import: not at the expense of who opens the first page.
        app = create_app(wanted, shelf, conninfo)
        ended = Event()
        Thread(target=_warm, args=(app.state.service, ended), name="warm", daemon=True).start()
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
        finally:
            ended.set()


def _warm(service: Service, ended: Event) -> None:
    """Import what pages need; then keep the default city's usual answers prepared, release after release."""
    import maps.export  # noqa: F401

    follow(service, audience(), ended, _streets_ready)


def _streets_ready(city: City) -> None:
    """Find where the city's people and places are on its streets, and how its pieces of ground lie beside each other."""
    if city.network is None:
        return
    compiled.warm()
    walk = walk_of(city, Reach("streets"))
    for atoms in city.populations:
        walk.attached(atoms)
        sides(atoms)
    for places in city.places.values():
        walk.attached(places)


def stop_service(lang: Lang) -> None:
    """Stop the running service and say what happened."""
    print(said(stop(settings()), lang))
