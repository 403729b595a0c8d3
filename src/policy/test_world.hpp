#pragma once
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/assert.hpp"
#include "policy/exchange.hpp"
#include "policy/fleet.hpp"
#include "policy/local_fleet.hpp"

/// For the tests of this room: a small fleet in virtual time, and a hand that drives one exchange.
namespace jurymast::policy {

/// One route over targets `a`, `b`, `c`, …: the first is the primary, the rest its fallbacks, all at different hosts.
struct World {
  explicit World(unsigned targets = 2) {
    Route route;
    route.name = "assistant";
    for (unsigned i = 0; i < targets; ++i) {
      Target target;
      target.name = std::string(1, static_cast<char>('a' + i));
      target.origin.host = target.name + ".example";
      target.credential = "env:KEY_" + target.name;
      target.model = "model-" + target.name;
      target.families = {true, true};
      snapshot->targets.push_back(std::move(target));
      if (i > 0) route.fallback.push_back({static_cast<std::uint16_t>(i)});
    }
    snapshot->routes.push_back(std::move(route));
    adopt();
  }
  void adopt() {
    const Result<Fleet::Adopted> adopted = fleet.adopt(*snapshot);
    JURYMAST_ASSERT(adopted.has_value());
    fleet.forgive(*adopted);
  }
  Route& route() { return snapshot->routes[0]; }
  Target& target(unsigned i) { return snapshot->targets[i]; }
  TargetStatus status(unsigned i, Family family = Family::ChatCompletions) { return fleet.status(target(i), family, now); }

  /// Lets an attempt arrive at target `i` and end at once.
  Admission attempt(unsigned i, FailureClass failure_class, std::uint16_t http_status = 0, std::optional<Duration> pause = {}) {
    AdmissionAsk ask;
    ask.target = &target(i);
    ask.starts_at = now;
    const Admission admission = port.admit(ask, now, random);
    if (admission.admitted()) settle(i, admission, failure_class, http_status, pause);
    return admission;
  }
  void settle(unsigned i, const Admission& admission, FailureClass failure_class, std::uint16_t http_status = 0,
              std::optional<Duration> pause = {}) {
    Settlement settlement;
    settlement.target = &target(i);
    settlement.failure_class = failure_class;
    settlement.breaker_epoch = admission.facts.breaker_epoch;
    settlement.probe = admission.facts.probe;
    settlement.credential_epoch = admission.credential_epoch;
    settlement.credential_probe = admission.credential_probe;
    settlement.http_status = http_status;
    settlement.pause = pause;
    port.settle(settlement, now, random);
  }
  /// Opens the breaker of target `i`.
  void break_target(unsigned i) {
    for (unsigned n = 0; n < target(i).breaker.consecutive; ++n) attempt(i, FailureClass::UpstreamError, 500);
    JURYMAST_ASSERT(status(i).breaker == record::BreakerState::Open);
  }
  void pause_target(unsigned i, Duration time) { attempt(i, FailureClass::RateLimited, 429, time); }
  void advance(Duration d) { now = now + d; }

  std::shared_ptr<Snapshot> snapshot = std::make_shared<Snapshot>();
  Fleet fleet;
  LocalFleet port{fleet};
  MonotonicTime now{std::chrono::hours(1)};
  Random random{7};
};

/// The driver of one exchange: keeps every step it was given. A run that a test leaves unfinished ends as if its client had left.
class Drive {
 public:
  explicit Drive(World& world, RequestFacts facts = {}, std::uint64_t seed = 1)
      : world_(world), exchange_(std::move(facts), world.snapshot, Random(seed)) {
    keep(exchange_.start(world.port, world.now));
  }
  Drive(const Drive&) = delete;
  Drive& operator=(const Drive&) = delete;
  ~Drive() {
    if (!exchange_.finished()) exchange_.on(event::ClientGone{}, world_.port, world_.now);
  }

