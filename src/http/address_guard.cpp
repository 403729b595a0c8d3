#include "http/address_guard.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace jurymast::http {
namespace {

using boost::asio::ip::address;
using boost::asio::ip::address_v4;
using boost::asio::ip::address_v6;

struct Block4 {
  std::uint32_t network;
  unsigned prefix_bits;
};

constexpr std::uint32_t quad(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
  return a << 24 | b << 16 | c << 8 | d;
}

constexpr std::array kForbidden4{
    Block4{quad(0, 0, 0, 0), 8},         // this host
    Block4{quad(10, 0, 0, 0), 8},        // private
    Block4{quad(100, 64, 0, 0), 10},     // shared by carriers; Alibaba's metadata
    Block4{quad(168, 63, 129, 16), 32},  // Azure's metadata
    Block4{quad(169, 254, 0, 0), 16},    // link-local; most clouds' metadata
    Block4{quad(172, 16, 0, 0), 12},     // private
    Block4{quad(192, 0, 0, 0), 24},      // protocol assignments; Oracle's metadata
    Block4{quad(192, 168, 0, 0), 16},    // private
    Block4{quad(198, 18, 0, 0), 15},     // benchmarks
    Block4{quad(224, 0, 0, 0), 4},       // multicast
    Block4{quad(240, 0, 0, 0), 4},       // reserved and broadcast
};

bool is_allowed(const address_v4& v4) {
  const std::uint32_t value = v4.to_uint();
  return std::none_of(kForbidden4.begin(), kForbidden4.end(), [value](const Block4& block) {
    return (value ^ block.network) >> (32 - block.prefix_bits) == 0;
  });
}

/// Where an IPv6 address only wraps an IPv4 one: mapped, compatible, or translated by NAT64.
bool wraps_v4(const address_v6::bytes_type& bytes) {
  constexpr std::array<unsigned char, 12> kNat64{0x00, 0x64, 0xff, 0x9b};
  constexpr std::array<unsigned char, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  constexpr std::array<unsigned char, 12> kCompatible{};
  const auto begins_with = [&bytes](const auto& prefix) { return std::equal(prefix.begin(), prefix.end(), bytes.begin()); };
  return begins_with(kMapped) || begins_with(kNat64) || begins_with(kCompatible);
}

bool is_allowed(const address_v6& v6) {
  if (v6.is_loopback()) return true;
  const address_v6::bytes_type bytes = v6.to_bytes();
  if (wraps_v4(bytes)) return is_allowed_address(address_v4({bytes[12], bytes[13], bytes[14], bytes[15]}));
  const bool unique_local = (bytes[0] & 0xfe) == 0xfc;
  const bool site_local = bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0xc0;
  return !unique_local && !site_local && !v6.is_link_local() && !v6.is_multicast() && !v6.is_unspecified();
}

}  // namespace

bool is_allowed_address(const address& address) {
  if (address.is_v6()) return is_allowed(address.to_v6());
  return address.to_v4().is_loopback() || is_allowed(address.to_v4());
}

}  // namespace jurymast::http
