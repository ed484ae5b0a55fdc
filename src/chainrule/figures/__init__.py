"""Floor 2: the figures of the lessons, with matplotlib."""
