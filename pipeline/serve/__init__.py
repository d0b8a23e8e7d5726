"""The page where people check: a run's documents beside what was read from them."""
