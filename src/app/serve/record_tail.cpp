#include "app/serve/record_tail.hpp"

#include <pthread.h>

#include <algorithm>
#include <array>
#include <utility>

#include "record/line.hpp"
#include "record/parsed_line.hpp"
#include "store/log_reader.hpp"

namespace jurymast::app {
namespace {

constexpr std::string_view kStart = R"({"v":1,"kind":")";
constexpr std::string_view kNumber = R"(","seq":)";

/// The kind, by where it stands in every line; most lines are told apart by it without being read.
std::string_view kind_of(std::string_view line) {
  if (!line.starts_with(kStart)) return {};
  const std::size_t end = line.find('"', kStart.size());
  return end == std::string_view::npos ? std::string_view() : line.substr(kStart.size(), end - kStart.size());
}

std::uint64_t seq_of(std::string_view line, std::string_view kind) {
  const std::size_t at = kStart.size() + kind.size();
  if (kind.empty() || line.substr(at, kNumber.size()) != kNumber) return 0;
  std::uint64_t seq = 0;
  for (const char c : line.substr(at + kNumber.size())) {
    if (c < '0' || c > '9') break;
    seq = 10 * seq + static_cast<std::uint64_t>(c - '0');
  }
  return seq;
}

/// Kinds of records that tell of a change in how the gateway does or is wanted to.
bool tells_a_change(std::string_view kind) {
  static constexpr std::array<std::string_view, 6> kKinds{"alert", "boot", "config", "override", "rollout", "target_state"};
  return std::find(kKinds.begin(), kKinds.end(), kind) != kKinds.end();
}

template <class Record>
std::optional<TailLine> read_as(const record::SplitLine& line, Result<Record> (*read)(std::string_view)) {
  auto record = read(line.record);
  if (!record) return std::nullopt;
  return TailLine{line.seq, *std::move(record)};
}

/// Nothing where the configuration did not come into force, or changed no setting.
std::optional<TailLine> read_config(std::string_view line) {
  auto parsed = record::read_line(line);
  if (!parsed || !parsed->checksum_holds || !parsed->accepted || parsed->changed.empty()) return std::nullopt;
  return TailLine{parsed->seq, ConfigChange{parsed->at, std::move(parsed->changed)}};
}

}  // namespace

std::optional<TailLine> read_tail_line(std::string_view line, evidence::JudgedLineReader& operations) {
  const std::string_view kind = kind_of(line);
  if (kind == "operation") {
    auto judged = operations.read(line);
    return judged ? std::optional(TailLine{seq_of(line, kind), *std::move(judged)}) : std::nullopt;
  }
  if (kind == "config") return read_config(line);
  if (kind != "feedback" && kind != "gate" && kind != "override" && kind != "rollout") return std::nullopt;
  const auto split = record::split_line(line);
  if (!split || !split->checksum_holds) return std::nullopt;
  if (kind == "feedback") return read_as(*split, record::read_feedback);
  if (kind == "gate") return read_as(*split, record::read_gate);
  if (kind == "override") return read_as(*split, record::read_override);
  return read_as(*split, record::read_rollout);
}

RecordTail::RecordTail(Settings settings, Deliver deliver)
    : settings_(std::move(settings)), deliver_(std::move(deliver)), told_seq_(settings_.after_seq) {
  thread_ = std::thread([this] { run(); });
}

RecordTail::~RecordTail() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void RecordTail::taken() {
  {
    const std::lock_guard lock(mutex_);
    --waiting_batches_;
  }
  changed_.notify_all();
}

bool RecordTail::take(std::string_view line) {
  const std::uint64_t seq = seq_of(line, kind_of(line));
  // A line may be met both in what stood there and in what came; numbers rise, so it is known by its own.
  if (seq == 0 || seq <= told_seq_) return true;
  told_seq_ = seq;
  if (auto read = read_tail_line(line, operations_)) batch_.lines.push_back(*std::move(read));
  if (const std::string_view kind = kind_of(line); tells_a_change(kind)) {
    batch_.events.push_back({seq, std::string(kind), std::string(line)});
  }
  return batch_.lines.size() + batch_.events.size() < kTailBatchLines || hand_over(false);
}

/// False once the tail is to end.
bool RecordTail::hand_over(bool caught_up) {
  batch_.last_seq = told_seq_;
  batch_.caught_up = caught_up;
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return ending_ || waiting_batches_ < kTailBatchesMax; });
    if (ending_) return false;
    ++waiting_batches_;
  }
  deliver_(std::exchange(batch_, {}));
  return true;
}

bool RecordTail::wait_for_next_look() {
  std::unique_lock lock(mutex_);
  return !changed_.wait_for(lock, kTailInterval, [this] { return ending_; });
}

void RecordTail::run() {
  pthread_setname_np(pthread_self(), "record tail");
  // It stands at the end from now on, so that nothing is missed between the two.
  store::LogFollower follower(settings_.state_directory);
  const store::LineVisitor visit = [this](const store::LogLine& line) { return !line.complete || take(line.text); };
  // What cannot be read now is not told as read: whoever waits for its numbers sees that they do not come.
  while (!store::for_each_line(settings_.state_directory, settings_.after_seq, visit)) {
    if (!wait_for_next_look()) return;
  }
  if (!hand_over(true)) return;
  std::uint64_t handed_over = told_seq_;
  while (wait_for_next_look()) {
    (void)follower.poll(visit);
    if (told_seq_ == handed_over) continue;
    handed_over = told_seq_;
    if (!hand_over(true)) return;
  }
}

}  // namespace jurymast::app
