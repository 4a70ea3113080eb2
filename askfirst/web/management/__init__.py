"""What `make` asks of Django about the interface."""
