"""A portal that has the page to unsubscribe, for the test that asks about it."""

from django.http import HttpResponse
from django.urls import include, path

_page = path("unsubscribe/<token>/", lambda request, token: HttpResponse(), name="unsubscribe")
urlpatterns = [path("", include(([_page], "portal")))]
