"""What `./pendopo bench` runs: speed and memory as ratios against a floor measured in the same run, and the kills."""