  Drive& on(const Event& event) {
    keep(exchange_.on(event, world_.port, world_.now));
    return *this;
  }
  Drive& after(Duration d, const Event& event) {
    world_.advance(d);
    return on(event);
  }
  /// Lets the time pass to the exchange's own timer.
  Drive& timer() {
    JURYMAST_ASSERT(exchange_.wake_at() < MonotonicTime::never());
    world_.now = std::max(world_.now, exchange_.wake_at());
    return on(event::TimerFired{});
  }
  Drive& connect(bool reused = false) {
    if (!reused) on(event::Dialed{});
    on(event::Connected{reused});
    return on(event::RequestSent{});
  }
  Drive& head(int status, wire::ContentKind content = wire::ContentKind::Json, wire::RetryHints hints = {}) {
    return on(event::Head{status, content, false, hints});
  }
  /// A whole error response.
  Drive& error(int status, std::string code = "", wire::RetryHints hints = {}) {
    connect().head(status, wire::ContentKind::Json, hints);
    event::ErrorBody body{.parsed = true, .facts = {}};
    body.facts.present = true;
    body.facts.code = std::move(code);
    return on(body);
  }
  /// A whole good answer.
  Drive& answer() {
    connect().head(200);
    return on(event::BodyComplete{good_answer()});
  }
  Drive& open_stream() { return connect().head(200, wire::ContentKind::EventStream); }

  static wire::AnswerFacts good_answer() {
    wire::AnswerFacts facts;
    facts.parsed = facts.object_matches = facts.required_present = facts.has_content = facts.finished = true;
    facts.finish = wire::FinishState::Stop;
    return facts;
  }

  /// The steps of the last call, as words.
  std::string last() const { return words_from(last_begin_); }
  /// All steps so far, as words.
  std::string all() const { return words_from(0); }
  /// True if the last call closed the attempt in flight.
  bool last_closes() const {
    return std::any_of(steps_.begin() + static_cast<std::ptrdiff_t>(last_begin_), steps_.end(),
                       [](const Step& s) { return std::holds_alternative<step::CloseUpstream>(s); });
  }
  template <class What>
  const What* find() const {
    for (const Step& step : steps_) {
      if (const What* const found = std::get_if<What>(&step)) return found;
    }
    return nullptr;
  }
  unsigned sends() const {
    return static_cast<unsigned>(std::count_if(steps_.begin(), steps_.end(), [](const Step& s) { return std::holds_alternative<step::Send>(s); }));
  }
  const record::Decision& decision() const { return exchange_.decision(); }
  const record::Attempt& attempt(std::size_t i) const { return exchange_.decision().attempts.at(i); }
  const Exchange& exchange() const { return exchange_; }
  Exchange& exchange() { return exchange_; }
  Duration wait_left() const { return exchange_.wake_at() - world_.now; }

 private:
  std::string words_from(std::size_t begin) const {
    std::string words;
    for (std::size_t i = begin; i < steps_.size(); ++i) words.append(words.empty() ? "" : " ").append(word_of(steps_[i]));
    return words;
  }
  std::string word_of(const Step& step) const {
    struct Words {
      const World& world;
      std::string operator()(const step::Send& s) const {
        constexpr std::array<std::string_view, 3> kPrompts{"", ",corrected", ",degraded"};
        return fmt::format("send({}{}{})", world.snapshot->target(s.target).name, s.fresh ? ",fresh" : "",
                           kPrompts[static_cast<std::size_t>(s.prompt)]);
      }
      std::string operator()(const step::CloseUpstream&) const { return "close"; }
      std::string operator()(const step::Wait&) const { return "wait"; }
      std::string operator()(const step::Validate&) const { return "validate"; }
      std::string operator()(const step::Commit& s) const { return fmt::format("commit({})", s.status); }
      std::string operator()(const step::Forward&) const { return "forward"; }
      std::string operator()(const step::EndClient&) const { return "end"; }
      std::string operator()(const step::AbortClient& s) const { return fmt::format("abort({})", name_of(s.failure_class)); }
      std::string operator()(const step::Answer& s) const {
        const std::string_view cause = s.failure_class ? name_of(*s.failure_class) : name_of(s.refusal.value_or(Refusal::Internal));
        const std::string wait = s.retry_after_s ? fmt::format(",{}s", *s.retry_after_s) : "";
        return fmt::format("answer({},{},{}{})", s.status, cause, s.final_answer ? "final" : "hopeful", wait);
      }
      std::string operator()(const step::Finish&) const { return "finish"; }
    };
    return std::visit(Words{world_}, step);
  }
  void keep(const Steps& steps) {
    last_begin_ = steps_.size();
    steps_.insert(steps_.end(), steps.begin(), steps.end());
  }

  World& world_;
  Exchange exchange_;
  std::vector<Step> steps_;
  std::size_t last_begin_ = 0;
};

inline RequestFacts streamed() {
  RequestFacts facts;
  facts.streamed = true;
  return facts;
}

}  // namespace jurymast::policy
