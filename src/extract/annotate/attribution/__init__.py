"""Who says what: `rules` finds source, cue and content; `qualities` reads the rest from these spans."""
