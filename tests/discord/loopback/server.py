"""The server in its own thread: start, stop, dispatch what a person does, and wait for what the bot does about it."""

import asyncio
import itertools
import threading
import time
from collections.abc import Callable, Coroutine
from typing import Any, Self

from aiohttp import web

from loopback import payloads
from loopback.contract import Contract
from loopback.faults import Faults
from loopback.gateway import Gateway
from loopback.records import Asked, Request, Sent
from loopback.rest import PREFIX, Rest

TOKEN = "MTAw.loopback.token"
_FIRST_ID = 1_400_000_000_000_000_000
_PATIENCE_S = 90.0


class Loopback:
    """A Discord for one bot; a context manager."""

    def __init__(self, *, shards: int = 1) -> None:
        self.token = TOKEN
        self.shards = shards
        self.changed = threading.Condition(threading.RLock())
        self.contract = Contract()
        self.faults = Faults()
        self.requests: list[Request] = []
        self.violations: list[str] = []
        self.commands: list[dict[str, Any]] = []
        self.no_members: set[tuple[str, str]] = set()
        """Server and person, for people who are not members of a server; everybody else is."""
        self.member_roles: dict[str, tuple[str, ...]] = {}
        """The roles of a person, when the bot asks for the member."""
        self.interactions: dict[str, Asked] = {}
        self.messages: dict[str, Sent] = {}
        self.threads: dict[str, dict[str, Any]] = {}
        """The threads that the bot opened, by id."""
        self.gateway = Gateway(self)
        self.api_base = self.gateway_url = ""
        self._ids = itertools.count(_FIRST_ID)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="loopback", daemon=True)
        self._sites: dict[str, web.TCPSite] = {}
        self._runners: list[web.AppRunner] = []

    def __enter__(self) -> Self:
        self._thread.start()
        self.run(self._start())
        return self

    def __exit__(self, *_: object) -> None:
        self.run(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Run something on the server's loop and return its result."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(_PATIENCE_S)

    async def _start(self) -> None:
        rest, gateway = web.Application(client_max_size=2**26), web.Application()
        rest.router.add_route("*", PREFIX + "/{rest:.*}", Rest(self).handle)
        gateway.router.add_get("/", self.gateway.handle)
        for name, app in (("rest", rest), ("gateway", gateway)):
            runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
            await runner.setup()
            self._runners.append(runner)
            self._sites[name] = web.TCPSite(runner, "127.0.0.1", 0)
            await self._sites[name].start()
        ports = [runner.addresses[0][1] for runner in self._runners]
        self.api_base, self.gateway_url = f"http://127.0.0.1:{ports[0]}{PREFIX}", f"ws://127.0.0.1:{ports[1]}/"

    async def _stop(self) -> None:
        await self.gateway.cut()
        for runner in self._runners:
            await runner.cleanup()
        waiting = asyncio.all_tasks() - {asyncio.current_task()}
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    def refuse_gateway(self) -> None:
        """Let nobody connect to the gateway any more; its port stays free for ``accept_gateway``."""
        self.run(self._sites["gateway"].stop())

    def accept_gateway(self) -> None:
        """Listen again at the gateway's port."""
        port = int(self.gateway_url.rsplit(":", 1)[1].strip("/"))
        self._sites["gateway"] = web.TCPSite(self._runners[1], "127.0.0.1", port, reuse_address=True)
        self.run(self._sites["gateway"].start())

    def change(self, act: Callable[[], Any]) -> None:
        """Change a record, and wake whoever waits for it."""
        with self.changed:
            act()
            self.changed.notify_all()

    def wait(self, done: Callable[[], Any], *, patience_s: float = _PATIENCE_S, why: str = "") -> Any:
        """Wait until ``done`` holds; return what it returned.

        Raises:
            AssertionError: it did not hold in time; with the last requests.
        """
        with self.changed:
            result = self.changed.wait_for(done, patience_s)
            last = [f"{one.method} {one.path} -> {one.status}: {str(one.body)[:200]}" for one in self.requests[-12:]]
        assert result, "\n".join([f"not within {patience_s} s {why}", *last, *self.violations])
        return result

    def new_id(self) -> str:
        """Return a snowflake that is larger than all before."""
        return str(next(self._ids))

    def since(self, one: Asked) -> float:
        """Return the seconds since an interaction was dispatched."""
        return time.monotonic() - one.at

    def touched(self, one: Asked) -> None:
        """Remember when a message of an interaction changed."""
        one.changed_after_s = self.since(one)

    def made(self, channel: str, payload: dict[str, Any], *, interaction: str | None = None) -> Sent:
        """Keep a new message of the bot."""
        sent = Sent(self.new_id(), channel, payload, interaction=interaction)
        sent.shown.append(sent.text)
        self.messages[sent.id] = sent
        return sent

    def posted(self, channel: str) -> list[Sent]:
        """Return what the bot wrote in a channel by itself, not in reply to an interaction."""
        return [one for one in self.messages.values() if one.channel == channel and not one.interaction]

    def sent(self, method: str, path: str) -> list[Request]:
        """Return the requests to paths that contain ``path``."""
        return [one for one in self.requests if one.method == method and path in one.path]

    def command(
        self, name: str, *, user: int = 1, kind: int = 1, options: dict[str, Any] | None = None, **how: Any
    ) -> Asked:
        """Let a person use a slash command (``kind`` 1) or a command in a message's menu (3)."""
        types: dict[type, int] = {str: 3, int: 4, bool: 5}
        given = [{"name": key, "type": types[type(value)], "value": value} for key, value in (options or {}).items()]
        more = how.pop("data", {})
        data = {
            "id": self._command_id(name),
            "name": name,
            "type": kind,
            **({"options": given} if given else {}),
            **more,
        }
        return self.interact(2, data, user=user, **how)

    def ask(self, question: str, *, user: int = 1, options: dict[str, Any] | None = None, **how: Any) -> Asked:
        """Let a person use ``/ask``."""
        return self.command("ask", user=user, options={"question": question, **(options or {})}, **how)

    def press(self, message: Sent, custom_id: str, *, user: int = 1, value: str = "", **how: Any) -> Asked:
        """Let a person press a button of a message, or choose a value from a list."""
        flags = (message.payload.get("flags") or 0) | (64 if message.ephemeral else 0)
        shown = payloads.message(message.id, message.channel, payloads.BOT, message.payload | {"flags": flags})
        data: dict[str, Any] = {"custom_id": custom_id, "component_type": 2}
        if value:
            data |= {"component_type": 3, "values": [value]}
        return self.interact(3, data, user=user, message=message.id, more={"message": shown}, **how)

    def interact(
        self,
        kind: int,
        data: dict[str, Any],
        *,
        user: int,
        message: str | None = None,
        more: dict[str, Any] | None = None,
        **how: Any,
    ) -> Asked:
        """Dispatch an interaction and return its record."""
        number = self.new_id()
        one = Asked(number, f"token{number}", data, how.get("place", payloads.CHANNEL), message=message)
        one.outside = how.get("context") in ("group", "installed")
        body = payloads.interaction(number, kind=kind, token=one.token, data=data, user=user, **how) | (more or {})
        with self.changed:
            self.interactions[number] = one
        self.dispatch("INTERACTION_CREATE", body)
        return one

    def write(self, content: str, *, user: int = 1, place: str = payloads.CHANNEL, **more: Any) -> str:
        """Let a person write a message, in a direct message when ``place`` is ``payloads.PRIVATE``; return its id."""
        number = self.new_id()
        body = payloads.message(number, place, payloads.person(user), {"content": content})
        if place != payloads.PRIVATE:
            who = payloads.member(user)
            del who["user"]
            body |= {"guild_id": payloads.GUILD, "member": who}
        else:
            body["channel_type"] = 1
        if f"<@{payloads.APPLICATION}>" in content:
            body["mentions"] = [payloads.BOT]
        self.dispatch("MESSAGE_CREATE", body | more)
        return number

    def dispatch(self, name: str, data: Any) -> None:
        """Send an event of the gateway, whatever is in it."""
        self.run(self.gateway.dispatch(name, data))

    def answered(self, one: Asked, *, patience_s: float = _PATIENCE_S) -> str:
        """Wait until an interaction's "thinking" has ended; return what its messages say then."""
        self.wait(lambda: one.answered, patience_s=patience_s, why=f"{one.data} was not answered")
        return one.text

    def _command_id(self, name: str) -> str:
        return next((one["id"] for one in self.commands if one["name"] == name), "1")
