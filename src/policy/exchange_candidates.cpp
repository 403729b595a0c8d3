#include <algorithm>

#include "policy/exchange.hpp"

namespace jurymast::policy {

using record::Denial;
using record::Tri;

/// The assigned fallback first, where there is one, then the primary, then the other fallbacks. A stateful request stays with the target
/// that holds its state, or with the primary where nobody knows.
void Exchange::list_candidates() {
  home_ = facts_.pinned.value_or(route().primary);
  if (forced()) return list_forced();
  const bool alone = facts_.pinned || facts_.stateful;
  if (facts_.assignment.first && !facts_.killed && !alone) add_candidate(*facts_.assignment.first);
  add_candidate(home_);
  if (alone) return;
  for (const TargetIndex index : route().fallback) add_candidate(index);
}

/// A forced probe has the one target that it was made for, unless everybody is kept from it.
void Exchange::list_forced() {
  const TargetIndex only = *facts_.synthetic->forced;
  Denial denial = barred(only);
  // How else could it be found out whether it may come back?
  if (denial == Denial::Suspended) denial = Denial::None;
  if (facts_.killed && only != route().primary) denial = Denial::Killed;
  if (denial == Denial::None) return add_candidate(only);
  decision_.passed_over.push_back({only, snapshot_->target(only).name, denial});
}

/// Home stays on the list where it comes first: that it is barred is then found on arrival, as any other reason to go elsewhere.
void Exchange::add_candidate(TargetIndex index) {
  const auto* const end = candidates_.begin() + candidate_count_;
  const bool known = std::find(candidates_.cbegin(), end, index) != end;
  if (known || candidate_count_ == candidates_.size() || !snapshot_->target(index).serves(facts_.family)) return;
  const Denial denial = forced() ? Denial::None : barred(index);
  if (denial == Denial::None || (candidate_count_ == 0 && index == home_)) {
    candidates_[candidate_count_++] = index;
  } else {
    barred_.push_back({index, snapshot_->target(index).name, denial});
  }
}

Denial Exchange::barred(TargetIndex index) const {
  const Assignment& assignment = facts_.assignment;
  if (assignment.disabled.none() && assignment.suspended.none()) return Denial::None;
  const auto place = place_on(route(), index);
  if (!place) return Denial::None;
  if (assignment.disabled[*place]) return Denial::Disabled;
  // What holds the request's state cannot be replaced by the next in the list.
  return assignment.suspended[*place] && index != home_ ? Denial::Suspended : Denial::None;
}

/// Told when a second target is wanted: until then nobody would have asked them.
void Exchange::note_barred() {
  for (const record::PassedOver& barred : barred_) {
    const bool told = std::any_of(decision_.passed_over.begin(), decision_.passed_over.end(),
                                  [&](const record::PassedOver& passed) { return passed.target == barred.target; });
    if (!told) decision_.passed_over.push_back(barred);
  }
}

bool Exchange::was_too_long() const {
  return !decision_.attempts.empty() && attempt().failure_class == FailureClass::ContextLength;
}

/// Home needs no proof: it is where the request goes if nobody moves it.
Tri Exchange::evidence_of(std::uint8_t position) const {
  if (goes_home(position)) return Tri::True;
  const auto place = place_on(route(), candidates_[position]);
  return place && *place > 0 && *place <= facts_.evidence.size() ? facts_.evidence[*place - 1] : Tri::Unknown;
}

/// Each fallback stands on its own evidence: one that failed its test does not keep the next from serving.
bool Exchange::evidence_permits(std::uint8_t position) const {
  const Tri evidence = evidence_of(position);
  return evidence == Tri::True || (evidence == Tri::Unknown && route().evidence == EvidenceRule::Warn);
}

std::uint8_t Exchange::next_suitable(std::uint8_t after) const {
  std::uint8_t next = next_fitting(after);
  while (next < candidate_count_ && !evidence_permits(next)) next = next_fitting(next);
  return next;
}

std::uint8_t Exchange::next_fitting(std::uint8_t after) const {
  const bool too_long = was_too_long();
  for (auto next = static_cast<std::uint8_t>(after + 1); next < candidate_count_; ++next) {
    // Home gets the chance to say so itself, unless its window is known to be no larger.
    const bool chance = goes_home(next) && !(target_at(next).context_window && target().context_window);
    if (too_long && !chance && !larger_window(target_at(next), target())) continue;
    if (window_condition(facts_, target_at(next)) != Tri::False) return next;
  }
  return candidate_count_;
}

/// The fallback that the conditions are asked about, be it one that does not suit; the count where there is none ahead.
std::uint8_t Exchange::considered_fallback() const {
  for (const auto step : {&Exchange::next_suitable, &Exchange::next_fitting}) {
    std::uint8_t next = (this->*step)(position_);
    if (goes_home(next)) next = (this->*step)(next);
    if (next < candidate_count_) return next;
  }
  return candidate_count_;
}

/// On the way home the fallbacks behind it count as far as they would be permitted.
unsigned Exchange::targets_left() const {
  const std::uint8_t first = next_suitable(position_);
  if (first == candidate_count_) return 0;
  unsigned count = 1;
  if (goes_home(first) && !conditions_now(true).permit(route().evidence)) return count;
  for (std::uint8_t next = next_suitable(first); next < candidate_count_; next = next_suitable(next)) ++count;
  return count;
}

}  // namespace jurymast::policy
