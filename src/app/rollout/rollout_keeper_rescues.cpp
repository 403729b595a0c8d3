// How a gateway takes a fallback from its route's list, and back into it, by what its rescues have shown.
#include "app/rollout/rollout_keeper.hpp"

namespace jurymast::app {

void RolloutKeeper::look_at_rescues() {
  const WallTime now = parts_.loop.wall_now();
  const auto step = rescues_.next({now, OperationId::make(now, parts_.random), parts_.snapshot().version});
  if (!step) return;
  if (step->action == record::RolloutAction::Suspend) return suspend(*step);
  write_readmission(*step, nullptr);
}

/// A suspension waits for nothing: what is lost of it is found anew from the rescues that follow.
void RolloutKeeper::suspend(const record::RolloutRecord& step) {
  rescues_.apply(step, parts_.snapshot());
  publish();
  parts_.journal.append(record::render(step));
  parts_.keep(line_of(step), [](const Result<void>&) {});
  tell(step);
}

void RolloutKeeper::readmit(const std::string& route, const std::string& target, const std::string& person, StepDone done) {
  const WallTime now = parts_.loop.wall_now();
  const auto step =
      rescues_.ask_readmit(route, target, {now, OperationId::make(now, parts_.random), parts_.snapshot().version}, person);
  if (!step) return done(tl::unexpected(step.error()));
  write_readmission(*step, std::move(done));
}

void RolloutKeeper::write_readmission(const record::RolloutRecord& step, StepDone done) {
  rescues_.begin(step);
  const auto settle = [this, step, done = std::move(done)](const Result<void>& kept) {
    if (kept) rescues_.apply(step, parts_.snapshot());
    if (!kept) rescues_.give_up(step);
    publish();
    if (done) done(kept);
  };
  parts_.journal.append(record::render(step), [this, step, settle](bool saved) {
    parts_.loop.post([this, step, settle, saved] {
      if (!saved) return settle(fail(Code::Unavailable, "the disk did not take the end of the suspension in time"));
      parts_.keep(line_of(step), [this, settle](const Result<void>& kept) { parts_.loop.post([settle, kept] { settle(kept); }); });
    });
  });
}

}  // namespace jurymast::app
