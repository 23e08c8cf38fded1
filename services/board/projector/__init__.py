"""From Kafka to PostgreSQL: every record of the board's topics becomes rows, in one transaction with its offset."""
