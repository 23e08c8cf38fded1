"""The rules of alerting, pure: what a new verdict, milestone or poll means given what was handled before."""
