"""What the mails say, in which words, and that no content can break them."""
