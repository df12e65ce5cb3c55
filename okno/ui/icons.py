"""Our own small set of line icons on a 24 × 24 grid; none is ever shown without a word."""

# name -> path data
PATHS = {
    "arrow-down": "M12 4v16M6 14l6 6 6-6",
    "arrow-left": "M20 12H4M10 6l-6 6 6 6",
    "arrow-right": "M4 12h16M14 6l6 6-6 6",
    "arrow-up": "M12 20V4M6 10l6-6 6 6",
    "bell": "M6 17V11a6 6 0 0 1 12 0v6l2 2H4zM10 22h4",
    "boxes": "M4 11h7v9H4zM13 11h7v9h-7zM8.5 3h7v8h-7zM7.5 11v3M16.5 11v3M12 3v3",
    "briefcase": "M3 8h18v12H3zM9 8V4h6v4M3 13h18M12 12v2.5",
    "candle": "M9 11h6v10H9zM12 11V9M12 2.5c2 2.2 2 4.5 0 5.5-2-1-2-3.3 0-5.5zM6 21h12",
    "car": "M2.5 16.5v-4.5l4-1L9 6.5h7l3 4.5 2.5 1v4.5h-2.5M5 16.5H2.5M9 16.5h6M9 11h8M5 16.5a2 2 0 1 0 4 0a2 2 0 1 0-4 0M15 16.5a2 2 0 1 0 4 0a2 2 0 1 0-4 0",
    "check": "M4 13l5 5L20 6",
    "clock": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3.5 2",
    "coffee": "M4 9h13v5a6 6 0 0 1-6 6h-1a6 6 0 0 1-6-6zM17 10h1a3 3 0 0 1 0 6h-1.5M8 3v2M12 3v2",
    "cross": "M5 5l14 14M19 5L5 19",
    "document": "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
    "door": "M6 21V3h12v18M3 21h18M14 12h.01",
    "heart": "M12 20.5L4.2 12.7a5 5 0 0 1 7.1-7L12 6.4l.7-.7a5 5 0 0 1 7.1 7z",
    "help": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM9.5 9.5a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8M12 17h.01",
    "home": "M4 11l8-7 8 7v10h-5v-6H9v6H4z",
    "info": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v6M12 7.5h.01",
    "language": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c3 3 3.5 6 3.5 9s-.5 6-3.5 9c-3-3-3.5-6-3.5-9s.5-6 3.5-9z",
    "lower": "M12 3v10M7 9l5 5 5-5M3 19h18",
    "money": "M3 7h18v11H3zM12 10a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5zM6 7v0M18 18v0",
    "offline": "M3 3l18 18M8.5 15.5a5 5 0 0 1 5-1.3M5 12a10 10 0 0 1 4.5-2.6M14.5 9.3A10 10 0 0 1 19 12M12 19h.01",
    "passport": "M5 3h14v18H5zM12 7a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM8.5 10.5h7M9 17.5h6",
    "pause": "M8 5v14M16 5v14",
    "people": "M9 5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM2.5 20c0-3.5 3-5.5 6.5-5.5s6.5 2 6.5 5.5M16 5.3a3.5 3.5 0 0 1 0 6.4M18 15c2.2.7 3.5 2.5 3.5 5",
    "person": "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.5 21c0-4 3.4-6 7.5-6s7.5 2 7.5 6",
    "phone": "M8 2.5h8v19H8zM11 18.5h2",
    "pin": "M12 22l-4.5-5H5V3h14v14h-2.5zM12 3v14M5 10h14",
    "play": "M7 4l13 8-13 8z",
    "pram": "M4 11h16a8 8 0 0 1-16 0zM12 11V3a8 8 0 0 1 8 8M8.5 18.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3zM15.5 18.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3zM4 11L2.5 7",
    "print": "M7 9V3h10v6M7 17H4V9h16v8h-3M7 14h10v7H7z",
    "return": "M9 14l-5-5 5-5M4 9h10a6 6 0 0 1 0 12h-3",
    "rings": "M9 8a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM15 8a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM7 5l2-2 2 2-2 2z",
    "route": "M6 16a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM18 2a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM9 19h7a4 4 0 0 0 0-8H8a3 3 0 0 1 0-6h7",
    "search": "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L21 21",
    "seat": "M7 4v9h9a2 2 0 0 1 2 2v6M7 13v8M7 17h11",
    "speaker": "M4 9v6h4l5 4V5L8 9zM16.5 9a4 4 0 0 1 0 6M19 6.5a8 8 0 0 1 0 11",
    "star": "M12 3l2.8 5.8 6.2.8-4.5 4.4 1.1 6.3L12 17.3l-5.6 3 1.1-6.3L3 9.6l6.2-.8z",
    "stop": "M6 6h12v12H6z",
    "suitcase": "M5 8h14v12H5zM9 8V3h6v5M9 12v4M15 12v4M8 20v1.5M16 20v1.5",
    "ticket": "M3 7h18v3.5a2 2 0 0 0 0 3.5v3H3v-3a2 2 0 0 0 0-3.5zM14.5 7v2M14.5 11v2M14.5 15v2",
    "transfer": "M4 8h14M14 4l4 4-4 4M20 16H6M10 12l-4 4 4 4",
    "video": "M3 6.5h12v11H3zM15 11l6-3.5v9L15 13",
    "warning": "M12 3.5L22 20.5H2zM12 10v5M12 17.8h.01",
}
# Those that point along the line of reading and turn round with it.
TURNS = {"arrow-left", "arrow-right", "return", "transfer", "play", "speaker"}
# A life event's drawing; a new one needs its line here, and has the paper until then.
_LIFE_EVENTS = {
    "passport": "passport",
    "birth": "pram",
    "family": "rings",
    "moving": "boxes",
    "property": "home",
    "driving": "car",
    "work": "briefcase",
    "newcomer": "suitcase",
    "care": "heart",
    "farewell": "candle",
}


def of_life_event(slug: str) -> str:
    """The name of the drawing beside a life event."""
    return _LIFE_EVENTS.get(slug, "document")
