//! Tools: pure state machines fed with pointer and key events, returning effects. No DOM, no signals.
