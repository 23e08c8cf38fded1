"""Level-triggered repair: what is behind is computed again, so that no result depends on an event being seen."""
