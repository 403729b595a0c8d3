#include "app/status/status_config.hpp"

#include "config/load_config.hpp"
#include "config/system_secrets.hpp"

namespace jurymast::app {
namespace {

constexpr std::string_view kPlaceholder = "jurymast-placeholder-for-a-key-not-readable-here-";
constexpr unsigned kPrivateMode = 0600;

/// The system's secrets where they are there, else placeholders; each another one, since two clients may not share a key.
class ForgivingSecrets final : public config::SecretSource {
 public:
  std::optional<Secret> variable(std::string_view name) override {
    auto found = system_.variable(name);
    return found && !found->empty() ? std::move(found) : placeholder();
  }
  Result<config::SecretFile> file(std::string_view path) override {
    auto found = system_.file(path);
    if (!found || found->content.empty()) return config::SecretFile{kPrivateMode, placeholder()};
    return config::SecretFile{kPrivateMode, std::move(found->content)};
  }
  Result<void> readable(std::string_view /*path*/) override { return {}; }

 private:
  Secret placeholder() { return Secret(std::string(kPlaceholder) + std::to_string(++given_)); }

  config::SystemSecrets system_;
  unsigned given_ = 0;
};

}  // namespace

Result<policy::Snapshot> read_config_for_looking(const std::string& file) {
  const auto text = config::read_config_file(file);
  if (!text) return fail(Code::Invalid, "{}: {}; name the configuration with --config FILE\n", file, text.error().message);
  ForgivingSecrets secrets;
  config::LoadedConfig loaded = config::load_config(*text, file, secrets);
  if (!loaded.ok()) return fail(Code::Invalid, "{}", loaded.problem_text());
  return *std::move(loaded.snapshot);
}

bool is_placeholder(std::string_view secret) { return secret.starts_with(kPlaceholder); }

}  // namespace jurymast::app
