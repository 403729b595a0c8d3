#pragma once
#include <cstddef>
#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "base/secret.hpp"

namespace jurymast::config {

inline constexpr std::size_t kSecretBytesMax = std::size_t{16} << 10;

/// A file as a secret source found it; the judgement of its mode is the caller's.
struct SecretFile {
  unsigned mode = 0;  ///< permission bits
  Secret content;     ///< cut after kSecretBytesMax + 1 bytes, so that too much can be told
};

/// Where secrets come from: the process's surroundings, or a test's.
class SecretSource {
 public:
  virtual ~SecretSource() = default;
  /// The value of an environment variable; null where it is not set.
  virtual std::optional<Secret> variable(std::string_view name) = 0;
  /// A regular file's mode and content; fails with the system's reason.
  virtual Result<SecretFile> file(std::string_view path) = 0;
  /// Whether a file without secrets (a certificate) can be read; fails with the system's reason.
  virtual Result<void> readable(std::string_view path) = 0;
};

}  // namespace jurymast::config
