#include "policy/tracer.hpp"

#include <algorithm>
#include <variant>

#include "base/assert.hpp"
#include "policy/setting_names.hpp"
#include "policy/trace_words.hpp"
#include "record/trace_head.hpp"

namespace jurymast::policy {
namespace {

using record::JsonLine;

/// More numbers than one question to the fleet ever draws.
constexpr std::uint64_t kDrawsMax = 64;

std::uint64_t nanoseconds(Duration duration) { return static_cast<std::uint64_t>(std::max<std::int64_t>(duration.count(), 0)); }

/// How many numbers were drawn from `before` until it was `after`.
std::uint64_t draws_between(Random before, const Random& after) {
  std::uint64_t draws = 0;
  for (; before != after; ++draws) {
    JURYMAST_ASSERT(draws < kDrawsMax);
    before.next();
  }
  return draws;
}

void put_evidence(JsonLine& line, const RequestFacts& facts, std::size_t fallbacks) {
  if (facts.evidence == kNothingShown) return;
  line.open_array("evidence");
  for (std::size_t i = 0; i < std::min(fallbacks, facts.evidence.size()); ++i) line.element(record::name_of(facts.evidence[i]));
  line.close_array();
}

/// The names of the route's targets at those places.
void put_places(JsonLine& line, std::string_view name, const RoutePlaces& places, const Snapshot& snapshot, const Route& route) {
  if (places.none()) return;
  line.open_array(name);
  for (std::size_t place = 0; place <= route.fallback.size() && place < places.size(); ++place) {
    if (places[place]) line.element(snapshot.target(target_at(route, place)).name);
  }
  line.close_array();
}

void put_assignment(JsonLine& line, const Assignment& assignment, const Snapshot& snapshot, const Route& route) {
  if (assignment == Assignment()) return;
  line.open_object("assignment");
  if (assignment.drawn()) {
    line.word("arm", record::name_of(assignment.arm));
    line.number("weight_ppm", *assignment.weight_ppm);
  }
  if (assignment.not_drawn) line.word("not_drawn", record::name_of(*assignment.not_drawn));
  if (assignment.first) line.text("first", snapshot.target(*assignment.first).name);
  put_places(line, "disabled", assignment.disabled, snapshot, route);
  put_places(line, "suspended", assignment.suspended, snapshot, route);
  if (assignment.mode) line.word("mode", name_of(*assignment.mode));
  if (assignment.permitted.any()) {
    line.open_array("permitted");
    for (std::size_t i = 0; i < kFailureClassCount; ++i) {
      if (assignment.permitted[i]) line.element(kFailureClassNames[i]);
    }
    line.close_array();
  }
  line.close_object();
}

void put_synthetic(JsonLine& line, const SyntheticProbe& probe, const Snapshot& snapshot) {
  line.open_object("synthetic");
  if (probe.forced) line.text("forced", snapshot.target(*probe.forced).name);
  line.word("fault", record::name_of(probe.fault));
  line.flag("shadow", probe.shadow);
  line.close_object();
}

void put_facts(JsonLine& line, const RequestFacts& facts, const Snapshot& snapshot) {
  line.open_object("facts");
  line.text("route", snapshot.route(facts.route).name);
  line.word("family", name_of(facts.family));
  line.flag("streamed", facts.streamed);
  line.flag("stateful", facts.stateful);
  line.flag("stored", facts.stored);
  line.flag("background", facts.background);
  if (facts.pinned) line.text("pinned", snapshot.target(*facts.pinned).name);
  line.flag("validated", facts.validated);
  line.flag("replay", facts.replay);
  line.flag("token_limit_said", facts.token_limit_said);
  if (facts.input_tokens_estimate) line.number("input_tokens_estimate", *facts.input_tokens_estimate);
  if (facts.client_timeout) line.number("client_timeout_ns", nanoseconds(*facts.client_timeout));
  line.word("log_healthy", record::name_of(facts.log_healthy));
  line.flag("killed", facts.killed);
  put_evidence(line, facts, snapshot.route(facts.route).fallback.size());
  put_assignment(line, facts.assignment, snapshot, snapshot.route(facts.route));
  if (facts.synthetic) put_synthetic(line, *facts.synthetic, snapshot);
  line.close_object();
}

void put_error(JsonLine& line, const wire::ErrorFacts& error) {
  if (!error.present) return;
  line.open_object("error");
  line.text_unless_empty("code", traced_error_word(error.code));
  line.text_unless_empty("type", traced_error_word(error.type));
  line.text_unless_empty("param", traced_error_word(error.param));
  if (error.numeric_code && *error.numeric_code >= 0) line.number("numeric", static_cast<std::uint64_t>(*error.numeric_code));
  if (error.retry_after) line.number("retry_after_ns", nanoseconds(*error.retry_after));
  line.close_object();
}

/// What an event holds, as members of its object.
struct EventMembers {
  JsonLine& line;

