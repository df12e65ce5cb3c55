"""{% live "hall:3" %}: a part of the page that asks for itself again when nudged."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()
_COVER = "every 30s"  # covers a nudge that was lost (docs/decisions/0006)


@register.simple_tag
def live(topic: str, url: str) -> SafeString:
    """The attributes of an element that shows `url` and asks for it again when `topic` is nudged.

    The page must also follow the topic: `okno.base.context.follow(request, topic)` in the view.
    """
    return format_html(
        'hx-get="{}" hx-trigger="okno:{} from:body, okno:* from:body, {}" hx-swap="outerHTML"'
        ' hx-target="this" data-live="{}"',
        url,
        topic,
        _COVER,
        topic,
    )
