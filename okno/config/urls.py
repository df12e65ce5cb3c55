"""The index of the house: which place answers which address."""

from django.urls import include, path

handler400 = "okno.base.views.bad_request"
handler404 = "okno.base.views.not_found"
urlpatterns = [
    path("api/v1/", include("okno.front.api.urls")),
    path("", include("okno.base.urls")),
    path("enter/", include("okno.network.urls")),
    path("staff/", include("okno.people.urls")),
    path("ui/", include("okno.ui.urls")),
    path("kiosk/", include("okno.front.kiosk.urls")),
    path("board/", include("okno.front.board.urls")),
    path("desk/", include("okno.front.desk.urls")),
    path("office/centre/screens/look/", include("okno.front.kiosk.look_urls")),
    path("office/", include("okno.front.office.urls")),
    path("feeds/", include("okno.front.office.feed_urls")),
    path("", include("okno.front.portal.urls")),
]
