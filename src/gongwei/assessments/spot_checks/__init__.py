"""抽查(电话核查): residents of a numerator are drawn by lot and asked whether the recorded service really happened."""
