"""`docker compose` for real, on stand-ins for the images: run by `make compose-test`, not by pytest."""
