#include "app/check/check_command.hpp"

#include <utility>

#include "app/exit_code.hpp"
#include "app/gate/unproven_fallbacks.hpp"
#include "config/implicit_values.hpp"
#include "config/load_config.hpp"
#include "config/report.hpp"
#include "config/system_secrets.hpp"

namespace jurymast::app {
namespace {

/// A file that cannot be read is a configuration with one error, so that both report forms hold it.
config::LoadedConfig load(const CheckOptions& options, config::SecretSource& secrets) {
  const Result<std::string> text = config::read_config_file(options.config);
  if (text) return config::load_config(*text, options.config, secrets);
  config::LoadedConfig unread;
  unread.file_name = options.config;
  unread.errors.push_back({{}, {}, text.error().message, "name the configuration with --config FILE"});
  return unread;
}

}  // namespace

int run_check(const CheckOptions& options, config::SecretSource& secrets, std::FILE* out) {
  config::LoadedConfig loaded = load(options, secrets);
  warn_of_unproven_fallbacks(loaded, SystemClock().wall_now());
  if (options.strict) loaded = config::without_implicit_values(std::move(loaded));
  const config::Detail detail = options.explain ? config::Detail::EveryValue : config::Detail::Summary;
  const std::string report = options.json ? report_json(loaded, detail) : report_text(loaded, detail);
  std::fwrite(report.data(), 1, report.size(), out);
  return loaded.ok() ? kPass : kUsage;
}

}  // namespace jurymast::app
