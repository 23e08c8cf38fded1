"""Pictures of mails as readers see them: a command for people, not a test."""
