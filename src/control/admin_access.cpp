#include "control/admin_access.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "wire/header_fields.hpp"

namespace jurymast::control {
namespace {

constexpr std::string_view kScheme = "bearer ";
/// What a browser says where no page asked, or one of this very listener.
constexpr std::array<std::string_view, 2> kOwnFetchSites{"none", "same-origin"};

tl::unexpected<AdminReply> refused(int status, std::string_view code, std::string_view message) {
  return tl::unexpected(problem(status, code, message));
}

tl::unexpected<AdminReply> unauthorized() {
  return refused(401, "admin_auth", "The admin token is missing or wrong; send it as `Authorization: Bearer TOKEN`.");
}

tl::unexpected<AdminReply> paused(Duration left) {
  const auto seconds = static_cast<std::uint32_t>(std::chrono::ceil<std::chrono::seconds>(left).count());
  AdminReply reply = problem(429, "admin_wrong_tokens",
                             fmt::format("{} wrong tokens came from this address; ask again in {} s.", kWrongTokensMax, seconds));
  reply.retry_after_s = seconds;
  return tl::unexpected(std::move(reply));
}

bool asked_by_another_page(const AdminQuestion& question) {
  if (question.has_origin) return true;
  if (question.fetch_site.empty()) return false;
  return std::find(kOwnFetchSites.begin(), kOwnFetchSites.end(), question.fetch_site) == kOwnFetchSites.end();
}

/// The digest of the token that is sent; nothing where the field is another.
TokenDigest digest_of(std::string_view authorization) {
  const bool bearer =
      authorization.size() > kScheme.size() && wire::same_header_name(authorization.substr(0, kScheme.size()), kScheme);
  if (!bearer) return std::nullopt;
  return crypto::sha256(authorization.substr(kScheme.size()));
}

bool is_same(const TokenDigest& sent, const TokenDigest& known) { return sent && known && crypto::equal(*sent, *known); }

/// Every token is looked at, so that the time taken tells nothing of which it is.
const AdminToken* find_token(const AdminTokens& tokens, const TokenDigest& sent) {
  const AdminToken* found = nullptr;
  for (const AdminToken& token : tokens) {
    if (is_same(sent, token.digest)) found = &token;
  }
  return found;
}

/// `localhost` of `localhost:8081`, `::1` of `[::1]:8081`; empty where it is neither a host nor one with a port.
std::string_view host_alone(std::string_view host) {
  if (host.starts_with('[')) return host.substr(1, std::min(host.find(']'), host.size()) - 1);
  return host.substr(0, host.find(':'));
}

bool is_ip_address(std::string_view host) {
  std::array<unsigned char, sizeof(in6_addr)> address{};
  const std::string text(host);
  return ::inet_pton(AF_INET, text.c_str(), address.data()) == 1 || ::inet_pton(AF_INET6, text.c_str(), address.data()) == 1;
}

bool holds(const std::vector<std::string>& hosts, std::string_view host) {
  return std::any_of(hosts.begin(), hosts.end(), [host](const std::string& known) { return wire::same_header_name(known, host); });
}

}  // namespace

void AdminAccess::set_made(std::optional<AdminTokens> tokens) {
  made_unread_ = !tokens;
  if (tokens) made_ = std::move(*tokens);
}

bool AdminAccess::allows_host(std::string_view host) const {
  const std::string_view name = host_alone(host);
  if (holds(listener_.hosts, name) || holds(more_hosts_, name)) return true;
  return listener_.every_address && is_ip_address(name);
}

tl::expected<AdminCaller, AdminReply> AdminAccess::admit(const AdminQuestion& question, AdminMoment moment) {
  if (asked_by_another_page(question)) {
    return refused(403, "cross_origin", "The admin API answers no browser on another page's behalf.");
  }
  if (question.needed == Role::Anyone) return AdminCaller{};
  if (!allows_host(question.host)) {
    return refused(403, "host_unknown",
                   "The admin API is asked under its own address, localhost, or a name from server.admin_hosts alone.");
  }
  auto asked = caller(question, moment);
  if (!asked || may(asked->role, question.needed)) return asked;
  return refused(403, "admin_role",
                 fmt::format("This needs a token with the role {}; yours has {}.", name_of(question.needed), name_of(asked->role)));
}

tl::expected<AdminCaller, AdminReply> AdminAccess::caller(const AdminQuestion& question, AdminMoment moment) {
  if (question.authorization.empty()) return caller_without_token(question);
  const TokenDigest sent = digest_of(question.authorization);
  // Tokens that were drawn cannot be guessed: a neighbour who floods the listener with wrong ones does not lock these out.
  if (const AdminToken* const made = find_token(made_, sent)) {
    if (!made->expired(moment.wall)) return AdminCaller{made->name, made->role, sent};
    return refused(401, "admin_token_expired",
                   fmt::format("The token {} expired at {}; make another with `jurymast token create`.", made->name,
                               to_rfc3339(*made->expires_at)));
  }
  if (is_same(sent, local_)) return AdminCaller{std::string(kLocalTokenName), Role::Approve, sent};
  if (const auto left = failures_.pause_left(question.address, moment.now)) return paused(*left);
  if (is_same(sent, configured_)) return AdminCaller{std::string(kConfiguredTokenName), Role::Approve, sent};
  failures_.note(question.address, moment.now);
  return unauthorized();
}

bool AdminAccess::still_may(const TokenDigest& token, Role needed, WallTime now) const {
  if (is_same(token, local_) || is_same(token, configured_)) return true;
  const AdminToken* const made = find_token(made_, token);
  return made != nullptr && !made->expired(now) && may(made->role, needed);
}

tl::expected<AdminCaller, AdminReply> AdminAccess::caller_without_token(const AdminQuestion& question) const {
  if (question.open_at_first && listener_.local && unclaimed()) return AdminCaller{{}, Role::View};
  return unauthorized();
}

}  // namespace jurymast::control
