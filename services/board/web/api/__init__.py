"""The same facts as JSON under /api/v1/, described by OpenAPI."""