  void operator()(const event::Dialed&) const {}
  void operator()(const event::Connected& connected) const { line.flag("reused", connected.reused); }
  void operator()(const event::RequestSent&) const {}
  void operator()(const event::Head& head) const {
    line.number("status", static_cast<std::uint64_t>(head.status));
    line.word("content", word_of(kContentKindNames, head.content));
    line.flag("foreign_encoding", head.foreign_encoding);
    if (head.hints.retry_after) line.number("retry_after_ns", nanoseconds(*head.hints.retry_after));
    if (head.hints.ratelimit_reset) line.number("ratelimit_reset_ns", nanoseconds(*head.hints.ratelimit_reset));
  }
  void operator()(const event::ErrorBody& body) const {
    line.flag("parsed", body.parsed);
    line.flag("html", body.html);
    put_error(line, body.facts);
  }
  void operator()(const event::Content&) const {}
  void operator()(const event::StreamError& error) const { put_error(line, error.facts); }
  void operator()(const event::Terminal& terminal) const {
    line.word("finish", word_of(kFinishStateNames, terminal.finish));
    line.flag("has_content", terminal.has_content);
  }
  void operator()(const event::MalformedData&) const {}
  void operator()(const event::BodyComplete& body) const {
    const wire::AnswerFacts& facts = body.facts;
    line.flag("parsed", facts.parsed);
    line.flag("object_matches", facts.object_matches);
    line.flag("required_present", facts.required_present);
    line.flag("has_content", facts.has_content);
    line.flag("finished", facts.finished);
    line.word("finish", word_of(kFinishStateNames, facts.finish));
    put_error(line, facts.error);
  }
  void operator()(const event::Failed& failed) const {
    line.word("kind", word_of(kFailureKindNames, failed.kind));
    line.flag("bytes_sent", failed.bytes_sent);
    line.flag("response_started", failed.response_started);
  }
  void operator()(const event::Validated& validated) const { line.word("fault", name_of(validated.fault)); }
  void operator()(const event::TimerFired&) const {}
  void operator()(const event::ClientGone&) const {}
  void operator()(const event::Killed&) const {}
  void operator()(const event::LocalFailure& local) const { line.word("refusal", name_of(local.refusal)); }
};

/// Passes every question on to the fleet and writes it down with its answer.
class WitnessedFleet final : public FleetPort {
 public:
  WitnessedFleet(FleetPort& fleet, JsonLine& line, MonotonicTime began) : fleet_(fleet), line_(line), began_(began) {}

