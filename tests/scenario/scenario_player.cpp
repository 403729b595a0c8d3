#include "scenario_player.hpp"

#include <algorithm>

namespace jurymast::scenario {
namespace {

using namespace policy;
using event::FailureKind;

/// No scenario needs more turns than this.
constexpr unsigned kTurnsMax = 1'000;

wire::ErrorFacts error_facts(const Upstream& upstream) {
  wire::ErrorFacts facts;
  facts.present = true;
  facts.code = upstream.code;
  facts.type = upstream.type;
  facts.param = upstream.param;
  return facts;
}

wire::ContentKind content_kind(const std::string& said, bool events) {
  if (said == "text/html") return wire::ContentKind::Html;
  if (said == "text/event-stream" || (said.empty() && events)) return wire::ContentKind::EventStream;
  return said.empty() || said == "application/json" ? wire::ContentKind::Json : wire::ContentKind::Other;
}

void live_through(const Earlier& earlier, World& world) {
  const unsigned i = earlier.target;
  if (earlier.state == "paused") return world.pause_target(i, earlier.time);
  if (earlier.state == "quota") return void(world.attempt(i, FailureClass::QuotaExhausted, 429));
  if (earlier.state == "credential_refused") return void(world.attempt(i, FailureClass::Auth, 401));
  world.break_target(i);
  if (earlier.state == "breaker_open") return;
  world.advance(world.target(i).breaker.open_cap);
  if (earlier.state == "half_open") return;
  for (unsigned n = 0; n < world.target(i).breaker.probes_to_close; ++n) world.attempt(i, FailureClass::Ok, 200);
}

World& prepare(Scenario& scenario) {
  scenario.world->adopt();
  for (const Earlier& earlier : scenario.earlier) live_through(earlier, *scenario.world);
  return *scenario.world;
}

wire::AnswerFacts answer_facts(const Upstream& upstream) {
  wire::AnswerFacts facts = Drive::good_answer();
  if (upstream.body == "empty") facts.has_content = false;
  if (upstream.body == "wrong_object") facts.object_matches = false;
  if (upstream.body == "garbage") facts = {};
  if (upstream.body == "error") facts.error = error_facts(upstream);
  return facts;
}

}  // namespace

Player::Player(Scenario& scenario)
    : scenario_(scenario), world_(prepare(scenario)), began_(world_.now), drive_(world_, scenario.facts) {}

std::string Player::play() {
  for (unsigned turn = 0; turn < kTurnsMax; ++turn) {
    if (std::string trouble = follow_steps(); !trouble.empty()) return trouble;
    if (drive_.exchange().finished()) return {};
    const MonotonicTime leaves = scenario_.client_leaves ? began_ + *scenario_.client_leaves : MonotonicTime::never();
    const MonotonicTime next = due_.empty() ? MonotonicTime::never() : due_.front().at;
    const MonotonicTime wake = drive_.exchange().wake_at();
    if (leaves <= std::min(next, wake)) {
      world_.now = std::max(world_.now, leaves);
      drive_.on(event::ClientGone{});
    } else if (next <= wake) {
      const Due due = due_.front();
      due_.pop_front();
      world_.now = std::max(world_.now, due.at);
      if (due.moves_stall) drive_.exchange().content_seen(world_.now);
      drive_.on(due.event);
    } else {
      drive_.timer();
    }
  }
  return "it does not end";
}

/// A new attempt takes the next of the scripted upstreams; a closed one says nothing more.
std::string Player::follow_steps() {
  if (drive_.last_closes()) due_.clear();
  if (drive_.sends() == sends_seen_) return {};
  sends_seen_ = drive_.sends();
  due_.clear();
  if (next_upstream_ == scenario_.upstream.size()) return "an attempt more than there are upstreams";
  const Upstream& upstream = scenario_.upstream[next_upstream_++];
  const std::string_view target = drive_.decision().attempts.back().target_name;
  if (upstream.target != target) return fmt::format("attempt {} went to {}, not to {}", sends_seen_, target, upstream.target);
  script(upstream);
  return {};
}

void Player::script(const Upstream& upstream) {
  const MonotonicTime now = world_.now;
  if (upstream.connect == "silent") return;
  if (upstream.connect == "refused") return push(now, event::Failed{FailureKind::Connect});
  if (upstream.connect == "dns") return push(now, event::Failed{FailureKind::Dns});
  const bool stale = upstream.connect == "stale";
  if (!stale) push(now, event::Dialed{});
  if (upstream.connect == "bad_certificate") return push(now, event::Failed{FailureKind::Tls});
  push(now, event::Connected{stale});
  push(now, event::RequestSent{});
  if (stale) return push(now, event::Failed{FailureKind::EndOfFile, true, false});
  const MonotonicTime head_at = now + upstream.delay;
  if (upstream.status) return script_response(upstream, head_at);
  if (upstream.close == "reset") push(head_at, event::Failed{FailureKind::Reset, true, false});
  if (upstream.close == "end") push(head_at, event::Failed{FailureKind::EndOfFile, true, false});
}

void Player::script_response(const Upstream& upstream, MonotonicTime at) {
  event::Head head;
  head.status = *upstream.status;
  head.content = content_kind(upstream.content_type, !upstream.events.empty());
  head.hints.retry_after = upstream.retry_after;
  push(at, head);
  if (!upstream.events.empty()) return script_events(upstream, at);
  if (upstream.body == "cut") return script_end(upstream.after, at);
  if (upstream.body == "silence") return;
  const bool answer = head.status == 200 && head.content == wire::ContentKind::Json;
  if (answer) return push(at, event::BodyComplete{answer_facts(upstream)});
  event::ErrorBody body;
  body.html = head.content == wire::ContentKind::Html;
  body.parsed = head.content == wire::ContentKind::Json;
  if (body.parsed) body.facts = error_facts(upstream);
  push(at, body);
}

void Player::script_events(const Upstream& upstream, MonotonicTime at) {
  bool content = false;
  for (const std::string& name : upstream.events) {
    at = at + upstream.event_gap;
    const bool repeated = name == "content" && content;
    content = content || name == "content";
    // Only the first content is told; what follows moves the stall clock, as the relay does.
    if (name == "preamble" || name == "usage") continue;
    push(at, repeated ? Event(event::TimerFired{}) : event_named(name, upstream), name == "content");
    if (name == "done") return;
  }
  script_end(upstream.after, at);
}

Event Player::event_named(const std::string& name, const Upstream& upstream) const {
  if (name == "content") return event::Content{};
  if (name == "finish") {
    const bool content = std::find(upstream.events.begin(), upstream.events.end(), "content") != upstream.events.end();
    return event::Terminal{wire::FinishState::Stop, content};
  }
  if (name == "finish_length") return event::Terminal{wire::FinishState::Length, false};
  if (name == "error") return event::StreamError{error_facts(upstream)};
  if (name == "malformed") return event::MalformedData{};
  return event::BodyComplete{};
}

void Player::script_end(const std::string& how, MonotonicTime at) {
  if (how == "reset") push(at, event::Failed{FailureKind::Reset, true, true});
  if (how == "cut") push(at, event::Failed{FailureKind::EndOfFile, true, true});
  if (how == "end") push(at, event::BodyComplete{});
}

std::optional<std::string> decision_text(const record::Decision& decision, const std::string& name) {
  const auto joined = [](const auto& items, const auto& word) {
    std::string text;
    for (const auto& item : items) text.append(text.empty() ? "" : " ").append(word(item));
    return text;
  };
  if (name == "outcome") return std::string(name_of(decision.outcome));
  if (name == "status") return std::to_string(decision.status);
  if (name == "class") return decision.failure_class ? std::string(name_of(*decision.failure_class)) : "none";
  if (name == "refusal") return decision.refusal ? std::string(name_of(*decision.refusal)) : "none";
  if (name == "route") return std::string(name_of(decision.route));
  if (name == "arm") return std::string(name_of(decision.arm));
  if (name == "weight_ppm") return decision.weight_ppm ? std::to_string(*decision.weight_ppm) : "none";
  if (name == "assigned") return decision.assigned_name.empty() ? "none" : std::string(decision.assigned_name);
  if (name == "fallback_class") return decision.fallback_class ? std::string(name_of(*decision.fallback_class)) : "none";
  if (name == "fallback_denial") return std::string(name_of(decision.fallback_denial));
  if (name == "fallback_refused") return decision.fallback_refused ? "true" : "false";
  if (name == "final") return decision.final_answer ? "true" : "false";
  if (name == "retry_after_s") return decision.retry_after_s ? std::to_string(*decision.retry_after_s) : "none";
  if (name == "queued_ms") return std::to_string(to_ms(decision.queued));
  if (name == "attempts") {
    return joined(decision.attempts, [](const record::Attempt& a) { return fmt::format("{}:{}", a.target_name, name_of(a.failure_class)); });
  }
  if (name == "retries") return joined(decision.attempts, [](const record::Attempt& a) { return std::string(name_of(a.retry)); });
  if (name == "maybe_executed") {
    return joined(decision.attempts, [](const record::Attempt& a) { return std::string(a.maybe_executed ? "yes" : "no"); });
  }
  if (name == "passed_over") {
    return joined(decision.passed_over, [](const record::PassedOver& p) { return fmt::format("{}:{}", p.target_name, name_of(p.denial)); });
  }
  return std::nullopt;
}

}  // namespace jurymast::scenario
