"""Checks JSON against the schema that ``qabot schema`` prints."""

import jsonschema

from qabot.surfaces.json_api.schema import json_schema


def check(name, value):
    """Check that a value keeps to the schema of a command, and has no field that the schema does not name."""
    jsonschema.validate(value, closed(json_schema(name)), cls=jsonschema.Draft202012Validator)


def closed(schema):
    """Return a schema in which an object may have no other fields than those that are named."""
    if isinstance(schema, dict):
        inner = {key: closed(value) for key, value in schema.items()}
        return {**inner, "additionalProperties": False} if "properties" in schema else inner
    return [closed(value) for value in schema] if isinstance(schema, list) else schema
