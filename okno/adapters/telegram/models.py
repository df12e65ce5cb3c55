"""How far a bot's updates have been read."""

from django.db import models


class ReadUpTo(models.Model):
    """The number of the next update that is to be acted on; written in the transaction of the act."""

    bot = models.CharField(max_length=20, primary_key=True)
    next = models.BigIntegerField(default=0)
    read_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.bot} {self.next}"
