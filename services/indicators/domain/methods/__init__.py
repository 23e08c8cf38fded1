"""Published methods to judge progress, one file each, as their publishers compute them."""
