"""The pages by address: each reads, then renders."""
