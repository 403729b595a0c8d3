#include "config/address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "base/family.hpp"

namespace jurymast::config {
namespace {

constexpr std::size_t kHostBytesMax = 253;
constexpr std::size_t kLabelBytesMax = 63;
constexpr std::size_t kUnixPathBytesMax = 107;
constexpr std::size_t kUrlBytesMax = 1024;
constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kLabelChars = "abcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kPathChars = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._~-";

struct Network {
  std::uint32_t address;
  std::uint32_t mask;
};
constexpr std::array<Network, 6> kPrivateNetworks{{{0x0a000000, 0xff000000},  // 10/8
                                                   {0xac100000, 0xfff00000},  // 172.16/12
                                                   {0xc0a80000, 0xffff0000},  // 192.168/16
                                                   {0xa9fe0000, 0xffff0000},  // 169.254/16, where clouds keep metadata
                                                   {0x64400000, 0xffc00000},  // 100.64/10
                                                   {0x00000000, 0xff000000}}};  // 0/8

std::optional<std::uint32_t> ipv4(std::string_view host) {
  in_addr address{};
  if (inet_pton(AF_INET, std::string(host).c_str(), &address) != 1) return std::nullopt;
  return ntohl(address.s_addr);
}

std::optional<std::array<unsigned char, 16>> ipv6(std::string_view host) {
  std::array<unsigned char, 16> address{};
  if (inet_pton(AF_INET6, std::string(host).c_str(), address.data()) != 1) return std::nullopt;
  return address;
}

Reach reach_of_ipv4(std::uint32_t address) {
  if (address >> 24 == 127) return Reach::Loopback;
  for (const Network& network : kPrivateNetworks) {
    if ((address & network.mask) == network.address) return Reach::Private;
  }
  return Reach::Public;
}

Reach reach_of_ipv6(const std::array<unsigned char, 16>& address) {
  constexpr std::array<unsigned char, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (std::equal(kMapped.begin(), kMapped.end(), address.begin())) {
    std::uint32_t mapped = 0;
    for (std::size_t i = 12; i < 16; ++i) mapped = mapped << 8 | address[i];
    return reach_of_ipv4(mapped);
  }
  const bool zeros = std::all_of(address.begin(), address.end() - 1, [](unsigned char byte) { return byte == 0; });
  if (zeros && address[15] == 1) return Reach::Loopback;
  const bool unique_local = (address[0] & 0xfe) == 0xfc;
  const bool link_local = address[0] == 0xfe && (address[1] & 0xc0) == 0x80;
  const bool unspecified = zeros && address[15] == 0;
  return unique_local || link_local || unspecified ? Reach::Private : Reach::Public;
}

/// Dotted labels; the last must not be a number, or some resolvers would read the whole as an IPv4 address.
bool is_dns_name(std::string_view host) {
  if (host.empty() || host.size() > kHostBytesMax) return false;
  std::string_view label;
  while (true) {
    const std::size_t dot = host.find('.');
    label = host.substr(0, dot);
    const bool fits = !label.empty() && label.size() <= kLabelBytesMax && label.front() != '-' && label.back() != '-' &&
                      label.find_first_not_of(kLabelChars) == std::string_view::npos;
    if (!fits) return false;
    if (dot == std::string_view::npos) break;
    host.remove_prefix(dot + 1);
  }
  const bool hexadecimal = label.starts_with("0x");
  return !hexadecimal && label.find_first_not_of(kDigits) != std::string_view::npos;
}

std::optional<std::uint16_t> port_of(std::string_view text) {
  std::uint16_t port = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), port);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size() || text.empty()) return std::nullopt;
  return port;
}

struct HostPort {
  std::string host;
  bool bracketed = false;
  std::optional<std::string_view> port;
};

std::optional<HostPort> split_host_port(std::string_view text) {
  HostPort split;
  std::string_view rest;
  if (text.starts_with('[')) {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos) return std::nullopt;
    split.host = text.substr(1, close - 1);
    split.bracketed = true;
    rest = text.substr(close + 1);
  } else {
    const std::size_t colon = text.find(':');
    split.host = text.substr(0, colon);
    rest = colon == std::string_view::npos ? std::string_view() : text.substr(colon);
  }
  if (rest.empty()) return split;
  if (rest[0] != ':') return std::nullopt;
  split.port = rest.substr(1);
  return split;
}

