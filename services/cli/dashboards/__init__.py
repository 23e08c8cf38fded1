"""Grafana's dashboards as code: generated, committed, provisioned under fixed uids."""
