"""Detected, called with `requests` where something is needed of it."""

import os
from typing import Any

import requests

BASE = os.environ.get("DETECTED_BASE_URL", "")
TOKEN_URL = os.environ.get("DETECTED_TOKEN_URL", "")
CREDENTIALS = {
    "grant_type": "client_credentials",
    "client_id": os.environ.get("DETECTED_CLIENT_ID", ""),
    "client_secret": os.environ.get("DETECTED_CLIENT_SECRET", ""),
}
SECONDS = 30


def token() -> str:
    reply = requests.post(TOKEN_URL, data=CREDENTIALS, timeout=SECONDS)
    reply.raise_for_status()
    return str(reply.json()["access_token"])


def get(path: str) -> Any:
    """The data of an answer; None where there is nothing of that address."""
    headers = {"Authorization": f"Bearer {token()}"}
    reply = requests.get(BASE + path, headers=headers, timeout=SECONDS)
    if reply.status_code == 404:
        return None
    reply.raise_for_status()
    return reply.json()["data"]


def post(path: str, body: dict[str, Any]) -> Any:
    headers = {"Authorization": f"Bearer {token()}"}
    reply = requests.post(BASE + path, json=body, headers=headers, timeout=SECONDS)
    reply.raise_for_status()
    return reply.json()
