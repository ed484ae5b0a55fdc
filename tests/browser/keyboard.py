"""Operate an explorer by keyboard alone, and hold its picture, its words and its caption against what was pressed."""

import itertools

SLIDER, MENU, TICK = ".widget-slider", ".widget-dropdown select", "input[type=checkbox]"
TEXT, NUMBER, NEXT = ".widget-text input[type=text]", ".widget-text input[type=number]", ".chainrule-stepper button"
FOCUSABLE = "[role=slider], .widget-readout, select, input, button, [tabindex='0']"
SELECT_ALL = "ControlOrMeta+a"


def operate(notebook, explorer):
    """Operate every control of an explorer, with each entry of each menu, then Reset."""
    keys = Keys(notebook, explorer)
    first, screenshot = keys.now, keys.screenshot()
    keys.check_tab_order()
    for slider in keys.shown(SLIDER):
        keys.slide_somewhere(slider)
    for box in keys.shown(TICK):
        keys.tick(box)
    for field, typed in zip(keys.shown(TEXT), ("z * exp(-z**2)", "cos(z)"), strict=False):
        keys.type(field, typed)
    for field in keys.shown(NUMBER):
        keys.type(field, f"{float(field.input_value()) + 0.25:g}")
    if keys.shown(NEXT):
        keys.step()
    for menu in keys.shown(MENU):
        keys.choose(menu)
    keys.move_away()
    assert keys.screenshot() != screenshot
    keys.reset(first)


def glance(notebook, explorer):
    """Move the first slider to an end, see another picture and hear other words."""
    keys = Keys(notebook, explorer)
    first, said = keys.now, keys.said()
    keys.move_away()
    assert keys.now["picture"] != first["picture"]
    assert keys.said() != said


class Keys:
    """A learner's hands on the keyboard, at one explorer of a notebook; `.now` is what it shows."""

    def __init__(self, notebook, explorer):
        self.notebook, self.explorer, self.page = notebook, explorer, notebook.page
        self.now = notebook.settle(explorer)

    def shown(self, selector):
        """The visible controls of one kind."""
        return [control for control in self.explorer.locator(selector).all() if control.is_visible()]

    def screenshot(self):
        return self.explorer.locator(".chainrule-picture").first.screenshot()

    def press(self, key, parts=("picture", "words", "table")):
        """Press a key; tell whether it moved a control, and if so, wait until one of these parts has changed with it."""
        old = self.now
        self.page.keyboard.press(key)
        self.settle({part: old[part] for part in (*parts, "values")})
        return self.now["values"] != old["values"]

    def settle(self, old):
        self.now = self.notebook.settle(self.explorer, old)
        assert self.now["words"] and self.now["words"] == self.now["caption"]

    def said(self):
        """What is said now, in the text alternative and in a table beside the picture."""
        return self.now["words"], self.now["table"]

    def press_and_hear(self, key):
        """Press a key that must move a control and change what is said."""
        said = self.said()
        assert self.press(key, parts=("words", "table"))  # a picture may move by itself, while a race is on
        assert self.said() != said

    def go_back(self, key, goal):
        """Press a key that must bring back what was shown before."""
        self.page.keyboard.press(key)
        self.now = self.notebook.settle(self.explorer, goal=goal)

    def check_tab_order(self):
        """Tab visits every control that is shown, in order."""
        controls = self.shown(FOCUSABLE)
        controls[0].focus()
        for previous, _ in itertools.pairwise(controls):
            assert previous.evaluate("control => control === document.activeElement")
            self.page.keyboard.press("Tab")
        assert controls[-1].evaluate("control => control === document.activeElement")

    def slide(self, slider):
        """Move a slider to both ends and a step back, then type where it was; give all that was said."""
        name = slider.locator("label").text_content()
        assert name
        readout = slider.locator(".widget-readout")
        said, pictures, first = {self.said()}, {self.now["picture"]}, readout.text_content()
        self.explorer.get_by_role("slider", name=name, exact=True).focus()
        for key in ("Home", "End", "ArrowLeft"):
            self.press(key)
            said.add(self.said())
            pictures.add(self.now["picture"])
        assert len(pictures) > 1
        if readout.text_content() != first:
            readout.focus()
            self.page.keyboard.press(SELECT_ALL)
            self.page.keyboard.type(first.replace("−", "-"))
            self.type_enter()
        return said

    def type_enter(self):
        """Press Enter after something was typed: only then it counts."""
        before = {part: self.now[part] for part in ("picture", "words", "table")}
        self.page.keyboard.press("Enter")
        self.settle(before)

    def tick(self, box):
        """Tick a box and tick it back."""
        assert (
            self.explorer.get_by_role("checkbox", name=box.locator("xpath=..").text_content(), exact=True).count() == 1
        )
        before = self.now
        box.focus()
        self.press_and_hear("Space")
        self.go_back("Space", before)

    def type(self, field, text):
        """Type something else into a field."""
        said = self.said()
        field.focus()
        self.page.keyboard.press(SELECT_ALL)
        self.page.keyboard.type(text)
        self.type_enter()
        assert self.said() != said

    def choose(self, menu):
        """Walk through a menu, and move the sliders that an entry brings with it."""
        label = menu.locator("xpath=../label").text_content()
        assert self.explorer.get_by_role("combobox", name=label, exact=True).count() == 1
        entries, usual = menu.locator("option").count(), len(self.shown(SLIDER))
        pictures = set()
        self.go("z", "Home")  # at z = 0 some activations look the same
        self.go("step", "Home")  # before the first step the words say which activations there are
        menu.focus()
        if menu.evaluate("menu => menu.selectedIndex"):
            self.press_and_hear("Home")
        for _ in range(entries - 1):
            menu.focus()
            self.press_and_hear("ArrowDown")
            for slider in self.shown(SLIDER)[usual:]:
                self.slide_somewhere(slider)
            self.go("step", "End")
            pictures.add(self.now["picture"])
            self.go("step", "Home")
        assert len(pictures) >= min(2, entries - 1)  # that two entries differ was heard above

    def go(self, name, key):
        """Move a slider, if there is one of that name."""
        slider = self.explorer.get_by_role("slider", name=name, exact=True)
        if slider.count():
            slider.focus()
            self.press(key)

    def slide_somewhere(self, slider):
        """Move a slider; if that of a shape is not heard at this z, then at another."""
        if len(self.slide(slider)) > 1:
            return
        for key in ("Home", "End"):
            self.go("z", key)
            if len(self.slide(slider)) > 1:
                return
        raise AssertionError("the slider moved, but nothing of it was said")

    def step(self):
        """Go a step on and back."""
        before = self.now
        self.explorer.get_by_role("button", name="Next").focus()
        self.press_and_hear("Enter")
        self.explorer.get_by_role("button", name="Back").focus()
        self.go_back("Enter", before)

    def move_away(self):
        """Move the first slider to an end where it is not."""
        self.explorer.get_by_role("slider").first.focus()
        assert self.press("Home") or self.press("End")

    def reset(self, first):
        """Press Reset: everything is as it was at first."""
        self.explorer.get_by_role("button", name="Reset").focus()
        self.page.wait_for_timeout(300)  # ipywidgets sends one change at a time, and a click overtakes what still waits
        self.go_back("Enter", first)
