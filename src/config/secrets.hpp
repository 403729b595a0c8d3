#pragma once
#include <memory>
#include <optional>

#include "config/document.hpp"
#include "config/secret_source.hpp"
#include "config/setting.hpp"

namespace jurymast::config {

/// Resolves the references of one configuration and judges what it finds. No message holds any byte of a secret.
class Secrets {
 public:
  Secrets(SecretSource& source, const Node& root, std::vector<Problem>& errors)
      : source_(source), root_(root), errors_(errors) {}

  /// The secret at `path`; null where there is no reference, or where it is unfit, which is then an error.
  std::shared_ptr<const Secret> resolve(const SecretValue& reference, const Path& path);
  /// Checks that a private key's file exists and is private.
  void check_key_file(std::string_view file, const Path& path);
  /// Checks that a file without secrets can be read.
  void check_readable(std::string_view file, const Path& path);

 private:
  std::optional<Secret> from_variable(std::string_view name, const Path& path);
  std::optional<Secret> from_file(std::string_view file, const Path& path);
  bool is_private(const SecretFile& file, std::string_view name, const Path& path);
  void add(const Path& path, std::string message, std::string remedy);

  SecretSource& source_;
  const Node& root_;
  std::vector<Problem>& errors_;
};

}  // namespace jurymast::config
