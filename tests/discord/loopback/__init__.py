"""A Discord of our own on the loopback interface: REST v10 and gateway in a thread, with faults on demand."""

from loopback.bot_process import BotProcess, settings_of
from loopback.faults import Fault
from loopback.records import Asked, Sent
from loopback.server import Loopback

__all__ = ["Asked", "BotProcess", "Fault", "Loopback", "Sent", "settings_of"]
