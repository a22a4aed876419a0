//! Small networks, asked.
