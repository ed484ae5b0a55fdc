"""Floor 3: figures that a learner moves, with ipywidgets."""
