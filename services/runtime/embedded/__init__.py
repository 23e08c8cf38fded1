"""Servers Koers can run by itself on one machine: a mock broker, PostgreSQL and a real Apache Kafka."""
