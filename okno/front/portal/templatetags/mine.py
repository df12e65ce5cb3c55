"""What the pages of the portal ask about accounts: `{% load mine %}`."""

from django import template
from django.conf import settings
from django.template import Context

from okno.front.portal.account import account_of
from okno.people.models import Account

register = template.Library()


@register.simple_tag
def has_doors() -> bool:
    """Whether anybody may sign in at all."""
    return bool(settings.OPENID)


@register.simple_tag(takes_context=True)
def signed_in_account(context: Context) -> Account | None:
    """The account that is signed in in this browser, or None."""
    return account_of(context["request"])
