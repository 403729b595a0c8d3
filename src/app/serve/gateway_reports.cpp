// What a gateway tells of itself: to its log, to the record, and to whoever asks for its state.
#include <fmt/format.h>
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

std::string Gateway::events_snapshot() {
  const auto line = [](std::string text) {
    while (text.ends_with('\n')) text.pop_back();
    return text;
  };
  return fmt::format(R"({{"status":{},"rollouts":{}}})", line(status_json()), masked(line(rollout_admin_->all().body)));
}

void Gateway::webhook_settled(const std::string& webhook, bool delivered) {
  const record::NamedLabels labels{{"webhook", webhook}};
  if (delivered) return alerts_->resolve(AlertName::WebhookFailed, labels);
  alerts_->raise(AlertName::WebhookFailed, labels);
  log_.warn("webhook_failed", {{"webhook", telemetry::Identifier{webhook}}});
}

void Gateway::write_webhook_metrics(telemetry::PrometheusText& page) const {
  std::uint64_t delivered = 0;
  std::uint64_t failed = 0;
  for (const auto& [name, standing] : webhooks_.standings()) {
    delivered += standing.delivered;
    failed += standing.failed;
  }
  page.counter("jurymast_webhooks_delivered_total", "Alerts that a webhook took, of those configured now.", delivered);
  page.counter("jurymast_webhooks_failed_total", "Alerts that a webhook was not told of however often it was tried.", failed);
}

void Gateway::tell_events(const TailBatch& batch) {
  for (const TailEvent& event : batch.events) events_.tell({event.seq, event.kind, event.record});
  if (batch.caught_up) events_.ready();
}

void Gateway::open_minutes(const std::string& state_directory) {
  if (evidence_.store() == nullptr) return;
  minutes_ = std::make_unique<MinuteKeeper>(MinuteKeeper::Parts{
      .state_directory = state_directory,
      .store = *evidence_.store(),
      .loop = admin_loop_,
      .clock = clock_,
      .log_last_seq = journal_->stats().last_seq,
      .kept = admin_settings_.minutes_kept,
      .failed = [this](const Error& error) { log_.warn("minutes_not_kept", {{"reason", telemetry::Reason{error}}}); }});
}

std::string Gateway::status_json() {
  const MonotonicTime now = clock_.now();
  std::string text = proxy::status_json(*shared_, *live_->policy, {.version = kVersion, .uptime = now - started_, .now = now});
  text.insert(text.rfind('}'), R"(,"alerts":)" + alerts_->json() + R"(,"overrides":)" + override_admin_->standing() +
                                   R"(,"webhooks":)" + webhooks_.json());
  return masked(text);
}

}  // namespace jurymast::app
