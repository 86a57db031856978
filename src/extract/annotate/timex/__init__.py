"""Time expressions: grammar finds them, context and resolve say what they mean, periods is the calendar."""
