#pragma once
#include <boost/asio/ip/address.hpp>

namespace jurymast::http {

/// True if an upstream may resolve to that address without `allow_private`: public addresses and loopback. Private, link-local, shared,
/// unspecified, multicast, reserved and cloud metadata addresses are not; an IPv4 address inside an IPv6 one is judged as what it is.
bool is_allowed_address(const boost::asio::ip::address& address);

}  // namespace jurymast::http
