#include "app/serve/gateway.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

#include "proxy/client_handler.hpp"
#include "proxy/status_json.hpp"
#include "store/key_file.hpp"
#include "store/record_key.hpp"

namespace jurymast::app {
namespace {

/// How long the end waits for the journal's disk: as long as the drain may still take, within these.
constexpr Duration kJournalStopMin = std::chrono::seconds(2);
constexpr Duration kJournalStopMax = std::chrono::seconds(10);

/// How long connections may bring a last request before they are refused, where a successor takes what is new.
constexpr Duration kHandOverTime = std::chrono::milliseconds(500);

/// The stream of random numbers for ids; those of the loops are numbered from 0.
constexpr std::uint64_t kIdFork = 1ULL << 32;

http::SessionLimits data_limits() {
  return {.body_bytes_max = limits::kRequestBodyBytesMax,
          .head_timeout = limits::kHeadReadTimeout,
          .keep_alive_timeout = limits::kClientKeepAliveTimeMax,
          .body_rate_floor_bytes_per_second = limits::kBodyRateFloorBytesPerSecond,
          .body_rate_grace = limits::kBodyRateGrace};
}

/// `127.0.0.1:8080` with the port that the system picked, behind its scheme.
std::string url_of(std::string_view address, std::uint16_t port, bool tls) {
  if (address.starts_with("unix:")) return std::string(address);
  return fmt::format("{}://{}:{}", tls ? "https" : "http", address.substr(0, address.rfind(':')), port);
}

}  // namespace

/// One event loop with its thread and its listener.
struct Gateway::LoopThread {
  LoopThread(Clock& clock, proxy::Shared& shared, store::Lane& lane, Random random, std::shared_ptr<const proxy::LiveSnapshot> live)
      : loop(clock), plane(loop, shared, lane, random, std::move(live)) {}

  /// What still runs when the drain's time is over ends on its own loop, with its record, before the loop does.
  void end() {
    listener->close_all();
    // Sessions let go of their handlers from the loop; these come first.
    loop.post([this] {
      listener.reset();
      plane.close();
      loop.post([this] { loop.stop(); });
    });
  }

  /// Accepts nothing more, closes what is idle, and notes whether anything is left.
  void close_idle() {
    listener->drain();
    closed.store(listener->session_count() == 0);
  }

