"""A reply that keeps what a person would have been shown."""


class RecordingReply:
    """Keeps what would have been shown, and when."""

    def __init__(self):
        self.shown = []
        self.acknowledged = False
        self.declined = False
        self.tone = None

    async def acknowledge(self):
        self.acknowledged = True

    async def decline(self, sentence):
        assert not self.acknowledged
        self.declined = True
        self.shown.append(sentence)

    async def deliver(self, messages, *, tone=None, rows=()):
        assert self.acknowledged
        self.shown.append("\n\n".join(text for message in messages for text in message))
        self.tone, self.rows = tone, rows
        return ()
