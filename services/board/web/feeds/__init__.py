"""What a program follows for a reader: news as Atom, dates as a calendar."""
