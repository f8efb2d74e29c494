"""Checks of what the bot sends: by Discord's own OpenAPI description where it is there, and by the other limits."""

import json
import re
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from loopback.records import COMPONENTS_V2, TEXT, walk

OPENAPI = Path(__file__).parents[4] / "shared" / "discord" / "openapi.json"
"""Beside the project, not in it."""
_EMBED_KEYS = {"title", "description", "url", "timestamp", "color", "footer", "image", "thumbnail", "author", "fields"}
_MESSAGE_KEYS = {"content", "embeds", "allowed_mentions", "components", "attachments", "flags", "tts", "poll"}


def units(text: str) -> int:
    """Return the length in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


class Contract:
    """Checks request bodies and counts them."""

    def __init__(self, openapi: Path = OPENAPI) -> None:
        """Without the file only the limits are checked."""
        self.has_openapi = openapi.is_file()
        self.checked = 0
        self.by_openapi = 0
        self._document = json.loads(openapi.read_text(encoding="utf-8")) if self.has_openapi else {"paths": {}}
        whole = Resource.from_contents(self._document, default_specification=DRAFT202012)
        self._registry = Registry().with_resource("urn:openapi", whole)
        self._validator = lru_cache(maxsize=None)(self._made_validator)

    def violations(self, method: str, path: str, body: Any) -> list[str]:
        """Return what Discord, or its documents, would not have in a request; empty when all is well."""
        self.checked += 1
        found = []
        validator = self._validator(method.lower(), path)
        if validator:
            self.by_openapi += 1
            ids_as_text = _ids_as_text(body)
            found = [f"{error.json_path}: {error.message[:300]}" for error in validator.iter_errors(ids_as_text)]
        return found or _limits(method, path, body)

    def _made_validator(self, method: str, path: str) -> Draft202012Validator | None:
        fitting = [one for one in self._document["paths"] if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", one), path)]
        for template in sorted(fitting, key=lambda one: one.count("{")):
            body = self._document["paths"][template].get(method, {}).get("requestBody")
            if body:
                place = template.replace("~", "~0").replace("/", "~1")
                inside = f"urn:openapi#/paths/{place.replace('{', '%7B').replace('}', '%7D')}/{method}/requestBody"
                return Draft202012Validator(
                    {"$ref": f"{inside}/content/application~1json/schema"}, registry=self._registry
                )
        return None


def _ids_as_text(body: Any) -> Any:
    """Return a body with ids as strings where discord.py sends numbers, which Discord accepts as well."""
    if not isinstance(body, dict):
        return body
    reference = {
        key: str(value) if key.endswith("_id") else value for key, value in body.get("message_reference", {}).items()
    }
    attachments = [{**one, "id": str(one["id"])} if "id" in one else one for one in body.get("attachments") or []]
    return {
        **body,
        **({"message_reference": reference} if reference else {}),
        **({"attachments": attachments} if attachments else {}),
    }


def _limits(method: str, path: str, body: Any) -> list[str]:
    """Return what breaks the rules that hold whatever the OpenAPI description says."""
    if re.fullmatch(r"/interactions/\d+/[^/]+/callback", path):
        unknown = [f"unknown key {key}" for key in body if key not in ("type", "data")]
        data = body.get("data") or {}
        if body.get("type") in (4, 7):
            return unknown + _message(data, _MESSAGE_KEYS)
        if body.get("type") == 8:
            return unknown + _choices(data.get("choices") or [])
        if body.get("type") == 9:
            return unknown + _ids(data.get("components") or [])
        return unknown + [f"unknown key data.{key}" for key in data if key != "flags"]
    if re.match(r"/webhooks/\d+/", path):
        # A webhook takes no nonce; an edit takes no flag but those that can be changed.
        return _message(body, _MESSAGE_KEYS)
    if re.fullmatch(r"/channels/\d+/messages(/\d+)?", path) and method in ("POST", "PATCH"):
        more = {"nonce", "enforce_nonce", "message_reference", "sticker_ids"} if method == "POST" else set()
        return _message(body, _MESSAGE_KEYS | more)
    return []


def _message(body: dict[str, Any], keys: set[str]) -> list[str]:
    found = [f"unknown key {key}" for key in body if key not in keys]
    embeds = body.get("embeds") or []
    total = 0
    for embed in embeds:
        found += [f"unknown key {key} of an embed" for key in embed if key not in _EMBED_KEYS | {"type", "flags"}]
        texts = [embed.get("title"), embed.get("description"), (embed.get("footer") or {}).get("text")]
        texts.append((embed.get("author") or {}).get("name"))
        texts += [one[part] for one in embed.get("fields") or [] for part in ("name", "value")]
        total += sum(units(text) for text in texts if text)
        if units(embed.get("description") or "") > 4_096:
            found.append("an embed's description is over 4,096")
    if total > 6_000:
        found.append(f"embeds of {total} characters, over 6,000")
    if units(body.get("content") or "") > 2_000:
        found.append("content over 2,000")
    if (embeds or body.get("content")) and (body.get("allowed_mentions") or {}).get("parse") != []:
        found.append("mentions are allowed")
    components = body.get("components") or []
    if (body.get("flags") or 0) & COMPONENTS_V2:
        if body.get("content") or embeds:
            found.append("content or embeds beside components v2")
        every = walk(components)
        if sum(units(one["content"]) for one in every if one["type"] == TEXT) > 4_000:
            found.append("components v2 with over 4,000 characters")
        if len(every) > 40:
            found.append("over 40 components")
        if not every:
            found.append("an empty message")
        if (body.get("allowed_mentions") or {}).get("parse") != []:
            found.append("mentions are allowed")
    elif len(components) > 5:
        found.append("over five rows of components")
    return found + _ids(components)


def _ids(components: list[dict[str, Any]]) -> list[str]:
    ids = Counter(one["custom_id"] for one in walk(components) if "custom_id" in one)
    found = [f"custom_id {name} is there twice" for name, count in ids.items() if count > 1]
    return found + [f"custom_id {name} is over 100" for name in ids if units(name) > 100]


def _choices(choices: list[dict[str, Any]]) -> list[str]:
    found = ["over 25 choices"] if len(choices) > 25 else []
    for one in choices:
        found += [
            f"a choice's {part} is over 100" for part in ("name", "value") if not 1 <= units(str(one[part])) <= 100
        ]
        found += [f"unknown key {key} of a choice" for key in one if key not in ("name", "value", "name_localizations")]
    return found
