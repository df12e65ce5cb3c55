"""Where a phone or a browser says that it is: to show what is near, or to prove that its person has come."""

from django.http import HttpRequest


def where(request: HttpRequest) -> tuple[float, float] | None:
    """Degrees north and east, which are not kept; None when nothing was said or it is no place."""
    try:
        lat, lon = float(request.POST.get("lat", "")), float(request.POST.get("lon", ""))
    except ValueError:
        return None
    return (lat, lon) if -90 <= lat <= 90 and -180 <= lon <= 180 else None
