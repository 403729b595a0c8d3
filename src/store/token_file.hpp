#pragma once
#include <functional>
#include <string>

#include "base/result.hpp"
#include "base/secret.hpp"

namespace jurymast::store {

inline constexpr std::size_t kTokenFileBytesMax = std::size_t{32} << 10;

/// Where the table of tokens for the admin API stands, without the tokens themselves.
std::string token_file(const std::string& state_directory);
/// Its text; empty where there is none. Fails with Denied where others can read it.
Result<std::string> load_token_file(const std::string& state_directory);
/// Replaces its text by what `change` makes of it, while no other process does the same; nothing is written where that fails.
Result<void> change_token_file(const std::string& state_directory, const std::function<Result<std::string>(std::string)>& change);

/// A token as it is handed out: 256 random bits behind a word that says what it is.
Result<Secret> draw_token();

/// The token that the gateway made for the commands of this machine; fails with NotFound where it has made none yet, with Denied where
/// this user may not read it or others may.
Result<Secret> load_local_token(const std::string& state_directory);
/// The same, but makes it where there is none.
Result<Secret> load_or_create_local_token(const std::string& state_directory);

}  // namespace jurymast::store
