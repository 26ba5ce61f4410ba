"""An e-mail on its way out: kept with what causes it, sent afterwards."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

WAITING = Q(sent_at=None, given_up_at=None)


class MailQuerySet(models.QuerySet["Mail"]):
    def waiting(self) -> Self:
        """Neither sent nor given up."""
        return self.filter(WAITING)

    def due(self, now: datetime) -> Self:
        """To be sent now, by whoever claims it first."""
        free = Q(claimed_until=None) | Q(claimed_until__lte=now)
        return self.waiting().filter(free, due_at__lte=now, expires_at__gt=now)

    def expired(self, now: datetime) -> Self:
        """No longer worth sending."""
        return self.waiting().filter(expires_at__lte=now)


class Mail(models.Model):
    """One e-mail to one or several addresses.

    `kind` says what it is about, as a word of ours or "" for what others send, since a subject may
    hold a code. `content` is what a mail is made of, as `courseapp.outbox.messages` keeps it, and
    goes as soon as the mail is sent or given up. Whoever sends it has it to themself until
    `claimed_until`; a claim that was never brought to its end is void then.
    """

    to = models.TextField(_("to"))
    kind = models.CharField(_("kind"), max_length=80, blank=True)
    content = models.JSONField(null=True)
    queued_at = models.DateTimeField(_("queued (UTC)"))
    expires_at = models.DateTimeField(_("of use until (UTC)"))
    due_at = models.DateTimeField(_("next try (UTC)"))
    claimed_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveIntegerField(_("tries"), default=0)
    last_error = models.TextField(_("last error"), blank=True)
    sent_at = models.DateTimeField(_("sent (UTC)"), null=True, blank=True)
    given_up_at = models.DateTimeField(_("given up (UTC)"), null=True, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("e-mail")
        verbose_name_plural = _("e-mails")
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(given_up_at=None), name="mail_sent_or_given_up"
            ),
            models.CheckConstraint(
                condition=(WAITING & Q(content__isnull=False))
                | (~WAITING & Q(content__isnull=True)),
                name="mail_has_content_while_it_waits",
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=WAITING, name="mail_waiting")]

    def __str__(self) -> str:
        return f"{self.kind or 'e-mail'} {self.pk}"
