"""The contracts beyond one model: AsyncAPI of all topics, and what a release has promised to later ones."""
