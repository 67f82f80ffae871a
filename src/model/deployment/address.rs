//! Addresses of hosts and their subnets.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::Host;

/// The address of a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Address(pub IpAddr);

impl Address {
    /// Parses an address. `None` if the text is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        text.trim().parse().ok().map(Self)
    }
}

/// A subnet: the length of its prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subnet {
    prefix: u32,
}

impl Subnet {
    /// Returns the subnet of an IPv4 mask. `None` if the text is no mask.
    #[must_use]
    pub fn of_mask(mask: &str) -> Option<Self> {
        let bits = mask.trim().parse::<Ipv4Addr>().ok()?.to_bits();
        (bits.leading_ones() + bits.trailing_zeros() >= 32)
            .then_some(Self { prefix: bits.leading_ones() })
    }

    /// Returns the subnet of a prefix length for `address`. `None` if the length is out of range.
    #[must_use]
    pub fn of_prefix(prefix: &str, address: IpAddr) -> Option<Self> {
        let most = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.trim().parse().ok().filter(|prefix| *prefix <= most)?;
        Some(Self { prefix })
    }

    /// Returns whether both addresses are in the same subnet of this size. Addresses of different
    /// versions are not.
    #[must_use]
    pub fn joins(self, one: IpAddr, other: IpAddr) -> bool {
        match (one, other) {
            (IpAddr::V4(one), IpAddr::V4(other)) => {
                let differing = (one.to_bits() ^ other.to_bits()).leading_zeros();
                differing >= self.prefix.min(32)
            }
            (IpAddr::V6(one), IpAddr::V6(other)) => {
                let differing = (one.to_bits() ^ other.to_bits()).leading_zeros();
                differing >= self.prefix.min(128)
            }
            _ => false,
        }
    }
}

/// Returns whether a gateway is link-local, and so outside of the subnet by design.
fn is_link_local(address: IpAddr) -> bool {
    matches!(address, IpAddr::V6(address) if Ipv6Addr::is_unicast_link_local(&address))
}

impl Host<'_> {
    /// Returns the subnet of the host: of its mask, or else of its prefix length.
    #[must_use]
    pub fn subnet(&self, address: IpAddr) -> Option<Subnet> {
        let mask = self.network_text("subnetMask").filter(|_| address.is_ipv4());
        mask.and_then(|mask| Subnet::of_mask(&mask)).or_else(|| {
            let prefix = self.network("prefixLength")?;
            let text = prefix.as_str().map(std::borrow::Cow::into_owned);
            let text = text.or_else(|| prefix.number_text().map(str::to_owned))?;
            Subnet::of_prefix(&text, address)
        })
    }

    /// Returns whether the gateway is certainly outside of the subnet of the host.
    #[must_use]
    pub fn has_foreign_gateway(&self) -> bool {
        let address = |name| self.network_text(name).and_then(|text| Address::parse(&text));
        let (Some(Address(own)), Some(Address(gateway))) =
            (address("ipAddress"), address("gateway"))
        else {
            return false;
        };
        !is_link_local(gateway)
            && self.subnet(own).is_some_and(|subnet| !subnet.joins(own, gateway))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subnets_join_addresses_of_one_prefix() {
        let address = |text: &str| Address::parse(text).unwrap().0;
        let mask = |text: &str| Subnet::of_mask(text).unwrap();
        assert!(mask("255.255.255.0").joins(address("10.0.0.5"), address("10.0.0.1")));
        assert!(!mask("255.255.255.0").joins(address("10.0.0.5"), address("10.0.1.1")));
        assert!(mask("0.0.0.0").joins(address("10.0.0.5"), address("192.168.1.1")));
        assert!(!mask("255.255.255.255").joins(address("10.0.0.5"), address("10.0.0.4")));
        for text in ["255.0.255.0", "255.255.255", "24", ""] {
            assert_eq!(Subnet::of_mask(text), None, "{text}");
        }
        let six = |prefix: &str| Subnet::of_prefix(prefix, address("fd00::5"));
        assert!(six("64").unwrap().joins(address("fd00::5"), address("fd00::1")));
        assert!(!six("64").unwrap().joins(address("fd00::5"), address("fd00:0:0:1::1")));
        assert_eq!(six("129"), None);
        assert!(!six("0").unwrap().joins(address("fd00::5"), address("10.0.0.1")));
    }
}
