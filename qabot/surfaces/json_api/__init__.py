"""The JSON that ``--json`` prints and that question files hold, as pydantic models."""