Result<std::string> path_prefix_of(std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  if (path.find_first_not_of(kPathChars) != std::string_view::npos) {
    return fail(Code::Invalid, "the path holds characters other than letters, digits and /._~-");
  }
  if (path.find("//") != std::string_view::npos || path.find("/.") != std::string_view::npos) {
    return fail(Code::Invalid, "the path holds an empty or a dot segment");
  }
  for (std::size_t i = 0; i < kFamilyCount; ++i) {
    const std::string_view endpoint = path_of(static_cast<Family>(i));
    if (path.ends_with(endpoint)) {
      return fail(Code::Invalid, "the path ends in {}, which is added for each request; leave it out", endpoint);
    }
  }
  return std::string(path);
}

Result<std::string> upstream_host(const HostPort& split) {
  std::string host = split.host;
  std::transform(host.begin(), host.end(), host.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  if (host.empty()) return fail(Code::Invalid, "there is no host");
  const bool known = split.bracketed ? ipv6(host).has_value() : ipv4(host).has_value() || is_dns_name(host);
  if (!known) return fail(Code::Invalid, "the host is neither a name nor an IP address");
  return host;
}

}  // namespace

Reach reach_of(std::string_view host) {
  if (host == "localhost") return Reach::Loopback;
  if (const auto address = ipv4(host)) return reach_of_ipv4(*address);
  if (const auto address = ipv6(host)) return reach_of_ipv6(*address);
  return Reach::Public;
}

Result<ListenAddress> parse_listen(std::string_view text) {
  constexpr std::string_view kUnix = "unix:";
  if (text.starts_with(kUnix)) {
    const std::string_view path = text.substr(kUnix.size());
    if (path.starts_with('/') && path.size() <= kUnixPathBytesMax) return ListenAddress{true, std::string(path), 0};
    return fail(Code::Invalid, "a Unix socket needs an absolute path of at most {} bytes", kUnixPathBytesMax);
  }
  const std::optional<HostPort> split = split_host_port(text);
  if (!split || !split->port) return fail(Code::Invalid, "there is no port");
  const bool numeric = split->bracketed ? ipv6(split->host).has_value() : ipv4(split->host).has_value();
  if (!numeric && split->host != "localhost") {
    return fail(Code::Invalid, "the host is neither an IP address (IPv6 in brackets) nor localhost");
  }
  const std::optional<std::uint16_t> port = port_of(*split->port);
  if (!port) return fail(Code::Invalid, "the port is not a number from 0 to 65535");
  return ListenAddress{false, split->host, *port};
}

Result<policy::Origin> parse_base_url(std::string_view text) {
  policy::Origin origin;
  if (text.size() > kUrlBytesMax) return fail(Code::Invalid, "it is longer than {} bytes", kUrlBytesMax);
  const bool https = text.starts_with("https://");
  if (!https && !text.starts_with("http://")) return fail(Code::Invalid, "it begins with neither https:// nor http://");
  origin.tls = https;
  text.remove_prefix(https ? 8 : 7);
  if (text.find('#') != std::string_view::npos) return fail(Code::Invalid, "it has a fragment (#…)");
  if (text.find('?') != std::string_view::npos) return fail(Code::Invalid, "it has a query (?…)");
  const std::size_t slash = text.find('/');
  const std::string_view authority = text.substr(0, slash);
  if (authority.find('@') != std::string_view::npos) {
    return fail(Code::Invalid, "it holds a user name or password; use api_key");
  }
  const std::optional<HostPort> split = split_host_port(authority);
  if (!split) return fail(Code::Invalid, "the host cannot be read");
  Result<std::string> host = upstream_host(*split);
  if (!host) return tl::unexpected<Error>(host.error());
  origin.host = std::move(*host);
  const std::optional<std::uint16_t> port = split->port ? port_of(*split->port) : (https ? 443 : 80);
  if (!port || *port == 0) return fail(Code::Invalid, "the port is not a number from 1 to 65535");
  origin.port = *port;
  Result<std::string> prefix =
      path_prefix_of(slash == std::string_view::npos ? std::string_view() : text.substr(slash));
  if (!prefix) return tl::unexpected<Error>(prefix.error());
  origin.path_prefix = std::move(*prefix);
  return origin;
}

}  // namespace jurymast::config
