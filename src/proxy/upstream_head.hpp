#pragma once
#include <string>
#include <string_view>

#include "policy/snapshot.hpp"
#include "proxy/live_snapshot.hpp"

namespace jurymast::proxy {

/// What of a client's request an upstream's head is made from.
struct UpstreamHeadInput {
  std::string_view method;
  std::string_view path;           ///< below the target's prefix, query included: "/chat/completions"
  std::string_view operation_id;
  std::string_view hops;           ///< the hop field to send: the ids seen, and ours
  std::string_view forwarded;      ///< the client's listed fields as header lines, each with its CRLF
  bool streamed = false;
  bool has_body = true;
  std::size_t body_bytes = 0;
  bool placeholder_key = false;  ///< a probe's: kPlaceholderKey in place of the target's key, also where it has none
};

/// What no provider takes for a key.
inline constexpr std::string_view kPlaceholderKey = "<API_KEY_PLACEHOLDER>";

/// The complete head of an upstream request, built from nothing but the configuration, our own framing and the forwarded lines.
std::string upstream_head(const policy::Target& target, const LiveTarget& live, const UpstreamHeadInput& input);

}  // namespace jurymast::proxy
