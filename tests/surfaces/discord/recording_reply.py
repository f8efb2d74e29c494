"""A reply that keeps what a person would have been shown."""


class RecordingReply:
    """Keeps what would have been shown, and when."""

    def __init__(self):
        self.shown = []
        self.acknowledged = False

    async def acknowledge(self):
        self.acknowledged = True

    async def deliver(self, messages, *, view=None):
        assert self.acknowledged
        self.shown.append("\n\n".join(embed for message in messages for embed in message))
        self.view = view
        return ()
