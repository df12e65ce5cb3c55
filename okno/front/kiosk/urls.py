"""The index of the kiosk."""

app_name = "kiosk"
urlpatterns: list = []
