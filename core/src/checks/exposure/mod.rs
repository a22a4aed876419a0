//! Open to more than is wanted.

pub(super) mod admin_port_open;
pub(super) mod database_in_public_subnet;
pub(super) mod private_by_name_only;
