"""What the tests of figures share: the last figure that was shown, without drawing its pixels."""

import IPython.display
import pytest

from chainrule.figures import pictures


class Shown:
    """What `show` displayed last: the figure, and the bundle with its words."""

    figure = bundle = metadata = None

    @property
    def words(self):
        return self.bundle["text/plain"].partition("\n")[2]


@pytest.fixture
def shown(monkeypatch):
    """Catch what is displayed; pixels are left out, because drawing them is slow and no claim is about them."""
    last = Shown()

    def display(bundle, *, metadata, raw):
        assert raw
        last.bundle, last.metadata = bundle, metadata

    def png(figure):
        last.figure = figure
        return b"pixels"

    monkeypatch.setattr(IPython.display, "display", display)
    monkeypatch.setattr(pictures, "png", png)
    monkeypatch.setattr(pictures, "still", lambda *given: "")
    return last
