// Fills a state directory with a log of so many operations, through the journal that a gateway writes with.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <string>

#include "base/time.hpp"
#include "record/operation.hpp"
#include "served_operation.hpp"
#include "store/journal.hpp"

namespace jurymast {
namespace {

/// As many records as may wait for the journal's thread, with room to spare.
constexpr std::uint64_t kBatch = 1'200;
constexpr Duration kGroupCommit = std::chrono::milliseconds(5);
/// The outage takes this part of a day.
constexpr std::uint64_t kOutageShare = 24;
constexpr Duration kFlushTimeMax = std::chrono::minutes(1);

/// What failed at the target that is asked first, and was answered by the other one.
void fall_back(record::Operation& operation) {
  record::Decision& decision = operation.decision;
  decision.arm = record::Arm::Rescue;
  decision.route = record::RouteDecision::FallbackProvider;
  decision.served_by_name = "spare";
  decision.fallback_taken = decision.conditions_evaluated = true;
  decision.conditions.fill(record::Tri::True);
  decision.fallback_class = FailureClass::RateLimited;
  record::Attempt failed = decision.attempts.front();
  failed.failure_class = FailureClass::RateLimited;
  failed.http_status = 429;
  failed.next = record::NextStep::NextTarget;
  decision.attempts.insert(decision.attempts.begin(), failed);
  decision.attempts.back().number = 2;
  decision.attempts.back().target_name = "spare";
}

/// What nobody could answer.
void fail(record::Operation& operation) {
  record::Decision& decision = operation.decision;
  decision.outcome = record::Outcome::Failed;
  decision.status = 502;
  decision.failure_class = FailureClass::UpstreamError;
  decision.served_by_name = {};
  decision.committed = false;
  decision.attempts.front().failure_class = FailureClass::UpstreamError;
  decision.attempts.front().http_status = 500;
  operation.shape = {};
}

constexpr std::uint64_t kPercent = 100;

/// A request of a day: two routes, a third of them streams, callers' ids on a quarter; two in a hundred go wrong, and `troubled` forty.
record::Operation of_a_day(OperationId id, WallTime at, Random& random, bool troubled) {
  record::Operation operation = bench::served_operation(id, at);
  if (random.below(5) == 0) operation.start.route = "coder";
  if (random.below(4) == 0) operation.start.client_request_hash = random.next();
  operation.latency = std::chrono::milliseconds(300 + random.below(1'000));
  operation.decision.attempts.front().elapsed = operation.latency - std::chrono::microseconds(random.below(900));
  if (random.below(3) == 0) {
    operation.start.streamed = true;
    operation.first_content = std::chrono::milliseconds(100 + random.below(200));
    operation.decision.attempts.front().first_content = operation.first_content;
  }
  const std::uint64_t lot = random.below(kPercent);
  if (lot < (troubled ? 4U : 1U)) {
    fail(operation);
  } else if (lot < (troubled ? 40U : 2U)) {
    fall_back(operation);
  }
  return operation;
}

/// A clock that one thread moves on and others read.
class ToldClock final : public Clock {
 public:
  explicit ToldClock(WallTime begin) : begin_(begin) {}
  MonotonicTime now() override { return MonotonicTime{} + std::chrono::hours(1) + Duration(passed_.load()); }
  WallTime wall_now() override { return begin_ + Duration(passed_.load()); }
  void advance(Duration by) { passed_ += by.count(); }

 private:
  WallTime begin_;
  std::atomic<std::int64_t> passed_{0};
};

/// How many operations, and over how long a time they are told to have come; none: as fast as they are written.
struct Amount {
  std::uint64_t records = 0;
  Duration span{0};
};

/// Writes them by that clock, which is moved on so much with each.
int write(const std::string& directory, const Amount& amount, Clock& clock, const std::function<void(Duration)>& move_on) {
  store::JournalSettings settings;
  settings.state_directory = directory;
  settings.group_commit = kGroupCommit;
  const auto report = [](store::JournalAlarm, std::string_view) {};
  auto journal = store::Journal::open(std::move(settings), clock, report);
  if (!journal) {
    fmt::print(stderr, "bench_write_log: {}\n", journal.error().message);
    return 1;
  }
  Random random(1);
  // A day that is told has an outage in its middle.
  const auto is_troubled = [&amount](std::uint64_t i) {
    return i >= amount.records / 2 && i < amount.records / 2 + amount.records / kOutageShare;
  };
  const Duration step = amount.records == 0 ? Duration(0) : amount.span / static_cast<std::int64_t>(amount.records);
  for (std::uint64_t i = 0; i < amount.records; ++i) {
    const WallTime now = clock.wall_now();
    const OperationId id = OperationId::make(now, random);
    const bool told = amount.span != Duration(0);
    (*journal)->append(render(told ? of_a_day(id, now, random, is_troubled(i)) : bench::served_operation(id, now)));
    move_on(step);
    if ((i + 1) % kBatch == 0 && !(*journal)->flush(kFlushTimeMax)) break;
  }
  (*journal)->stop();
  const store::JournalStats stats = (*journal)->stats();
  fmt::print("{} lines written, {} lost\n", stats.lines, stats.records_lost);
  return stats.lines >= amount.records && stats.records_lost == 0 ? 0 : 1;
}

int write(const std::string& directory, const Amount& amount) {
  SystemClock system;
  if (amount.span == Duration(0)) return write(directory, amount, system, [](Duration) {});
  ToldClock told(system.wall_now() - amount.span);
  return write(directory, amount, told, [&told](Duration step) { told.advance(step); });
}

}  // namespace
}  // namespace jurymast

int main(int argc, char** argv) {
  CLI::App cli("Fills a state directory with a log of so many operations");
  std::string directory;
  std::uint64_t records = 0;
  cli.add_option("directory", directory, "The state directory, empty or not there")->required();
  cli.add_option("records", records, "How many operations")->required();
  std::uint32_t span_s = 0;
  cli.add_option("span", span_s, "Told to have come over so many seconds that end now; not given: as fast as they are written");
  CLI11_PARSE(cli, argc, argv);
  return jurymast::write(directory, {records, std::chrono::seconds(span_s)});
}
