#include "app/rollout/rollout_keeper.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "app/gate/snapshot_questions.hpp"
#include "app/rollout/rollout_rules.hpp"
#include "crypto/hex.hpp"

namespace jurymast::app {
namespace {

constexpr Duration kLookInterval = std::chrono::milliseconds(100);
/// How often a step down that the log did not take is offered to it again.
constexpr Duration kWriteAgainInterval = std::chrono::seconds(1);

using record::RolloutState;

record::PlainText plain(const std::string& text) { return record::PlainText::make(text).value_or(record::PlainText()); }

/// A rollout that no look can move any more.
bool is_over(const evidence::Rollout& rollout) {
  return rollout.state() == RolloutState::Closed && rollout.share().weight_ppm == 0;
}

std::string digest_of(const policy::Snapshot& snapshot) { return crypto::to_hex(snapshot.digest); }

}  // namespace

RolloutKeeper::RolloutKeeper(Parts parts, const std::string& state_directory, RolloutMemory memory)
    : parts_(std::move(parts)), memory_(std::move(memory)), sight_(parts_.loop.now()) {
  for (const auto& [subject, gate] : memory_.gates) background_.take(gate);
  for (const record::RolloutRecord& step : memory_.suspensions) rescues_.apply(step, parts_.snapshot());
  const std::uint64_t last_seq = parts_.journal.stats().last_seq;
  const std::uint64_t read_again = last_seq - std::min(last_seq, kLinesReadAgain);
  if (memory_.damaged) {
    parts_.alert({AlertName::NeedsDecision,
                  {},
                  {},
                  plain("What was kept of rollouts cannot be read; nothing is moved until the log has told it.")});
  }
  tail_ = std::make_unique<RecordTail>(
      RecordTail::Settings{state_directory, std::min(memory_.fold_after().value_or(read_again), read_again)},
      [this](TailBatch batch) { parts_.loop.post([this, batch = std::move(batch)]() mutable { take(std::move(batch)); }); });
}

void RolloutKeeper::adopt_config() {
  const std::string digest = digest_of(parts_.snapshot());
  if (digest != memory_.config_digest) {
    memory_.config_digest = digest;
    memory_.config_since = parts_.loop.wall_now();
    // Not kept, the next start takes its own time for that of the change, and a verdict has to be newer than that.
    parts_.keep(line_of_config(digest, *memory_.config_since), [](const Result<void>&) {});
  }
  if (memory_.config_since) background_.config_changed(*memory_.config_since);
  primaries_.follow(parts_.snapshot());
  rescues_.follow(parts_.snapshot());
  for (const policy::Route& route : parts_.snapshot().routes) {
    const auto found = tracks_.find(route.name);
    if (found != tracks_.end()) found->second.configure(rollout_rules(route));
  }
  publish();
}

void RolloutKeeper::stop(std::set<std::string> routes) {
  background_.stop(std::move(routes));
  next_look_ = {};
  look();
}

RolloutTrack& RolloutKeeper::track(const std::string& route) {
  const auto found = tracks_.find(route);
  if (found != tracks_.end()) return found->second;
  const auto configured = route_named(parts_.snapshot(), route);
  return tracks_.try_emplace(route, configured ? rollout_rules(**configured) : evidence::RolloutRules{}).first->second;
}

void RolloutKeeper::take(TailBatch batch) {
  if (parts_.told) parts_.told(batch);
  for (TailLine& line : batch.lines) take(std::move(line));
  last_seq_ = std::max(last_seq_, batch.last_seq);
  sight_.told(last_seq_);
  tail_->taken();
  if (batch.caught_up && !folded_) end_fold();
  // Who is hurt by a fallback is hurt until somebody looks.
  next_look_ = {};
  publish();
}

void RolloutKeeper::take(TailLine line) {
  if (const auto* const operation = std::get_if<evidence::JudgedOperation>(&line.what)) {
    const auto found = tracks_.find(operation->route);
    if (found != tracks_.end()) found->second.take(*operation);
    rescues_.take(*operation, parts_.snapshot());
    primaries_.take(*operation);
  } else if (const auto* const feedback = std::get_if<record::FeedbackRecord>(&line.what)) {
    const auto found = tracks_.find(feedback->route);
    if (found != tracks_.end()) found->second.take(*feedback);
    rescues_.take(*feedback);
  } else if (const auto* const gate = std::get_if<record::GateRecord>(&line.what)) {
    background_.take(*gate);
    parts_.keep(line_of(*gate), [](const Result<void>&) {});
  } else if (const auto* const change = std::get_if<record::OverrideRecord>(&line.what)) {
    background_.take(*change);
  } else if (auto* const settings = std::get_if<ConfigChange>(&line.what)) {
    background_.take(std::move(*settings));
  } else {
    take_rollout(std::get<record::RolloutRecord>(line.what));
  }
}

void RolloutKeeper::take_rollout(const record::RolloutRecord& step) {
  if (!is_rollout_step(step)) return rescues_.apply(step, parts_.snapshot());
  track(step.plan.route).take(step);
}

void RolloutKeeper::end_fold() {
  // Where the log does not reach back to it any more, the newest step alone says where a rollout stands.
  for (const auto& [route, newest] : memory_.newest) {
    if (!track(route).has_record()) track(route).take(newest);
  }
  folded_ = true;
  if (memory_.damaged) parts_.alert({.name = AlertName::NeedsDecision, .over = true});
  // What the log says of a fallback is obeyed before the fallback gets its share again.
  next_look_ = {};
  look();
}

evidence::RolloutSurroundings RolloutKeeper::surroundings(const std::string& route, const std::string& target) {
  evidence::RolloutSurroundings now;
  now.now = parts_.loop.wall_now();
  now.next_id = OperationId::make(now.now, parts_.random);
  now.config = parts_.snapshot().version;
  now.last_seq = last_seq_;
  now.gate = background_.gate_for(route, target);
  now.changed_at = background_.changed_at(route);
  now.blind_for = sight_.blind_for(parts_.loop.now());
  if (const evidence::PrimaryWatch* const primary = primaries_.of(route)) now.primary = primary->standing();
  now.changed_paths = changed_paths();
  now.stopped = background_.stopped(route);
  now.killed = parts_.kill.stands_for(route);
  now.undrawn = undrawn(route, target);
  return now;
}

std::string RolloutKeeper::undrawn(const std::string& route, const std::string& target) const {
  const auto overridden = parts_.desk.overrides().find(route);
  const auto found = route_named(parts_.snapshot(), route);
  if (overridden == parts_.desk.overrides().end() || !found) return "";
  return why_undrawn(overridden->second, parts_.snapshot().target((*found)->primary).name, target);
}

void RolloutKeeper::look() {
  const MonotonicTime now = parts_.loop.now();
  if (now < next_look_) return;
  next_look_ = now + kLookInterval;
  sight_.look(parts_.journal.stats(), now);
  if (!folded_) return;
  for (auto& [route, track] : tracks_) {
    if (is_over(track.rollout()) && !track.busy()) continue;
    if (auto step = track.next(surroundings(route, track.rollout().plan().target))) take_step(*std::move(step), nullptr);
  }
  look_at_rescues();
  tell_what_lasts();
  write_again(now);
}

Result<record::RolloutRecord> RolloutKeeper::propose(const std::string& route, const evidence::RolloutAsk& asked) {
  if (!folded_) return fail(Code::Unavailable, "the log is still being read after the start; nothing is moved until then");
  const auto configured = route_named(parts_.snapshot(), route);
  if (!configured) return tl::unexpected(configured.error());
  const auto found = tracks_.find(route);
  if (found == tracks_.end()) {
    const evidence::Rollout none(rollout_rules(**configured));
    return none.ask(asked, surroundings(route, asked.plan ? asked.plan->target : std::string()));
  }
  RolloutTrack& of_route = found->second;
  const evidence::Rollout ahead = of_route.ahead();
  auto step = ahead.ask(asked, surroundings(route, ahead.plan().target));
  if (step && of_route.busy() && (!lowers(*step) || of_route.full())) {
    return fail(Code::Exists, "a step of this rollout is being written; ask again in a second");
  }
  return step;
}

void RolloutKeeper::take_step(record::RolloutRecord step, StepDone done) {
  RolloutTrack& of_route = track(step.plan.route);
  of_route.begin(step, std::move(done));
  publish();
  write(step);
  tell(step);
}

void RolloutKeeper::write(const record::RolloutRecord& step) {
  if (lowers(step)) {
    append(step);
    // It stands in the log; the database only spares the next start some reading.
    parts_.keep(line_of(step), [](const Result<void>&) {});
    return;
  }
  parts_.keep(line_of(step), [this, step](const Result<void>& kept) {
    parts_.loop.post([this, step, kept] {
      if (!kept) return settled(step.plan.route, step.id, kept);
      append(step);
    });
  });
}

void RolloutKeeper::append(const record::RolloutRecord& step) {
  // The journal's thread only hands on; everything else happens here.
  parts_.journal.append(record::render(step), [this, route = step.plan.route, id = step.id](bool saved) {
    parts_.loop.post([this, route, id, saved] {
      if (saved) return settled(route, id, {});
      settled(route, id,
              fail(Code::Unavailable, "the disk did not take the step in time; if it turns up in the log after all, it holds"));
    });
  });
}

void RolloutKeeper::settled(const std::string& route, OperationId step, const Result<void>& result) {
  RolloutTrack& of_route = track(route);
  if (result) {
    of_route.logged(step);
  } else {
    of_route.failed(step, result.error());
    parts_.alert({AlertName::NeedsDecision, route, of_route.rollout().plan().target,
                  plain(fmt::format("A step of the rollout could not be written: {}", result.error().message))});
  }
  publish();
}

void RolloutKeeper::write_again(MonotonicTime now) {
  if (now < next_write_again_) return;
  next_write_again_ = now + kWriteAgainInterval;
  for (auto& [route, track] : tracks_) {
    for (const record::RolloutRecord& step : track.take_unwritten()) append(step);
  }
}

bool RolloutKeeper::configured(const std::string& route, const std::string& target) const {
  const policy::Snapshot& snapshot = parts_.snapshot();
  const auto found = route_named(snapshot, route);
  if (!found) return false;
  const auto& fallback = (*found)->fallback;
  return std::any_of(fallback.begin(), fallback.end(), [&](TargetIndex i) { return snapshot.target(i).name == target; });
}

void RolloutKeeper::publish() {
  policy::Traffic traffic;
  for (auto& [route, targets] : rescues_.suspended()) traffic[route].suspended = std::move(targets);
  for (const auto& [route, track] : tracks_) {
    const evidence::RolloutShare& share = track.share();
    if (!folded_ || share.target.empty() || !configured(route, share.target)) continue;
    policy::RouteTraffic& of_route = traffic[route];
    of_route.canary = share.target;
    of_route.weight_ppm = share.weight_ppm;
    of_route.low_risk_only = share.low_risk_only;
    of_route.restoring = share.restoring;
  }
  if (traffic == published_) return;
  published_ = traffic;
  parts_.desk.set_rollouts(std::move(traffic));
}

const evidence::Rollout* RolloutKeeper::rollout(const std::string& route) const {
  const auto found = tracks_.find(route);
  return found == tracks_.end() ? nullptr : &found->second.rollout();
}

evidence::RolloutShare RolloutKeeper::share(const std::string& route) const {
  const auto found = tracks_.find(route);
  return found == tracks_.end() || !folded_ ? evidence::RolloutShare{} : found->second.share();
}

bool RolloutKeeper::busy(const std::string& route) const {
  const auto found = tracks_.find(route);
  return found != tracks_.end() && found->second.busy();
}

std::vector<std::string> RolloutKeeper::routes() const {
  std::vector<std::string> names;
  for (const auto& [route, track] : tracks_) names.push_back(route);
  return names;
}

}  // namespace jurymast::app
