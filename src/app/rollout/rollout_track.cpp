#include "app/rollout/rollout_track.hpp"

#include <algorithm>
#include <utility>

namespace jurymast::app {

bool lowers(const record::RolloutRecord& step) { return step.weight_to_ppm < step.weight_from_ppm; }

RolloutTrack::Step* RolloutTrack::find(OperationId id) {
  const auto found = std::find_if(steps_.begin(), steps_.end(), [&](const Step& step) { return step.record.id == id; });
  return found == steps_.end() ? nullptr : &*found;
}

void RolloutTrack::take(const record::RolloutRecord& step) {
  // What was written again after a doubtful failure may stand there twice.
  if (has_record_ && step.id == last_taken_) return;
  has_record_ = true;
  last_taken_ = step.id;
  rollout_.apply(step);
  if (Step* const own = find(step.id)) own->seen = true;
  settle();
}

evidence::Rollout RolloutTrack::ahead() const {
  evidence::Rollout ahead = rollout_;
  for (const Step& step : steps_) {
    if (!step.seen) ahead.apply(step.record);
  }
  return ahead;
}

std::optional<record::RolloutRecord> RolloutTrack::next(const evidence::RolloutSurroundings& surroundings) const {
  if (full()) return std::nullopt;
  if (!busy()) return rollout_.next(surroundings);
  auto step = ahead().next(surroundings);
  if (step && !lowers(*step)) step.reset();
  return step;
}

void RolloutTrack::begin(record::RolloutRecord step, StepDone done) {
  const bool down = lowers(step);
  steps_.push_back({.record = std::move(step), .done = std::move(done)});
  if (down) share_ = ahead().share();
}

void RolloutTrack::logged(OperationId id) {
  if (Step* const step = find(id)) step->logged = true;
  settle();
}

void RolloutTrack::failed(OperationId id, const Error& error) {
  Step* const step = find(id);
  if (step == nullptr) return;
  const StepDone done = std::exchange(step->done, nullptr);
  step->unwritten = true;
  if (!lowers(step->record)) std::erase_if(steps_, [&](const Step& one) { return one.record.id == id; });
  settle();
  if (done) done(tl::unexpected(error));
}

std::vector<record::RolloutRecord> RolloutTrack::take_unwritten() {
  std::vector<record::RolloutRecord> records;
  for (Step& step : steps_) {
    if (std::exchange(step.unwritten, false) && !step.seen) records.push_back(step.record);
  }
  return records;
}

/// Lets go of the steps that are where they belong, and gives traffic what is then safe.
void RolloutTrack::settle() {
  std::vector<StepDone> through;
  std::erase_if(steps_, [&](Step& step) {
    const bool there = step.seen && (step.logged || lowers(step.record));
    if (there && step.done) through.push_back(std::move(step.done));
    return there;
  });
  const bool rising = std::any_of(steps_.begin(), steps_.end(), [](const Step& step) { return !lowers(step.record); });
  if (!rising) share_ = ahead().share();
  for (const StepDone& done : through) done({});
}

}  // namespace jurymast::app
