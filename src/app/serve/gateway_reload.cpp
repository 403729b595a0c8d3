// How a running gateway takes a new configuration.
#include <utility>

#include "app/serve/gateway.hpp"
#include "config/diff.hpp"
#include "config/system_secrets.hpp"
#include "record/events.hpp"

namespace jurymast::app {

Result<std::string> Gateway::reload(std::string_view person) {
  auto reloaded = load_and_publish();
  for (CertificateWatch& certificate : certificates_) note_certificates(certificate.reload());
  record::ConfigRecord record;
  record.at = clock_.wall_now();
  record.accepted = reloaded.has_value();
  record.version = live_->policy->version;
  record.person = person;
  if (reloaded) record.changed = *reloaded;
  if (!reloaded) record.problems = 1;
  journal_->append(record::render(record));
  if (!reloaded) {
    log_.error("reload_refused", {{"reason", telemetry::Reason{reloaded.error()}}});
    return tl::unexpected(reloaded.error());
  }
  record_snapshot();
  log_.info("reloaded", {{"version", record.version}, {"changes", reloaded->size()}});
  std::string message = fmt::format("version {}: {} change(s)", record.version, reloaded->size());
  for (const std::string& path : *reloaded) message.append("\n  ").append(path);
  return message;
}

Result<std::vector<std::string>> Gateway::load_and_publish() {
  const auto text = config::read_config_file(config_file_);
  if (!text) return tl::unexpected(text.error());
  config::SystemSecrets secrets;
  config::LoadedConfig loaded = config::load_config(*text, config_file_, secrets);
  if (!loaded.ok()) return fail(Code::Invalid, "{}", loaded.problem_text());
  std::vector<config::Change> changes = config::diff(*live_->policy, *loaded.snapshot);
  for (config::Change& change : config::diff(admin_settings_, loaded.admin)) changes.push_back(std::move(change));
  if (auto allowed = config::check_reload(changes); !allowed) return tl::unexpected(allowed.error());
  auto snapshot = std::make_shared<policy::Snapshot>(std::move(*loaded.snapshot));
  snapshot->version = live_->policy->version + 1;
  admin_settings_before_ = std::exchange(admin_settings_, std::move(loaded.admin));
  if (auto published = publish(std::move(snapshot)); !published) {
    admin_settings_ = std::move(admin_settings_before_);
    return tl::unexpected(published.error());
  }
  std::vector<std::string> paths;
  for (const config::Change& change : changes) paths.push_back(fmt::format("{} {}", config::name_of(change.kind), change.path));
  return paths;
}

}  // namespace jurymast::app
