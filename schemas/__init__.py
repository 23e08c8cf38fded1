"""The contracts of Koers: what travels on Kafka and what the agenda may say, as frozen pydantic models."""
