#pragma once
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "app/alert/alert_intake.hpp"
#include "app/alert/alert_watch.hpp"
#include "app/alert/feedback_desk.hpp"
#include "app/kill/kill_desk.hpp"
#include "app/minutes/minute_keeper.hpp"
#include "app/override/override_admin.hpp"
#include "app/override/override_keeper.hpp"
#include "app/rollout/rollout_admin.hpp"
#include "app/rollout/rollout_keeper.hpp"
#include "app/serve/certificate_watch.hpp"
#include "app/serve/evidence_keeper.hpp"
#include "app/serve/inherited_sockets.hpp"
#include "app/serve/probe_admin.hpp"
#include "app/serve/state_watch.hpp"
#include "app/serve/traffic_desk.hpp"
#include "app/token/token_watch.hpp"
#include "app/webhook/webhook_desk.hpp"
#include "config/load_config.hpp"
#include "control/admin_handler.hpp"
#include "control/event_feed.hpp"
#include "control/settings.hpp"
#include "http/listener.hpp"
#include "proxy/plane.hpp"
#include "record/events.hpp"
#include "store/journal.hpp"
#include "store/month_key.hpp"
#include "telemetry/log.hpp"

namespace jurymast::app {

/// The whole running gateway: journal, fleet, one event loop a thread with its listener, and the admin listener on the caller's loop.
class Gateway {
 public:
  struct Settings {
    std::string config_file;
    policy::Snapshot snapshot;
    std::uint64_t seed = 0;
    InheritedSockets sockets = {};
    control::Settings admin = {};
  };
  /// Opens the journal and the listeners and starts the loops; nothing is left running where it fails.
  static Result<std::unique_ptr<Gateway>> start(Settings settings, http::Loop& admin_loop, Clock& clock, telemetry::Log& log);
  ~Gateway();
  /// How much of a gateway could be brought to its end. Where a thread is caught in a call, nothing may be destroyed any more, and the process
  /// has to end as it is.
  enum class Closed : unsigned char { Whole, CaughtByDisk, CaughtByLookup };
  /// Ends the loops, brings to the disk what the journal holds, and says what webhooks are not told any more.
  Closed close();
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;

  /// `http://127.0.0.1:8080`, with the port in use.
  std::string url() const;
  std::string admin_url() const;
  /// Loads the configuration file again. All of it comes into force, for requests that begin from now on, or nothing does. `person` is
  /// whose token asked for it; empty: a signal did.
  Result<std::string> reload(std::string_view person = {});
  /// Fallback and canary are off for all routes, until a person clears it.
  void kill();
  /// New requests are refused from now on; streams run to their end. With an inherited socket what is new waits for the next process, and
  /// connections that are open have a last request first.
  void begin_drain();
  /// True once no operation is running, or the drain's time is over.
  bool drained();
  /// Looks at the kill file, the tokens, the listeners' certificates and the journal's health; cheap, to be called every few hundredths of a second.
  void poll();

