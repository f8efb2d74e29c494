"""The gateway half: HELLO, IDENTIFY, READY, dispatches over zlib-stream, RESUME with replay, and its ways to fail."""

import asyncio
import json
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from loopback import payloads

if TYPE_CHECKING:
    from loopback.server import Loopback


@dataclass
class Session:
    """What RESUME goes on from."""

    id: str
    shard: list[int] | None
    sequence: int = 0
    sent: list[tuple[int, str, Any]] = field(default_factory=list)


class Connection:
    """One open socket: its own deflate context."""

    def __init__(self, socket: web.WebSocketResponse, compression: str) -> None:
        self.socket = socket
        self.session: Session | None = None
        self._pack = _packer(compression)

    async def send(self, message: dict[str, Any]) -> None:
        """Send one message."""
        await self.socket.send_bytes(self._pack(json.dumps(message).encode()))

    async def dispatch(self, name: str, data: Any) -> None:
        """Send an event, and keep it for a RESUME."""
        assert self.session is not None
        self.session.sequence += 1
        self.session.sent.append((self.session.sequence, name, data))
        await self.send({"op": 0, "t": name, "s": self.session.sequence, "d": data})


class Gateway:
    """Accepts connections; runs on the server's loop."""

    def __init__(self, server: "Loopback") -> None:
        self._server = server
        self.connections: list[Connection] = []
        self.sessions: dict[str, Session] = {}
        self.identified: list[dict[str, Any]] = []
        self.resumed: list[dict[str, Any]] = []
        self.heartbeats = 0
        self.heartbeat_ms = 41_250
        self.acknowledges = True
        self.refusals = 0
        """How many of the next connections are cut at once."""
        self.close_before_hello: list[int] = []
        """The close codes of the next connections, sent in place of HELLO."""
        self.close_on_identify: list[int] = []
        """The close codes sent in place of READY."""
        self.invalid_on_resume = 0
        """How many of the next RESUMEs are answered by op 9 false."""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection until it ends."""
        if self.refusals:
            self.refusals -= 1
            if request.transport:
                request.transport.abort()
            return web.Response(status=503)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if self.close_before_hello:
            await socket.close(code=self.close_before_hello.pop(0))
            return socket
        connection = Connection(socket, request.query.get("compress", ""))
        await connection.send({"op": 10, "d": {"heartbeat_interval": self.heartbeat_ms}})
        self.connections.append(connection)
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await self._received(connection, json.loads(message.data))
        except ConnectionError:
            pass  # the test cut it
        finally:
            self._server.change(lambda: self.connections.remove(connection))
        return socket

    async def _received(self, connection: Connection, message: dict[str, Any]) -> None:
        code, data = message["op"], message.get("d")
        if code == 1:
            self._server.change(self._beat)
            if self.acknowledges:
                await asyncio.sleep(0.01)  # the client notes when it sent the heartbeat only after it was sent
                await connection.send({"op": 11})
        elif code == 2:
            await self._identify(connection, data)
        elif code == 6:
            await self._resume(connection, data)

    def _beat(self) -> None:
        self.heartbeats += 1

    async def _identify(self, connection: Connection, data: dict[str, Any]) -> None:
        if self.close_on_identify:
            await connection.socket.close(code=self.close_on_identify.pop(0))
            return
        session = Session(f"session{len(self.sessions)}-{time.monotonic_ns()}", data.get("shard"))
        self.sessions[session.id] = connection.session = session
        ready = {
            "v": 10,
            "user": payloads.BOT,
            "guilds": [{"id": payloads.GUILD, "unavailable": True}],
            "session_id": session.id,
            "resume_gateway_url": self._server.gateway_url,
            "application": {"id": payloads.APPLICATION, "flags": 0},
        }
        if session.shard:
            ready["shard"] = session.shard
        mine = not session.shard or (int(payloads.GUILD) >> 22) % session.shard[1] == session.shard[0]
        await connection.dispatch("READY", ready if mine else ready | {"guilds": []})
        if mine:
            await connection.dispatch("GUILD_CREATE", payloads.guild())
        self._server.change(lambda: self.identified.append(data))

    async def _resume(self, connection: Connection, data: dict[str, Any]) -> None:
        session = self.sessions.get(data["session_id"] or "")
        if session is None or self.invalid_on_resume:
            self.invalid_on_resume -= self.invalid_on_resume > 0
            await connection.send({"op": 9, "d": False})
            return
        connection.session = session
        for sequence, name, missed in session.sent:
            if sequence > data["seq"]:
                await connection.send({"op": 0, "t": name, "s": sequence, "d": missed})
        await connection.dispatch("RESUMED", {"_trace": []})
        self._server.change(lambda: self.resumed.append(data))

    async def each(self, act: Callable[[Connection], Any]) -> None:
        """Do something to every open connection."""
        for connection in list(self.connections):
            await act(connection)

    async def dispatch(self, name: str, data: Any) -> None:
        """Send an event to the shard whose it is; while nobody is connected it waits to be replayed."""
        wanted = (int(data.get("guild_id") or 0) >> 22) if isinstance(data, dict) else 0
        for connection in self.connections:
            session = connection.session
            if session and (not session.shard or wanted % session.shard[1] == session.shard[0]):
                await connection.dispatch(name, data)
                return
        last = list(self.sessions.values())[-1]
        last.sequence += 1
        last.sent.append((last.sequence, name, data))

    async def replay(self, count: int = 1) -> None:
        """Send the last events again under their old numbers, as after a RESUME that came late."""
        for connection in self.connections:
            if connection.session:
                for sequence, name, data in connection.session.sent[-count:]:
                    await connection.send({"op": 0, "t": name, "s": sequence, "d": data})

    async def close(self, code: int) -> None:
        """Close all connections with a code."""
        await self.each(lambda one: asyncio.wait_for(one.socket.close(code=code), 5.0))

    async def cut(self) -> None:
        """Cut all connections without a word, and wait until they are gone; new ones may be there by then."""
        earlier = list(self.connections)
        for connection in earlier:
            transport = connection.socket._req.transport
            if transport:
                transport.abort()
        while any(connection in self.connections for connection in earlier):
            await asyncio.sleep(0.005)


def _packer(compression: str) -> Callable[[bytes], bytes]:
    if compression == "zstd-stream":
        import zstandard

        context = zstandard.ZstdCompressor().compressobj()
        return lambda raw: context.compress(raw) + context.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
    stream = zlib.compressobj()
    return lambda raw: stream.compress(raw) + stream.flush(zlib.Z_SYNC_FLUSH)
