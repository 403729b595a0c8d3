#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "control/admin_route.hpp"
#include "crypto/digest.hpp"

namespace jurymast::control {

inline constexpr std::size_t kAdminTokensMax = 64;
inline constexpr std::size_t kAdminTokenNameBytesMax = 64;
/// Who the token of the configuration and the gateway's own belong to, in records; no made token has these names.
inline constexpr std::string_view kConfiguredTokenName = "configured";
inline constexpr std::string_view kLocalTokenName = "local";

/// One bearer token that a person made for the admin API; the token itself is kept nowhere.
struct AdminToken {
  std::string name;
  Role role = Role::View;
  crypto::Digest digest{};  ///< SHA-256 of the token, which is drawn from 256 random bits
  WallTime created_at{};
  std::optional<WallTime> expires_at{};  ///< nothing: it does not

  bool expired(WallTime now) const { return expires_at && now >= *expires_at; }
  friend bool operator==(const AdminToken&, const AdminToken&) = default;
};
using AdminTokens = std::vector<AdminToken>;

/// The role of that name that a token may have; nothing for any other word.
std::optional<Role> token_role_named(std::string_view name);

/// The file's text: a token a line, its name, role, SHA-256, creation and expiry with a blank between them.
std::string render(const AdminTokens& tokens);
/// Reads such a text; fails with Corrupt and the line where anything about it is not as it is written.
Result<AdminTokens> read_tokens(std::string_view text);
/// One token more; fails where its name is none or taken, or there are kAdminTokensMax.
Result<void> add_token(AdminTokens& tokens, AdminToken token);
/// One token less; fails with NotFound where there is none of that name.
Result<void> remove_token(AdminTokens& tokens, std::string_view name);

}  // namespace jurymast::control
