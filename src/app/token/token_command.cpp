#include "app/token/token_command.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "app/exit_code.hpp"
#include "app/status/status_config.hpp"
#include "app/token/token_watch.hpp"
#include "base/units.hpp"
#include "store/token_file.hpp"

namespace jurymast::app {
namespace {

using control::AdminToken;
using control::AdminTokens;

int complain(const Error& error, std::FILE* err) {
  fmt::print(err, "jurymast token: {}{}", error.message, error.message.ends_with('\n') ? "" : "\n");
  const bool refused =
      error.code == Code::Invalid || error.code == Code::NotFound || error.code == Code::Exists || error.code == Code::Exhausted;
  return refused ? kUsage : kToolFailed;
}

Result<std::string> state_of(const std::string& config) {
  return read_config_for_looking(config).map([](const policy::Snapshot& snapshot) { return snapshot.server.state; });
}

Result<std::optional<WallTime>> expiry_of(const std::string& expires, WallTime now) {
  if (expires.empty()) return std::optional<WallTime>();
  const auto after = parse_duration(expires);
  if (!after) return fail(Code::Invalid, "--expires: {}", after.error().message);
  if (*after <= Duration(0) || *after > kTokenTimeMax) {
    return fail(Code::Invalid, "--expires: a token is good for more than nothing and at most {}", to_text(kTokenTimeMax));
  }
  return std::optional(now + *after);
}

/// The table with `change` made to it.
Result<std::string> changed(const std::string& text, const std::function<Result<void>(AdminTokens&)>& change) {
  auto tokens = control::read_tokens(text);
  if (!tokens) return tl::unexpected(tokens.error());
  if (const auto done = change(*tokens); !done) return tl::unexpected(done.error());
  return render(*tokens);
}

Result<void> change_tokens(const std::string& config, const std::function<Result<void>(AdminTokens&)>& change) {
  const auto state = state_of(config);
  if (!state) return tl::unexpected(state.error());
  return store::change_token_file(*state, [&](const std::string& text) { return changed(text, change); });
}

Result<AdminToken> token_asked_for(const TokenCreateOptions& options, WallTime now) {
  const auto role = control::token_role_named(options.role);
  if (!role) return fail(Code::Invalid, "--role is none of report, view, operate and approve");
  const auto expires_at = expiry_of(options.expires, now);
  if (!expires_at) return tl::unexpected(expires_at.error());
  return AdminToken{.name = options.name, .role = *role, .created_at = now, .expires_at = *expires_at};
}

std::string expiry_words(const AdminToken& token, WallTime now) {
  if (!token.expires_at) return "never";
  return to_rfc3339(*token.expires_at) + (token.expired(now) ? " (expired)" : "");
}

std::string table_text(const AdminTokens& tokens, WallTime now) {
  if (tokens.empty()) return "no token was made yet; make one with: jurymast token create NAME --role view\n";
  std::string text = fmt::format("{:<24} {:<8} {:<28} {}\n", "NAME", "ROLE", "CREATED", "EXPIRES");
  for (const AdminToken& token : tokens) {
    text += fmt::format("{:<24} {:<8} {:<28} {}\n", token.name, name_of(token.role), to_rfc3339(token.created_at),
                        expiry_words(token, now));
  }
  return text;
}

std::string table_json(const AdminTokens& tokens, WallTime now) {
  nlohmann::ordered_json table = nlohmann::ordered_json::array();
  for (const AdminToken& token : tokens) {
    table.push_back({{"name", token.name},
                     {"role", name_of(token.role)},
                     {"created_at", to_rfc3339(token.created_at)},
                     {"expires_at", token.expires_at ? nlohmann::ordered_json(to_rfc3339(*token.expires_at)) : nullptr},
                     {"expired", token.expired(now)}});
  }
  return nlohmann::ordered_json{{"tokens", std::move(table)}}.dump(2) + "\n";
}

}  // namespace

int run_token_create(const TokenCreateOptions& options, Clock& clock, TokenSinks sinks) {
  auto token = token_asked_for(options, clock.wall_now());
  if (!token) return complain(token.error(), sinks.err);
  const auto drawn = store::draw_token();
  if (!drawn) return complain(drawn.error(), sinks.err);
  token->digest = crypto::sha256(drawn->reveal());
  const auto made = change_tokens(options.config, [&](AdminTokens& tokens) { return control::add_token(tokens, *token); });
  if (!made) return complain(made.error(), sinks.err);
  fmt::print(sinks.out, "{}\n", drawn->reveal());
  fmt::print(sinks.err, "This is the only time that the token {} is shown; it has the role {} and expires: {}.\n", token->name,
             name_of(token->role), expiry_words(*token, clock.wall_now()));
  return kPass;
}

int run_token_list(const TokenListOptions& options, Clock& clock, TokenSinks sinks) {
  const auto state = state_of(options.config);
  if (!state) return complain(state.error(), sinks.err);
  const auto tokens = load_tokens(*state);
  if (!tokens) return complain(tokens.error(), sinks.err);
  const WallTime now = clock.wall_now();
  fmt::print(sinks.out, "{}", options.json ? table_json(*tokens, now) : table_text(*tokens, now));
  return kPass;
}

int run_token_revoke(const TokenRevokeOptions& options, TokenSinks sinks) {
  const auto revoked =
      change_tokens(options.config, [&](AdminTokens& tokens) { return control::remove_token(tokens, options.name); });
  if (!revoked) return complain(revoked.error(), sinks.err);
  fmt::print(sinks.out, "revoked {}\n", options.name);
  return kPass;
}

}  // namespace jurymast::app
