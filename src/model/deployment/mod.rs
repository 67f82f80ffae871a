//! The model of a deployment: the request (PUT /hostPlatforms), the snapshot that it is checked against,
//! and the hosts as GET /hostPlatforms lists them.

mod address;
mod hostname;
mod request;
mod search;
mod witness;

pub use address::{Address, Subnet};
pub use hostname::hostname_fault;
pub use request::{Doubts, Host};
pub use search::{Ambiguous, RequestIn, find_hosts, may_contain_request};
pub use witness::{HostPlatform, HostPlatforms, normal_uuid};
