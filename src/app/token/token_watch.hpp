#pragma once
#include <optional>
#include <string>

#include "app/file_stamp.hpp"
#include "control/admin_token.hpp"

namespace jurymast::app {

/// The table of tokens in a state directory; notices when it was replaced.
class TokenWatch {
 public:
  explicit TokenWatch(std::string state_directory);
  /// The tokens, where that changed since the last look, or there are any at the first; fails where the table cannot be read or is none. Cheap enough to
  /// ask many times a second.
  std::optional<Result<control::AdminTokens>> look();

 private:
  std::string state_directory_;
  FileStamp seen_;  ///< at first as where there is none
};

/// The tokens of a state directory; fails where the table cannot be read or is none.
Result<control::AdminTokens> load_tokens(const std::string& state_directory);

}  // namespace jurymast::app
