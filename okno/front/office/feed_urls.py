"""The index of what programs read of the office without signing in: calendars, by their secret address."""

from django.urls import path

from okno.base import access
from okno.front.office import feeds

app_name = "feeds"
urlpatterns = [
    path("<str:token>/okno.ics", access.visitor(feeds.feed), name="feed"),
]