  http::Loop loop;
  proxy::LoopPlane plane;
  std::atomic<bool> closed{false};
  std::unique_ptr<http::Listener> listener;
  std::thread thread;
};

Gateway::Gateway(Settings settings, http::Loop& admin_loop, Clock& clock, telemetry::Log& log)
    : config_file_(std::move(settings.config_file)),
      admin_loop_(admin_loop),
      clock_(clock),
      log_(log),
      random_(settings.seed),
      id_random_(Random(settings.seed).fork(kIdFork)),
      seed_(settings.seed),
      sockets_(settings.sockets),
      admin_settings_(std::move(settings.admin)),
      started_(clock.now()),
      webhooks_({.loop = admin_loop,
                 .clock = clock,
                 .settled = [this](const std::string& webhook, bool delivered) { webhook_settled(webhook, delivered); },
                 .left =
                     [&log](const std::string& webhook, std::size_t messages) {
                       log.warn("webhook_left", {{"webhook", telemetry::Identifier{webhook}}, {"messages", messages}});
                     }}),
      events_({.access = admin_plane_.access, .snapshot = [this] { return events_snapshot(); }}),
      evidence_([&log](const Error& error) { log.error("evidence_not_kept", {{"reason", telemetry::Reason{error}}}); }) {}

Result<std::unique_ptr<Gateway>> Gateway::start(Settings settings, http::Loop& admin_loop, Clock& clock, telemetry::Log& log) {
  auto snapshot = std::make_shared<policy::Snapshot>(std::move(settings.snapshot));
  snapshot->version = 1;
  std::unique_ptr<Gateway> gateway(new Gateway(std::move(settings), admin_loop, clock, log));
  auto opened = gateway->open_journal(*snapshot);
  if (opened) opened = gateway->publish(std::move(snapshot));
  if (opened) gateway->open_rollouts(gateway->live_->policy->server.state);
  if (opened) gateway->open_minutes(gateway->live_->policy->server.state);
  if (opened) opened = gateway->open_listeners();
  if (opened) opened = gateway->open_admin();
  if (!opened) return tl::unexpected(opened.error());
  gateway->record_boot(record::BootEvent::Start);
  gateway->record_snapshot();
  // Whoever is served first is served as they say.
  gateway->kill_desk_->look();
  gateway->overrides_->poll(clock.now());
  for (const auto& loop : gateway->loops_) {
    loop->thread = std::thread([&loop = loop->loop] { loop.run(); });
    pthread_setname_np(loop->thread.native_handle(), "loop");
  }
  return gateway;
}

Gateway::~Gateway() { close(); }

Gateway::Closed Gateway::close() {
  for (const auto& loop : loops_) {
    if (loop->thread.joinable()) loop->loop.post([&ending = *loop] { ending.end(); });
  }
  for (const auto& loop : loops_) {
    if (loop->thread.joinable()) loop->thread.join();
  }
  admin_.reset();
  feedback_.reset();
  // They had the drain for what they were to tell.
  const bool webhooks_ended = webhooks_.end_by(std::min(drain_until_, clock_.now() + kWebhookLastWait));
  loops_.clear();
  if (!journal_) return Closed::Whole;
  if (shared_) record_boot(record::BootEvent::Stop);
  const Duration left = drain_until_ - clock_.now();
  if (!journal_->stop_within(std::clamp(left, kJournalStopMin, kJournalStopMax))) return Closed::CaughtByDisk;
  journal_.reset();
  minutes_.reset();
  evidence_.close();
  return webhooks_ended ? Closed::Whole : Closed::CaughtByLookup;
}

Result<void> Gateway::open_journal(const policy::Snapshot& snapshot) {
  auto key = store::load_or_create_record_key(snapshot.server.state);
  if (!key) return tl::unexpected(key.error());
  record_key_ = std::move(*key);
  auto stand_in = store::random_key();
  if (!stand_in) return tl::unexpected(stand_in.error());
  month_key_ = std::move(*stand_in);
  turn_month(snapshot.server.state);
  store::JournalSettings settings;
  settings.known_secrets = know_secrets_of(snapshot);
  settings.state_directory = snapshot.server.state;
  settings.lanes = snapshot.server.loops;
  settings.queue_bytes_max = snapshot.server.journal_queue_bytes_max;
  settings.compress = admin_settings_.log_compressed;
  auto journal = store::Journal::open(std::move(settings), clock_,
                                      [this](store::JournalAlarm alarm, std::string_view message) { report(alarm, message); });
  if (!journal) return tl::unexpected(journal.error());
  journal_ = std::move(*journal);
  auto ticket_key = store::random_key();
  if (!ticket_key) return tl::unexpected(ticket_key.error());
  shared_ = std::make_unique<proxy::Shared>(*journal_, record::state_id_key(record_key_), std::move(*ticket_key));
  shared_->draw_key = record::draw_key(record_key_);
  traffic_.emplace(shared_->traffic);
  alerts_.emplace(AlertDesk::Parts{.wall_now = [this] { return clock_.wall_now(); },
                                   .new_id = [this] { return next_id(); },
                                   .write = [this](const std::string& record) { journal_->append(record); },
                                   .told = [this](const record::AlertRecord& alert) { webhooks_.tell(alert); }});
  open_overrides(snapshot.server.state);
  open_evidence(snapshot.server.state);
  return {};
}

Result<void> Gateway::publish(std::shared_ptr<policy::Snapshot> snapshot) {
  if (live_) journal_->look_for(know_secrets_of(*snapshot));
  if (auto adopted = shared_->fleet.adopt(*snapshot); !adopted) return adopted;
  auto live = proxy::make_live(std::move(snapshot), shared_->metric_heads);
  if (!live) return tl::unexpected(live.error());
  live_ = std::move(*live);
  adopt_standings();
  if (rollouts_) rollouts_->adopt_config();
  adopt_access();
  adopt_overrides();
  webhooks_.adopt(admin_settings_.webhooks, live_->policy->server.environment);
  for (const auto& loop : loops_) {
    loop->loop.post([&plane = loop->plane, live_now = live_] { plane.live = live_now; });
  }
  return {};
}

void Gateway::open_evidence(const std::string& state_directory) {
  const auto opened = evidence_.open(state_directory);
  // Traffic needs no evidence; where it does, a fallback is refused as one that nobody has proved.
  if (!opened) log_.error("evidence_not_read", {{"reason", telemetry::Reason{opened.error()}}});
  if (opened && evidence_.store()->is_new()) overrides_->keep_standing();
}

void Gateway::adopt_standings() {
  const std::vector<record::Standing> standings = evidence_.standings(*live_->policy);
  shared_->standings.adopt(standings, clock_.wall_now(), clock_.now());
  if (rollouts_) rollouts_->take(standings);
}

Result<std::shared_ptr<http::TlsServerContext>> Gateway::watched_tls(const std::optional<policy::ListenerTls>& settings) {
  if (!settings) return std::shared_ptr<http::TlsServerContext>();
  auto context = http::TlsServerContext::make(settings->certificate_file, settings->key_file);
  if (context) certificates_.emplace_back(*context, *settings);
  return context;
}

Result<void> Gateway::open_listeners() {
  const policy::ServerSettings& server = live_->policy->server;
  const auto tls = watched_tls(server.tls);
  if (!tls) return tl::unexpected(tls.error());
  const auto ledger = std::make_shared<http::ConnectionLedger>(server.connections_max, server.connections_per_address_max);
  std::string address = server.listen;
  for (unsigned i = 0; i < server.loops; ++i) {
    auto& loop = loops_.emplace_back(std::make_unique<LoopThread>(clock_, *shared_, journal_->lane(i), random_.fork(i), live_));
    loop->plane.hash_keys = record::HashKeys(month_key_);
    auto listener = http::Listener::open(
        loop->loop, {.address = address,
                     .limits = data_limits(),
                     .tls = *tls,
                     .ledger = ledger,
                     .make_handler = [&plane = loop->plane] { return std::make_unique<proxy::ClientHandler>(plane); },
                     .shared_fd = sockets_.listen});
    if (!listener) return tl::unexpected(listener.error());
    loop->listener = std::move(*listener);
    // Where the system picked the port, the other loops listen on the same one.
    if (!address.starts_with("unix:")) {
      address = fmt::format("{}:{}", address.substr(0, address.rfind(':')), loop->listener->port());
    }
  }
  return {};
}

std::string Gateway::url() const {
  const policy::ServerSettings& server = live_->policy->server;
  return url_of(server.listen, loops_.front()->listener->port(), server.tls.has_value());
}

std::string Gateway::admin_url() const {
  const policy::ServerSettings& server = live_->policy->server;
  return url_of(server.admin, admin_->port(), server.admin_tls.has_value());
}

void Gateway::begin_drain() {
  if (drain_until_ != MonotonicTime::never()) return;
  hand_over_until_ = clock_.now();
  drain_until_ = hand_over_until_ + live_->policy->server.drain;
  log_.info("draining", {{"in_flight", shared_->in_flight.load()}});
  events_.end();
  if (sockets_.listen < 0) return shared_->draining.store(true);
  hand_over_until_ = hand_over_until_ + kHandOverTime;
  for (const auto& loop : loops_) {
    loop->loop.post([&listener = *loop->listener] { listener.hand_over(); });
  }
}

bool Gateway::drained() {
  if (clock_.now() < hand_over_until_) return false;
  shared_->draining.store(true);
  if (clock_.now() >= drain_until_) return true;
  if (shared_->in_flight.load() + shared_->probes_in_flight.load() != 0) return false;
  // Every answer is whole; what of them still waits for a slow reader goes out before its connection closes.
  bool all_closed = true;
  for (const auto& loop : loops_) {
    all_closed = all_closed && loop->closed.load();
    loop->loop.post([&closing = *loop] { closing.close_idle(); });
  }
  return all_closed;
}

void Gateway::adopt_hash_keys() {
  for (const auto& loop : loops_) {
    loop->loop.post([&plane = loop->plane, keys = record::HashKeys(month_key_)] { plane.hash_keys = keys; });
  }
}

void Gateway::poll() {
  turn_month(live_->policy->server.state);
  journal_->release_overdue();
  shared_->losing_records.store(journal_->stats().losing, std::memory_order_relaxed);
  for (const std::string& record : state_watch_.look(*shared_, *live_->policy, {clock_.now(), clock_.wall_now()})) {
    journal_->append(record);
  }
  rollouts_->look();
  for (CertificateWatch& certificate : certificates_) {
    if (const auto loaded = certificate.look()) note_certificates(*loaded);
  }
  adopt_tokens();
  alert_watch_.look(*shared_, *live_->policy, clock_.now(), *alerts_);
  kill_desk_->look();
  overrides_->poll(clock_.now());
  settle_override_alerts();
  events_.look(clock_.wall_now(), clock_.now());
}

std::string Gateway::metrics_text() {
  telemetry::PrometheusText page;
  std::vector<const proxy::LoopMetrics*> loops;
  for (const auto& loop : loops_) loops.push_back(&loop->plane.metrics);
  proxy::LoopMetrics::write(loops, page);
  proxy::write_shared_metrics(*shared_, *live_->policy, clock_.now(), page);
  alerts_->write_metrics(page);
  write_webhook_metrics(page);
  page.gauge("jurymast_event_listeners", "Who listens to GET /events.", static_cast<std::int64_t>(events_.listeners()));
  page.counter("jurymast_event_listeners_cut_off_total", "Listeners to GET /events that did not keep up.", events_.cut_off());
  page.counter("jurymast_log_lines_dropped_total", "Log lines that could not be written.", log_.dropped());
  page.counter("jurymast_log_texts_masked_total", "Texts of the log that held a secret, which was masked.", log_.masked());
  const std::string text = page.text();
  return known_secrets_->masked(text).value_or(text);
}

}  // namespace jurymast::app
