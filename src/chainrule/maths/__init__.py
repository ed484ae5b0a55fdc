"""Floor 1: functions, networks, theory and training, with numpy only."""
