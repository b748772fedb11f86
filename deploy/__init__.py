"""What the product is run and tried with. Nothing under `services` or `shared` may need it to start."""
