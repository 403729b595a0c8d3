#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "policy/snapshot.hpp"

namespace jurymast::config {

/// How far a host reaches, as far as its spelling alone tells.
enum class Reach : unsigned char { Loopback, Private, Public };

/// The reach of a host name or IP address; a name other than `localhost` counts as public.
Reach reach_of(std::string_view host);

/// Where a listener binds.
struct ListenAddress {
  bool unix_socket = false;
  std::string host;  ///< without brackets
  std::uint16_t port = 0;

  /// True where only this machine can connect.
  bool is_local() const { return unix_socket || reach_of(host) == Reach::Loopback; }
};

/// Reads `host:port`, `[v6]:port` or `unix:/path`; the host is an IP address or `localhost`.
Result<ListenAddress> parse_listen(std::string_view text);

/// Reads a base URL into scheme, host, port and path. The errors never repeat the text, which may hold credentials.
Result<policy::Origin> parse_base_url(std::string_view text);

}  // namespace jurymast::config
