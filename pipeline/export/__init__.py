"""What people take away from the tables."""
