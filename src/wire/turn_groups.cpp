#include "wire/turn_groups.hpp"

#include <algorithm>

namespace jurymast::wire {

std::vector<std::size_t> TurnGroups::groups() const {
  std::vector<std::size_t> oldest(parents_.size());
  for (std::size_t turn = 0; turn < parents_.size(); ++turn) {
    oldest[turn] = parents_[turn] == turn ? turn : oldest[parents_[turn]];
  }
  return oldest;
}

/// Halves the path on its way, so that long chains cost little.
std::size_t TurnGroups::oldest_of(std::size_t turn) {
  while (parents_[turn] != turn) {
    parents_[turn] = parents_[parents_[turn]];
    turn = parents_[turn];
  }
  return turn;
}

void TurnGroups::join(std::size_t a, std::size_t b) {
  const std::size_t one = oldest_of(a);
  const std::size_t other = oldest_of(b);
  parents_[std::max(one, other)] = std::min(one, other);
}

std::optional<std::size_t> TurnGroups::call_of(const TurnLinks& links) const {
  if (!links.answers) return latest_caller_;
  const auto found = latest_call_.find(*links.answers);
  return found == latest_call_.end() ? std::nullopt : std::optional(found->second);
}

void TurnGroups::follow_reasoning(std::size_t turn, const TurnLinks& links) {
  const bool first_behind = !reasoning_followed_;
  if (reasoning_ && (first_behind || (links.model_made && !links.reasoning))) join(turn, *reasoning_);
  if (links.reasoning) {
    reasoning_ = turn;
    reasoning_followed_ = false;
  } else if (links.model_made) {
    reasoning_followed_ = true;
  } else {
    reasoning_.reset();
  }
}

bool TurnGroups::push(const TurnLinks& links) {
  const std::size_t turn = parents_.size();
  parents_.push_back(turn);
  follow_reasoning(turn, links);
  const std::optional<std::size_t> call = links.answer ? call_of(links) : std::nullopt;
  if (call) join(turn, *call);
  for (const std::string& name : links.calls) latest_call_.insert_or_assign(name, turn);
  if (!links.calls.empty()) latest_caller_ = turn;
  call_count_ += links.calls.size();
  return !links.answer || call.has_value();
}

}  // namespace jurymast::wire