  Admission admit(const AdmissionAsk& ask, MonotonicTime now, Random& random) override {
    const Random before = random;
    const Admission admission = fleet_.admit(ask, now, random);
    open("asked", ask.target->name);
    line_.word("kind", word_of(kAttemptKindNames, ask.kind));
    line_.flag("uncharged", !ask.charge);
    line_.flag("place", ask.take_place);
    put_admission(admission);
    close(draws_between(before, random));
    return admission;
  }
  void settle(const Settlement& settlement, MonotonicTime now, Random& random) override {
    const Random before = random;
    fleet_.settle(settlement, now, random);
    open("settled", settlement.target->name);
    line_.word("class", name_of(settlement.failure_class));
    close(draws_between(before, random));
  }
  /// Ends the list, where one was begun.
  void end() {
    if (begun_) line_.close_array();
  }

 private:
  void open(std::string_view what, std::string_view target) {
    if (!begun_) line_.open_array("fleet");
    begun_ = true;
    line_.open_element();
    line_.text(what, target);
  }
  void put_admission(const Admission& admission) {
    const record::AdmissionFacts& facts = admission.facts;
    if (admission.denial != record::Denial::None) line_.word("denial", record::name_of(admission.denial));
    line_.word("breaker", record::name_of(facts.breaker));
    line_.number_unless_zero("epoch", facts.breaker_epoch);
    line_.number_unless_zero("tokens", facts.budget_before_milli);
    line_.number_unless_zero("tokens_after", facts.budget_after_milli);
    line_.number_unless_zero("pause_ns", nanoseconds(facts.pause_left));
    line_.number_unless_zero("in_flight", facts.in_flight);
    line_.number_unless_zero("limit", facts.in_flight_limit);
    line_.flag("probe", facts.probe);
    line_.number_unless_zero("credential_epoch", admission.credential_epoch);
    line_.flag("credential_probe", admission.credential_probe);
    if (admission.open_again) line_.number("open_again_ns", nanoseconds(*admission.open_again - began_));
  }
  void close(std::uint64_t draws) {
    line_.number_unless_zero("draws", draws);
    line_.close_object();
  }

  FleetPort& fleet_;
  JsonLine& line_;
  MonotonicTime began_;
  bool begun_ = false;
};

}  // namespace

Tracer::Tracer(const RequestFacts& facts, const Snapshot& snapshot, std::uint64_t seed, WallTime at) : snapshot_(snapshot) {
  record::begin_trace(line_, {facts.id, at, snapshot.version, snapshot.digest, seed});
  put_facts(line_, facts, snapshot);
  line_.open_array("events");
}

bool Tracer::open_event(std::string_view name, MonotonicTime now) {
  cut_ = cut_ || line_.size() > kTraceBytesMax;
  if (cut_) return false;
  line_.open_element();
  line_.number("at_ns", nanoseconds(now - began_));
  line_.word("event", name);
  if (content_seen_ != MonotonicTime::never()) line_.number("content_seen_ns", nanoseconds(content_seen_ - began_));
  content_seen_ = MonotonicTime::never();
  return true;
}

void Tracer::close_event(const Steps& steps) {
  if (steps.size() > 0) line_.open_array("steps");
  for (const Step& step : steps) line_.long_element(trace_word(step, snapshot_));
  if (steps.size() > 0) line_.close_array();
  line_.close_object();
}

Steps Tracer::start(Exchange& exchange, FleetPort& fleet, MonotonicTime now) {
  began_ = now;
  open_event(kTraceStart, now);
  WitnessedFleet witnessed(fleet, line_, began_);
  const Steps steps = exchange.start(witnessed, now);
  witnessed.end();
  close_event(steps);
  return steps;
}

Steps Tracer::on(Exchange& exchange, const Event& event, FleetPort& fleet, MonotonicTime now) {
  if (!open_event(kEventNames[event.index()], now)) return exchange.on(event, fleet, now);
  std::visit(EventMembers{line_}, event);
  WitnessedFleet witnessed(fleet, line_, began_);
  const Steps steps = exchange.on(event, witnessed, now);
  witnessed.end();
  close_event(steps);
  return steps;
}

std::string Tracer::take() {
  line_.close_array();
  line_.flag("cut", cut_);
  line_.end();
  return line_.take();
}

}  // namespace jurymast::policy
