// What a gateway tells of itself: to its log, to the record, and to whoever asks for its state.
#include <unistd.h>

#include "app/serve/gateway.hpp"
#include "app/serve/snapshot_record.hpp"
#include "app/version.hpp"
#include "proxy/status_json.hpp"
#include "record/events.hpp"

namespace jurymast::app {

void Gateway::report(store::JournalAlarm alarm, std::string_view message) {
  const telemetry::Identifier text{message};
  switch (alarm) {
    case store::JournalAlarm::Info:
      return log_.info("journal", {{"message", text}});
    case store::JournalAlarm::Warning:
      return log_.warn("journal", {{"message", text}});
    case store::JournalAlarm::Error:
      return log_.error("journal", {{"message", text}});
    case store::JournalAlarm::Checkpoint:
      return log_.info("checkpoint", {{"note", text}});
  }
}

void Gateway::note_certificates(const Result<void>& loaded) {
  if (loaded) return log_.info("certificate_loaded");
  log_.warn("certificate_kept", {{"reason", telemetry::Reason{loaded.error()}}});
}

void Gateway::record_boot(record::BootEvent event) {
  record::BootRecord boot;
  boot.at = clock_.wall_now();
  boot.event = event;
  boot.boot = journal_->boot_id();
  boot.version = kVersion;
  boot.pid = static_cast<std::uint64_t>(getpid());
  boot.seed = seed_;
  journal_->append(record::render(boot));
}

void Gateway::record_snapshot() {
  for (const std::string& line : record::render_snapshot(snapshot_record(*live_->policy, clock_.wall_now()))) {
    journal_->append(line);
  }
}

std::optional<std::string> Gateway::probe_operation(OperationId id) const {
  auto record = shared_->probes.record_of(id);
  if (!record) return std::nullopt;
  return known_secrets_->masked(*record).value_or(*record);
}

std::string Gateway::status_json() {
  const MonotonicTime now = clock_.now();
  std::string text = proxy::status_json(*shared_, *live_->policy, {.version = kVersion, .uptime = now - started_, .now = now});
  text.insert(text.rfind('}'), R"(,"alerts":)" + alerts_->json() + R"(,"overrides":)" + override_admin_->standing());
  return masked(text);
}

}  // namespace jurymast::app
