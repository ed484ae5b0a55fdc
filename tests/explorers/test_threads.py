"""JupyterLab answers sliders in a thread of their own, beside the cells: each picture must be of one moment."""

from threading import Thread

from chainrule.explorers import explorer as module
from chainrule.explorers.activations import explore_activation, explore_comparison


def shown(explorer):
    return explorer.canvas.background, *explorer.canvas.layers, explorer.canvas.description


def test_slider_moved_while_frames_are_drawn_in_another_thread_shows_its_own_moment(monkeypatch):
    monkeypatch.setattr(module, "SLICE", 0.001)
    explorer = explore_comparison()

    def fill():
        frames = explorer._fill()
        while explorer._fill_a_while(frames, explorer._turn):
            pass

    for z in (-5.0, 1.5, 3.0):
        filling = Thread(target=fill)
        filling.start()
        for ticked in (True, False, True, False):
            explorer.controls["elu"].value = ticked
            explorer.controls["z"].value = z if not ticked else 0.0
        filling.join()
        assert shown(explorer) == shown(explore_comparison(z=z))


def test_two_explorers_in_two_threads_do_not_disturb_each_other():
    explorers = explore_activation(z=1.0), explore_activation("tanh", z=1.0)

    def drag(explorer):
        for i in range(15):
            explorer.controls["activation"].value = list(explorer.controls["activation"].options)[i % 3][1]
            explorer.controls["z"].value = i / 10

    threads = [Thread(target=drag, args=[explorer]) for explorer in explorers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert shown(explorers[0]) == shown(explorers[1])
