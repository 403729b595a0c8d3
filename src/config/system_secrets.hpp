#pragma once
#include "config/secret_source.hpp"

namespace jurymast::config {

/// The environment and the file system of this process. Variables stay set: whoever starts the process clears them.
class SystemSecrets final : public SecretSource {
 public:
  std::optional<Secret> variable(std::string_view name) override;
  Result<SecretFile> file(std::string_view path) override;
  Result<void> readable(std::string_view path) override;
};

/// The text of a configuration file, cut after kConfigBytesMax + 1 bytes; fails with the system's reason.
Result<std::string> read_config_file(const std::string& path);

}  // namespace jurymast::config
