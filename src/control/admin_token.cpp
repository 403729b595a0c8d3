#include "control/admin_token.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "crypto/hex.hpp"
#include "record/timestamp.hpp"

namespace jurymast::control {
namespace {

constexpr std::string_view kNoExpiry = "never";
constexpr std::size_t kPartsOfLine = 5;

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= kAdminTokenNameBytesMax && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  });
}

auto find_token(AdminTokens& tokens, std::string_view name) {
  return std::find_if(tokens.begin(), tokens.end(), [name](const AdminToken& token) { return token.name == name; });
}

/// Exactly five parts with one blank between two; nothing otherwise.
std::optional<std::array<std::string_view, kPartsOfLine>> parts_of(std::string_view line) {
  std::array<std::string_view, kPartsOfLine> parts;
  for (std::size_t i = 0; i + 1 < kPartsOfLine; ++i) {
    const std::size_t blank = line.find(' ');
    if (blank == std::string_view::npos) return std::nullopt;
    parts[i] = line.substr(0, blank);
    line.remove_prefix(blank + 1);
  }
  parts.back() = line;
  return parts;
}

std::optional<AdminToken> token_in(std::string_view line) {
  const auto parts = parts_of(line);
  if (!parts) return std::nullopt;
  const auto role = token_role_named((*parts)[1]);
  const auto digest = crypto::from_hex((*parts)[2]);
  const auto created = record::parse_timestamp((*parts)[3]);
  const bool never = (*parts)[4] == kNoExpiry;
  const auto expires = never ? std::nullopt : record::parse_timestamp((*parts)[4]);
  if (!role || !digest || digest->size() != crypto::Digest().size() || !created || (!never && !expires)) return std::nullopt;
  AdminToken token{.name = std::string((*parts)[0]), .role = *role, .created_at = *created, .expires_at = expires};
  std::copy(digest->begin(), digest->end(), token.digest.begin());
  return token;
}

}  // namespace

std::optional<Role> token_role_named(std::string_view name) {
  const auto* const found = std::find(kRoleNames.begin() + 1, kRoleNames.end(), name);
  if (found == kRoleNames.end()) return std::nullopt;
  return static_cast<Role>(found - kRoleNames.begin());
}

std::string render(const AdminTokens& tokens) {
  std::string text;
  for (const AdminToken& token : tokens) {
    text += fmt::format("{} {} {} {} {}\n", token.name, name_of(token.role), crypto::to_hex(token.digest),
                        to_rfc3339(token.created_at), token.expires_at ? to_rfc3339(*token.expires_at) : kNoExpiry);
  }
  return text;
}

Result<AdminTokens> read_tokens(std::string_view text) {
  AdminTokens tokens;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return fail(Code::Corrupt, "line {} does not end", number);
    auto token = token_in(text.substr(0, end));
    if (!token) return fail(Code::Corrupt, "line {} is not NAME ROLE SHA256 CREATED EXPIRES", number);
    if (const auto added = add_token(tokens, std::move(*token)); !added) {
      return fail(Code::Corrupt, "line {}: {}", number, added.error().message);
    }
    text.remove_prefix(end + 1);
  }
  return tokens;
}

Result<void> add_token(AdminTokens& tokens, AdminToken token) {
  if (!is_name(token.name)) {
    return fail(Code::Invalid, "a token's name has 1 to {} letters, digits and -_.", kAdminTokenNameBytesMax);
  }
  if (token.name == kConfiguredTokenName || token.name == kLocalTokenName) {
    return fail(Code::Invalid, "{} is the name of a token that is not made; take another", token.name);
  }
  if (find_token(tokens, token.name) != tokens.end()) {
    return fail(Code::Exists, "there is a token {} already; revoke it first, or take another name", token.name);
  }
  if (tokens.size() >= kAdminTokensMax) return fail(Code::Exhausted, "there are {} tokens; revoke one first", kAdminTokensMax);
  tokens.push_back(std::move(token));
  return {};
}

Result<void> remove_token(AdminTokens& tokens, std::string_view name) {
  const auto found = find_token(tokens, name);
  if (found == tokens.end()) return fail(Code::NotFound, "there is no token {}; `jurymast token list` shows them", name);
  tokens.erase(found);
  return {};
}

}  // namespace jurymast::control
