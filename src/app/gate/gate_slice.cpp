#include "app/gate/gate_slice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>

#include "record/line.hpp"
#include "store/log_reader.hpp"

namespace jurymast::app {
namespace {

/// The newest lines of one kind.
class Newest {
 public:
  explicit Newest(std::size_t count_max) : count_max_(count_max) {}
  void take(std::string_view line) {
    lines_.emplace_back(line);
    if (lines_.size() <= count_max_) return;
    lines_.pop_front();
    ++left_out_;
  }
  void move_to(evidence::GateCase& asked) {
    std::move(lines_.begin(), lines_.end(), std::back_inserter(asked.lines));
    asked.lines_left_out += left_out_;
  }

 private:
  std::size_t count_max_;
  std::deque<std::string> lines_;
  std::uint64_t left_out_ = 0;
};

/// Sorts the lines of a log by their text alone, since most of them are about something else.
class Slice {
 public:
  explicit Slice(const evidence::GateQuestion& question)
      : route_(fmt::format(R"("route":"{}")", question.subject.route)),
        // An interval that the clock has not lived through yet reaches back to its beginning.
        since_(to_rfc3339(std::max(WallTime(), question.at - question.evidence_age_max))) {}

  void take(std::string_view line) {
    const auto split = record::split_line(line);
    // What a damaged line is about cannot be told from it, unless by its time.
    if (!split) return damaged_.take(line);
    if (!split->checksum_holds) return take_recent(damaged_, line);
    if (split->kind == "contract") return contracts_.take(line);
    if (split->kind == "handoff" || split->kind == "note") return escalations_.take(line);
    if (split->kind == "gap") return take_recent(gaps_, line);
    if (split->kind == "config") return take_recent(changes_, line);
    if (line.find(route_) == std::string_view::npos) return;
    if (split->kind == "probe") return probes_.take(line);
    // A shadow's answer went to nobody, and says nothing of how callers are served.
    if (split->kind != "operation" || line.find(R"("arm":"shadow")") != std::string_view::npos) return;
    take_recent(line.find(R"("arm":"synthetic")") == std::string_view::npos ? operations_ : synthetic_, line);
  }

  void move_to(evidence::GateCase& asked) {
    for (Newest* const kind : {&probes_, &contracts_, &synthetic_, &operations_, &gaps_, &changes_, &escalations_, &damaged_})
      kind->move_to(asked);
  }

 private:
  void take_recent(Newest& kind, std::string_view line) {
    constexpr std::string_view kTime = R"("ts":")";
    const std::size_t at = line.find(kTime);
    // Times of one length in one zone sort as text.
    if (at != std::string_view::npos && line.substr(at + kTime.size(), since_.size()) >= since_) kind.take(line);
  }

  std::string route_;
  std::string since_;
  Newest probes_{kSliceProbesMax};
  Newest contracts_{kSliceContractsMax};
  Newest synthetic_{kSliceSyntheticMax};
  Newest operations_{kSliceOperationsMax};
  Newest gaps_{kSliceGapsMax};
  Newest changes_{kSliceChangesMax};
  Newest escalations_{kSliceEscalationsMax};
  Newest damaged_{kSliceDamagedMax};
};

}  // namespace

Result<evidence::GateCase> gate_slice(const std::string& state_directory, evidence::GateQuestion question) {
  Slice slice(question);
  const auto read = store::for_each_line(state_directory, 0, [&](const store::LogLine& line) {
    // A running gateway may be writing the last one.
    if (line.complete) slice.take(line.text);
    return true;
  });
  if (!read) return tl::unexpected(read.error());
  evidence::GateCase asked{std::move(question), {}, 0, {}};
  slice.move_to(asked);
  return asked;
}

}  // namespace jurymast::app
