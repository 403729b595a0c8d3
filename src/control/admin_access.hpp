#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "control/admin_failures.hpp"
#include "control/admin_reply.hpp"
#include "control/admin_route.hpp"
#include "control/admin_token.hpp"

namespace jurymast::control {

/// Whoever asks, and what that lets them do.
struct AdminCaller {
  std::string name;  ///< of the token; empty: none was needed
  Role role = Role::Anyone;
  TokenDigest token{};  ///< what they showed
};

/// What the head of a request says of who asks, and what the route asks of them.
struct AdminQuestion {
  std::string_view authorization{};
  std::string_view host{};
  std::string_view fetch_site{};  ///< of `Sec-Fetch-Site`; empty: it is no browser that sends it
  bool has_origin = false;
  std::string address{};  ///< the client's; empty on a Unix socket
  Role needed = Role::View;
  bool open_at_first = false;
};

/// Now, on both clocks: tokens expire by the one, waits are measured on the other.
struct AdminMoment {
  WallTime wall;
  MonotonicTime now;
};

/// Who may use the admin listener: the one gate before every route.
class AdminAccess {
 public:
  /// What stays as it is while the listener is open.
  struct Listener {
    std::vector<std::string> hosts{};  ///< names and addresses that `Host` may have, without port
    bool every_address = false;        ///< it listens on all of them: `Host` may be any IP address as well
    bool local = false;                ///< nobody but this machine reaches it
  };
  AdminAccess() = default;
  explicit AdminAccess(Listener listener) : listener_(std::move(listener)) {}

  /// The token of the configuration, which has the role approve.
  void set_configured(TokenDigest digest) { configured_ = digest; }
  /// The token that the gateway made for the commands of this machine, which has the role approve.
  void set_local(TokenDigest digest) { local_ = digest; }
  /// The tokens that people made, in place of those before; nothing: nobody can say which there are, and those before stand.
  void set_made(std::optional<AdminTokens> tokens);
  /// Names that `Host` may have as well, in place of those before.
  void set_more_hosts(std::vector<std::string> names) { more_hosts_ = std::move(names); }

  /// Who asks; or the refusal that is the whole answer.
  tl::expected<AdminCaller, AdminReply> admit(const AdminQuestion& question, AdminMoment moment);
  /// Whether a token that was admitted still has a role that may do what the other may: it can be revoked, and can expire.
  bool still_may(const TokenDigest& token, Role needed, WallTime now) const;

 private:
  bool allows_host(std::string_view host) const;
  /// Whether nobody has configured or made a token yet.
  bool unclaimed() const { return !configured_ && made_.empty() && !made_unread_; }
  tl::expected<AdminCaller, AdminReply> caller(const AdminQuestion& question, AdminMoment moment);
  tl::expected<AdminCaller, AdminReply> caller_without_token(const AdminQuestion& question) const;

  Listener listener_;
  std::vector<std::string> more_hosts_;
  TokenDigest configured_;
  TokenDigest local_;
  AdminTokens made_;
  bool made_unread_ = false;
  AdminFailures failures_;
};

}  // namespace jurymast::control
