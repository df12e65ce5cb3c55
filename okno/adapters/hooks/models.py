"""How far each hook has been told."""

from django.db import models


class Place(models.Model):
    """A hook's place in the journal: everything up to (xid, event) has been told, or was not asked for.

    `failures` in a row at the fact after it, the last with `error`, the name of what was raised; tried again at
    `next_at`.
    """

    hook = models.CharField(max_length=64, unique=True)
    xid = models.BigIntegerField()
    event = models.BigIntegerField()
    next_at = models.DateTimeField()
    failures = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=100, blank=True)

    def __str__(self) -> str:
        return self.hook
