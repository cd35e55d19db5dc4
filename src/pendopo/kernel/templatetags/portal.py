"""`{% load portal %}{% portal_links as links %}`: the pages of the public portal."""

from __future__ import annotations

from django import template
from django.template.context import Context

from pendopo.kernel import portal

register = template.Library()


@register.simple_tag(takes_context=True)
def portal_links(context: Context) -> list[portal.PortalLink]:
    return portal.links(context["request"].path)
