"""Planning: what a day looks like, days that happened, and how a day went."""