 private:
  struct LoopThread;
  Gateway(Settings settings, http::Loop& admin_loop, Clock& clock, telemetry::Log& log);
  Result<void> open_journal(const policy::Snapshot& snapshot);
  /// From now on no log line holds a secret of this configuration or of the one in force; for the journal, what it must look for.
  std::shared_ptr<const record::KnownSecrets> know_secrets_of(const policy::Snapshot& snapshot);
  Result<void> open_listeners();
  /// The listener's side of TLS, watched from now on; null where the listener is plain.
  Result<std::shared_ptr<http::TlsServerContext>> watched_tls(const std::optional<policy::ListenerTls>& settings);
  Result<void> open_admin();
  /// Those who answer for a part of the admin API.
  void open_desks();
  control::AdminRoutes admin_routes();
  /// Who may ask, as the configuration in force and the table of tokens have it.
  void adopt_access();
  void adopt_tokens();
  void record_change(const control::AdminCaller& caller, const control::AdminEndpoint& endpoint);
  /// Makes a configuration the one in force. The slots of its targets are filled here.
  Result<void> publish(std::shared_ptr<policy::Snapshot> snapshot);
  /// The paths that changed.
  Result<std::vector<std::string>> load_and_publish();
  void open_evidence(const std::string& state_directory);
  void open_minutes(const std::string& state_directory);
  /// From the first look in another month on, records hold hashes under that month's key.
  void turn_month(const std::string& state_directory);
  void adopt_hash_keys();
  void open_rollouts(const std::string& state_directory);
  void alert(const RolloutAlert& alert);
  /// Fallbacks are judged by what is known now, under the configuration in force.
  void adopt_standings();
  /// Before the evidence is opened, which shows what stood.
  void open_overrides(const std::string& state_directory);
  OperationId next_id() { return OperationId::make(clock_.wall_now(), id_random_); }
  std::string masked(const std::string& text) const { return known_secrets_->masked(text).value_or(text); }
  evidence::OverrideSurroundings override_surroundings();
  /// Traffic goes as overrides want it, under the configuration in force.
  void adopt_overrides();
  void override_took_effect(const record::OverrideRecord& step);
  /// Alerts about overrides that end soon, and that one person set alone.
  void settle_override_alerts();
  /// The target is in its routes' lists again, once that is on the disk.
  void readmit(const record::OverrideRecord& step);
  void note_certificates(const Result<void>& loaded);
  void report(store::JournalAlarm alarm, std::string_view message);
  void record_snapshot();
  void record_boot(record::BootEvent event);
  std::string metrics_text();
  std::string status_json();
  /// Everything that events tell of, as it is now.
  std::string events_snapshot();
  void tell_events(const TailBatch& batch);
  void webhook_settled(const std::string& webhook, bool delivered);
  void write_webhook_metrics(telemetry::PrometheusText& page) const;
  std::optional<std::string> probe_operation(OperationId id) const;

  std::string config_file_;
  http::Loop& admin_loop_;
  Clock& clock_;
  telemetry::Log& log_;
  Random random_;
  Random id_random_;
  std::uint64_t seed_;
  InheritedSockets sockets_;
  control::Settings admin_settings_;
  control::Settings admin_settings_before_;  ///< of the last reload: what was signed with its secrets may still be under way
  MonotonicTime started_;
  std::shared_ptr<const proxy::LiveSnapshot> live_;
  Secret record_key_;
  std::optional<store::Month> month_;  ///< of the key under which records hold hashes
  Secret month_key_;
  MonotonicTime month_retry_;
  std::shared_ptr<const record::KnownSecrets> known_secrets_;
  std::unique_ptr<store::Journal> journal_;
  std::unique_ptr<proxy::Shared> shared_;
  std::optional<ProbeAdmin> probe_admin_;
  WebhookDesk webhooks_;
  std::optional<AlertDesk> alerts_;
  std::optional<AlertIntake> alert_intake_;
  AlertWatch alert_watch_;
  std::unique_ptr<FeedbackDesk> feedback_;
  std::optional<OverrideKeeper> overrides_;
  std::optional<OverrideAdmin> override_admin_;
  std::optional<KillDesk> kill_desk_;
  std::vector<CertificateWatch> certificates_;
  std::vector<std::unique_ptr<LoopThread>> loops_;
  control::AdminPlane admin_plane_;
  control::EventFeed events_;
  std::unique_ptr<http::Listener> admin_;
  MonotonicTime hand_over_until_ = MonotonicTime::never();
  MonotonicTime drain_until_ = MonotonicTime::never();
  std::optional<TokenWatch> token_watch_;
  StateWatch state_watch_;
  std::optional<TrafficDesk> traffic_;
  std::optional<RolloutKeeper> rollouts_;
  std::optional<RolloutAdmin> rollout_admin_;
  EvidenceKeeper evidence_;                ///< behind them, since its thread may still tell the rollouts what was kept
  std::unique_ptr<MinuteKeeper> minutes_;  ///< null without a database; last, since it counts into that
};

}  // namespace jurymast::app
