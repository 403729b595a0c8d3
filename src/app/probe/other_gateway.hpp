#pragma once
#include <string>

#include "app/probe/smoke_direct.hpp"
#include "base/result.hpp"
#include "config/secret_source.hpp"
#include "evidence/smoke_verdict.hpp"
#include "policy/snapshot.hpp"

namespace jurymast::app {

/// A gateway of somebody else's, which an application's requests take. It is looked at from outside alone.
struct OtherGateway {
  std::string address;    ///< as records and reports name it
  policy::Target target;  ///< where it is, and its key; it is asked in the application's own dialect
};

/// What a command line says of another gateway.
struct OtherGatewayAsk {
  std::string address;  ///< empty: none
  std::string key;      ///< `env:NAME` or `file:PATH`; empty: it is asked without a key
};

/// An address as records name it; fails with Invalid where it is none, or holds what a record cannot.
Result<std::string> via_address(const std::string& text);
/// Reads the key; fails with Invalid and what is wrong with address or key, of which nothing is repeated.
Result<OtherGateway> other_gateway(const OtherGatewayAsk& ask, config::SecretSource& secrets);

/// Sends a check as an application would send its request there, with what is wrong with it put in by ourselves. Fails where no answer came.
Result<evidence::CheckSeen> ask_other_gateway(const OtherGateway& gateway, const DirectQuestion& question, Clock& clock);

/// What cannot be seen of a check that took this way.
inline constexpr std::string_view kNotSeenFromOutside =
    "Not seen from outside of that gateway: who answered, how often it tried, whether a fallback served, and what it wrote down.";

}  // namespace jurymast::app
