//! Snapshots in, designs out.
