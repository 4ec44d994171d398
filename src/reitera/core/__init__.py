"""What every other package stands on: errors, the clock, recording and events, visibility."""
