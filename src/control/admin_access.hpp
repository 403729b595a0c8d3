#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "control/admin_route.hpp"

namespace jurymast::control {

/// SHA-256 of the admin token; absent where none is configured.
using TokenDigest = std::optional<std::array<unsigned char, 32>>;

/// Whoever asks, and what that lets them do.
struct AdminCaller {
  std::string name;  ///< of the token; empty: none was needed
  Role role = Role::Anyone;
};

/// Who may use the admin listener.
class AdminAccess {
 public:
  AdminAccess() = default;
  explicit AdminAccess(TokenDigest configured) : configured_(configured) {}
  /// Who it is that sends this `Authorization` field; role Anyone where it is missing or wrong.
  AdminCaller caller(std::string_view authorization) const;

 private:
  TokenDigest configured_;
};

}  // namespace jurymast::control
