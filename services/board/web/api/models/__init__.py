"""What the JSON answers hold: short forms for lists, the contracts themselves for single things."""
