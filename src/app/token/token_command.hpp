#pragma once
#include <cstdio>
#include <string>

#include "base/time.hpp"

namespace jurymast::app {

/// A token may be good for so long at most, where it expires at all.
inline constexpr Duration kTokenTimeMax = std::chrono::hours(24 * 3650);

/// What `jurymast token create` was asked.
struct TokenCreateOptions {
  std::string name;
  std::string role;
  std::string expires;  ///< after how long; empty: never
  std::string config = "jurymast.toml";
};
/// What `jurymast token list` was asked.
struct TokenListOptions {
  std::string config = "jurymast.toml";
  bool json = false;
};
/// What `jurymast token revoke` was asked.
struct TokenRevokeOptions {
  std::string name;
  std::string config = "jurymast.toml";
};

/// Where a command prints: results, and everything else.
struct TokenSinks {
  std::FILE* out;
  std::FILE* err;
};

/// Makes a token for the admin API and prints it, this once; 0 made, 2 refused or no configuration, 5 the file cannot be written.
int run_token_create(const TokenCreateOptions& options, Clock& clock, TokenSinks sinks);
/// Prints which tokens there are, without the tokens themselves.
int run_token_list(const TokenListOptions& options, Clock& clock, TokenSinks sinks);
/// Ends a token; a running gateway refuses it within a second.
int run_token_revoke(const TokenRevokeOptions& options, TokenSinks sinks);

}  // namespace jurymast::app
