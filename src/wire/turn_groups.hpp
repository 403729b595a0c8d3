#pragma once
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jurymast::wire {

/// What one turn says of the turns it belongs with.
struct TurnLinks {
  std::vector<std::string> calls{};      ///< names under which a later turn may answer it
  std::optional<std::string> answers{};  ///< the name of the call it answers
  bool answer = false;                   ///< answers a call; one without a name answers whoever called last
  bool reasoning = false;                ///< goes with what the model made of it
  bool model_made = false;               ///< what a model says or calls
};

/// Finds out which turns stay or go together: an answer with the latest call of its name in front of it, and reasoning with what
/// follows it, up to the next reasoning or the next turn that the model did not make.
class TurnGroups {
 public:
  /// Takes the next turn; false if it answers a call that is nowhere in front of it.
  bool push(const TurnLinks& links);
  /// Takes the next turn, which belongs with no other and parts none.
  void push_apart() { parents_.push_back(parents_.size()); }
  /// True if a turn so far has called under this name.
  bool knows_call(std::string_view name) const { return latest_call_.contains(name); }
  std::size_t call_count() const { return call_count_; }
  /// For each turn the oldest one that it goes with.
  std::vector<std::size_t> groups() const;

 private:
  std::optional<std::size_t> call_of(const TurnLinks& links) const;
  std::size_t oldest_of(std::size_t turn);
  void join(std::size_t a, std::size_t b);
  void follow_reasoning(std::size_t turn, const TurnLinks& links);

  std::vector<std::size_t> parents_;  // never younger than the turn itself
  std::map<std::string, std::size_t, std::less<>> latest_call_;
  std::optional<std::size_t> latest_caller_;
  std::optional<std::size_t> reasoning_;
  bool reasoning_followed_ = false;
  std::size_t call_count_ = 0;
};

}  // namespace jurymast::wire
