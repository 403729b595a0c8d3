#include "sim/shrink.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "sim/seed_run.hpp"

namespace jurymast::sim {
namespace {

/// Tries timelines, and keeps the smallest that fails in the same way.
class Search {
 public:
  Search(std::uint64_t seed, Shrunk& best) : seed_(seed), best_(best) {}

  bool fails(const Timeline& timeline) {
    if (best_.runs == kShrinkRunsMax) return false;
    ++best_.runs;
    const SeedRun run = run_timeline(seed_, timeline);
    const std::optional<Violation>& violation = run.ledger.violation();
    if (!violation || violation->invariant != best_.violation.invariant) return false;
    best_.timeline = timeline;
    best_.violation = *violation;
    return true;
  }

  /// Leaves out what is not needed of one of the timeline's lists.
  template <class Item>
  void reduce(std::vector<Item> Timeline::* list) {
    std::size_t chunk = (best_.timeline.*list).size();
    while (chunk > 0) {
      bool smaller = false;
      for (std::size_t at = 0; at < (best_.timeline.*list).size();) {
        Timeline candidate = best_.timeline;
        std::vector<Item>& items = candidate.*list;
        const auto begin = items.begin() + static_cast<std::ptrdiff_t>(at);
        items.erase(begin, begin + static_cast<std::ptrdiff_t>(std::min(chunk, items.size() - at)));
        if (fails(candidate)) {
          smaller = true;
        } else {
          at += chunk;
        }
      }
      if (!smaller || chunk > 1) chunk /= 2;
    }
  }

 private:
  std::uint64_t seed_;
  Shrunk& best_;
};

std::string describe(const Call& call) {
  std::string text =
      fmt::format("{:>7} ms  call {} route {}{}{}{}", to_ms(call.at), call.number, call.route.value,
                  call.streamed ? " streamed" : "", call.follow_up ? " follow-up" : "", call.stored ? " stored" : "");
  if (call.agent != Call::kNoAgent) text += fmt::format(" agent {}", call.agent);
  if (call.patience) text += fmt::format(" leaves after {} ms", to_ms(*call.patience));
  if (call.timeout) text += fmt::format(" times out after {} ms", to_ms(*call.timeout));
  return text;
}

}  // namespace

Shrunk shrink(std::uint64_t seed, Timeline timeline, const Violation& violation) {
  Shrunk best{std::move(timeline), violation, 0};
  Search search(seed, best);
  search.reduce(&Timeline::faults);
  search.reduce(&Timeline::calls);
  search.reduce(&Timeline::faults);
  return best;
}

std::string describe(const Timeline& timeline) {
  std::vector<std::string> lines;
  for (const Fault& fault : timeline.faults) lines.push_back(describe(fault));
  for (const Call& call : timeline.calls) lines.push_back(describe(call));
  std::string text;
  const std::size_t told = lines.size() <= kTimelineLinesMax ? lines.size() : kTimelineLinesMax - 1;
  for (std::size_t i = 0; i < told; ++i) text.append(lines[i]).append("\n");
  if (told < lines.size()) text.append(fmt::format("and {} more calls or faults\n", lines.size() - told));
  return text;
}

}  // namespace jurymast::sim
