"""The index of the board."""

app_name = "board"
urlpatterns: list = []
