#include "app/token/token_watch.hpp"

#include <utility>

#include "store/token_file.hpp"

namespace jurymast::app {

TokenWatch::TokenWatch(std::string state_directory) : state_directory_(std::move(state_directory)) {}

std::optional<Result<control::AdminTokens>> TokenWatch::look() {
  // Taken before the file is read: what is written meanwhile is seen as a change.
  const FileStamp now = stamp_of(store::token_file(state_directory_));
  if (seen_ == now) return std::nullopt;
  seen_ = now;
  return load_tokens(state_directory_);
}

Result<control::AdminTokens> load_tokens(const std::string& state_directory) {
  const auto text = store::load_token_file(state_directory);
  if (!text) return tl::unexpected(text.error());
  return control::read_tokens(*text).map_error([&](Error error) {
    return Error{error.code,
                 fmt::format("{}: {}; delete it and make the tokens again", store::token_file(state_directory), error.message)};
  });
}

}  // namespace jurymast::app
