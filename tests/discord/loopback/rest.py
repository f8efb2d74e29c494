"""The REST half: routes, what they do to the records, and Discord's own refusals."""

import asyncio
import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web

from loopback import payloads
from loopback.records import COMPONENTS_V2, THINKING, Asked, Request, Sent

if TYPE_CHECKING:
    from loopback.server import Loopback

PREFIX = "/api/v10"
ACKNOWLEDGE_WITHIN_S = 3.0
_EPHEMERAL = 64
_FOLLOW_UPS_OUTSIDE = 5
"""Of an app that a person has with them, where it is no member."""


class Refusal(Exception):
    """An answer that is an error: HTTP status and Discord's code."""

    def __init__(self, status: int, code: int, message: str, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"code": code, "message": message, **more}


def reply(body: Any, status: int = 200) -> web.Response:
    """Return JSON as Discord sends it: the content type has no charset."""
    headers = {"Content-Type": "application/json", "Via": "1.1 loopback"}
    return web.Response(body=json.dumps(body).encode(), status=status, headers=headers)


class Rest:
    """Answers requests; runs on the server's loop."""

    def __init__(self, server: "Loopback") -> None:
        self._server = server
        self._routes: list[tuple[str, str, Callable[..., Any]]] = [
            ("GET", r"/users/@me", self._me),
            ("GET", r"/gateway(/bot)?", self._gateway),
            ("GET", r"/oauth2/applications/@me|/applications/@me", lambda *_: payloads.application()),
            ("PUT", r"/applications/\d+/commands", self._commands),
            ("POST", r"/interactions/(\d+)/([^/]+)/callback", self._callback),
            ("POST", r"/webhooks/\d+/([^/]+)", self._follow_up),
            ("GET|PATCH|DELETE", r"/webhooks/\d+/([^/]+)/messages/(@original|\d+)", self._webhook_message),
            ("POST", r"/channels/(\d+)/messages", self._post),
            ("GET|PATCH|DELETE", r"/channels/(\d+)/messages/(\d+)", self._message),
            ("POST", r"/channels/(\d+)/typing", lambda *_: None),
            ("POST", r"/channels/(\d+)/messages/(\d+)/threads", self._thread),
            ("PUT", r"/channels/(\d+)/thread-members/(\d+)", lambda *_: None),
            ("GET", r"/guilds/(\d+)/members/(\d+)", self._member),
            ("GET", r"/channels/(\d+)", lambda _, number: payloads.channel(number)),
        ]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request, or let it fail as it should."""
        path = request.path.removeprefix(PREFIX)
        body = await _body(request)
        seen = Request(request.method, path, body)
        self._server.change(lambda: self._server.requests.append(seen))
        fault = self._server.faults.take(request.method, path)
        if fault and fault.delay_s:
            await asyncio.sleep(fault.delay_s)
        if fault and fault.drop == "before":
            return _cut(request)
        if fault and fault.status:
            seen.status = fault.status
            failed = reply({"code": fault.code, "message": fault.message, **fault.more}, fault.status)
            if not fault.via:
                del failed.headers["Via"]
            return failed
        try:
            answer = self._effect(request, path, body)
        except Refusal as refusal:
            seen.status = refusal.status
            return reply(refusal.body, refusal.status)
        if fault and fault.drop == "after":
            return _cut(request)
        if fault and fault.lose:
            seen.status = fault.lose
            return reply({"code": 0, "message": fault.message}, fault.lose)
        seen.status = 204 if answer is None else 200
        return web.Response(status=204) if answer is None else reply(answer)

    def _effect(self, request: web.Request, path: str, body: Any) -> Any:
        if body is not None:
            wrong = self._server.contract.violations(request.method, path, body)
            if wrong:
                self._server.violations += [f"{request.method} {path}: {one}" for one in wrong]
                raise Refusal(400, 50035, "Invalid Form Body", errors={"_errors": [{"code": "X", "message": wrong[0]}]})
        for methods, pattern, act in self._routes:
            match = re.fullmatch(pattern, path)
            if match and request.method in methods.split("|"):
                with self._server.changed:
                    try:
                        return act((request, body), *(group for group in match.groups()))
                    finally:
                        self._server.changed.notify_all()
        self._server.violations.append(f"{request.method} {path}: no such route")
        raise Refusal(404, 0, "404: Not Found")

    def _me(self, asked: tuple[web.Request, Any]) -> Any:
        if asked[0].headers.get("Authorization") != f"Bot {self._server.token}":
            raise Refusal(401, 0, "401: Unauthorized")
        return payloads.BOT

    def _member(self, _: Any, server: str, person: str) -> Any:
        if (server, person) in self._server.no_members:
            raise Refusal(404, 10007, "Unknown Member")
        return payloads.member(int(person), roles=self._server.member_roles.get(person, ()))

    def _gateway(self, *_: Any) -> Any:
        limits = {"total": 1_000, "remaining": 999, "reset_after": 0, "max_concurrency": 16}
        return {"url": self._server.gateway_url, "shards": self._server.shards, "session_start_limit": limits}

    def _commands(self, asked: tuple[web.Request, Any]) -> Any:
        self._server.commands = [
            {"type": 1, "description": "", **one, "id": str(number), "application_id": "100", "version": "1"}
            for number, one in enumerate(asked[1], start=1)
        ]
        return self._server.commands

    def _callback(self, asked: tuple[web.Request, Any], number: str, token: str) -> Any:
        body, one = asked[1], self._server.interactions.get(number)
        passed_s = self._server.since(one) if one else 0.0
        if one is None or one.token != token or (one.kind is None and passed_s > ACKNOWLEDGE_WITHIN_S) or one.expired:
            raise Refusal(404, 10062, "Unknown interaction")
        if one.kind is not None:
            raise Refusal(400, 40060, "Interaction has already been acknowledged.")
        one.acknowledged_after_s, one.kind, one.reply = passed_s, body["type"], body.get("data") or {}
        if one.kind in (4, THINKING):
            sent = self._shown(one, one.reply)
            sent.thinking = one.kind == THINKING
        elif one.kind in (6, 7):
            sent = self._server.messages[one.message or ""]
            if one.kind == 7:
                _change(sent, one.reply)
            one.messages.append(sent)
        told = {"id": number, "type": 2}
        if one.messages:
            told["response_message_id"] = one.messages[0].id
        return {"interaction": told, "resource": {"type": one.kind}}

    def _follow_up(self, asked: tuple[web.Request, Any], token: str) -> Any:
        one, body = self._of_token(token), asked[1]
        if one.messages and one.messages[0].thinking:
            return self._edited(one, one.messages[0], body, asked[0])
        self._server.touched(one)
        if one.outside and len(one.messages) > _FOLLOW_UPS_OUTSIDE:
            raise Refusal(400, 40094, "This interaction has reached the maximum number of follow-up messages.")
        return _whole(self._shown(one, body))

    def _webhook_message(self, asked: tuple[web.Request, Any], token: str, number: str) -> Any:
        request, body = asked
        one = self._of_token(token)
        found = one.original if number == "@original" else self._server.messages.get(number)
        if found is None or found.deleted or found not in one.messages:
            raise Refusal(404, 10008, "Unknown Message")
        if request.method == "DELETE":
            found.deleted = True
            return None
        return self._edited(one, found, body, request) if request.method == "PATCH" else _whole(found)

    def _of_token(self, token: str) -> Asked:
        one = next((one for one in self._server.interactions.values() if one.token == token), None)
        if one is None or one.kind is None:
            raise Refusal(404, 10015, "Unknown Webhook")
        if one.expired:
            raise Refusal(401, 50027, "Invalid Webhook Token")
        return one

    def _edited(self, one: Asked, sent: Sent, body: dict[str, Any], request: web.Request) -> Any:
        sent.files |= request.get("files", {})
        _change(sent, body)
        self._server.touched(one)
        return _whole(sent)

    def _shown(self, one: Asked, body: dict[str, Any]) -> Sent:
        sent = self._server.made(one.channel, body, interaction=one.id)
        first = one.messages[0] if one.messages else None
        sent.ephemeral = bool((body.get("flags") or 0) & _EPHEMERAL) or (first.ephemeral if first else False)
        one.messages.append(sent)
        return sent

    def _post(self, asked: tuple[web.Request, Any], place: str) -> Any:
        body = asked[1]
        if body.get("enforce_nonce"):
            same = (one for one in self._server.messages.values() if one.channel == place and not one.interaction)
            for one in same:
                if one.payload.get("nonce") == body["nonce"]:
                    return _whole(one)
        return _whole(self._server.made(place, body))

    def _thread(self, asked: tuple[web.Request, Any], place: str, number: str) -> Any:
        if number in self._server.threads:
            raise Refusal(400, 160004, "A thread has already been created for this message")
        self._server.threads[number] = payloads.thread(number, place, asked[1]["name"])
        return self._server.threads[number]

    def _message(self, asked: tuple[web.Request, Any], place: str, number: str) -> Any:
        request, body = asked
        found = self._server.messages.get(number)
        if found is None or found.deleted or found.channel != place or found.ephemeral:
            raise Refusal(404, 10008, "Unknown Message")
        if request.method == "DELETE":
            found.deleted = True
            return None
        if request.method == "PATCH":
            _change(found, body)
        return _whole(found)


def _change(sent: Sent, body: dict[str, Any]) -> None:
    flags = (sent.payload.get("flags") or 0) & COMPONENTS_V2 | (body.get("flags") or 0)
    if flags & COMPONENTS_V2 and (body.get("content") or body.get("embeds")):
        raise Refusal(400, 50035, "The message has components only", errors={"_errors": []})
    sent.payload = {**sent.payload, **body, "flags": flags}
    sent.thinking = False
    sent.shown.append(sent.text)


def _whole(sent: Sent) -> dict[str, Any]:
    flags = (sent.payload.get("flags") or 0) | (_EPHEMERAL if sent.ephemeral else 0)
    return payloads.message(sent.id, sent.channel, payloads.BOT, sent.payload | {"flags": flags})


def _cut(request: web.Request) -> web.Response:
    """Cut the connection under a request."""
    if request.transport:
        request.transport.abort()
    return web.Response(status=500)


async def _body(request: web.Request) -> Any:
    """Return the JSON of a request; of a form with files, that of its ``payload_json``; ``None`` when it has none."""
    if request.content_type == "multipart/form-data":
        form = await request.post()
        body = json.loads(str(form["payload_json"]))
        for name, part in form.items():
            if isinstance(part, web.FileField):
                request["files"] = {**request.get("files", {}), name: part.file.read()}
        return body
    text = await request.text()
    return json.loads(text) if text else None
