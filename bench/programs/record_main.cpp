// What one record costs: the two frames of an operation written as a loop writes them, and read by the journal's own thread into the log.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <string>

#include "base/time.hpp"
#include "record/operation.hpp"
#include "served_operation.hpp"
#include "store/journal.hpp"

namespace jurymast::bench {
namespace {

/// Written without a pause, and fewer than fill the room that waits for the journal's thread.
constexpr std::uint64_t kBatch = 2'000;
constexpr Duration kFlushTimeMax = std::chrono::minutes(1);

/// CPU time of the calling thread, or of the whole process.
std::int64_t cpu_ns(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return (std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec)).count();
}

struct RecordCost {
  std::int64_t loop_ns = 0;   ///< on the thread that serves requests
  std::int64_t other_ns = 0;  ///< on the journal's own thread
  std::uint64_t bytes = 0;    ///< of the records, as they were written
};

Result<RecordCost> measure(const std::string& directory, std::uint64_t records) {
  SystemClock clock;
  store::JournalSettings settings;
  settings.state_directory = directory;
  auto journal = store::Journal::open(std::move(settings), clock, [](store::JournalAlarm, std::string_view) {});
  if (!journal) return tl::unexpected(journal.error());
  store::Lane& lane = (*journal)->lane(0);
  Random random(1);
  RecordCost cost;
  const std::int64_t process_before = cpu_ns(CLOCK_PROCESS_CPUTIME_ID);
  const std::int64_t thread_before = cpu_ns(CLOCK_THREAD_CPUTIME_ID);
  for (std::uint64_t i = 0; i < records; ++i) {
    const WallTime now = clock.wall_now();
    const record::Operation operation = served_operation(OperationId::make(now, random), now);
    const std::string record = record::render(operation);
    if (!lane.start(record::render_start(operation.start)) || !lane.end(record))
      return fail(Code::Exhausted, "the journal had no room for record {}", i);
    cost.bytes += record.size();
    if ((i + 1) % kBatch == 0 && !(*journal)->flush(kFlushTimeMax))
      return fail(Code::Unavailable, "the journal did not take {} records in time", kBatch);
  }
  cost.loop_ns = cpu_ns(CLOCK_THREAD_CPUTIME_ID) - thread_before;
  if (!(*journal)->flush(kFlushTimeMax)) return fail(Code::Unavailable, "the journal did not take the last records in time");
  cost.other_ns = cpu_ns(CLOCK_PROCESS_CPUTIME_ID) - process_before - cost.loop_ns;
  (*journal)->stop();
  const store::JournalStats stats = (*journal)->stats();
  if (stats.records_lost > 0 || stats.lines < records)
    return fail(Code::Corrupt, "{} of {} records are in the log, {} were lost", stats.lines, records, stats.records_lost);
  return cost;
}

}  // namespace
}  // namespace jurymast::bench

int main(int argc, char** argv) {
  CLI::App cli("Writes so many records through the gateway's journal and prints what each cost, as JSON", "bench_record");
  std::string directory;
  std::uint64_t records = 0;
  cli.add_option("directory", directory, "The state directory, empty or not there")->required();
  cli.add_option("records", records, "How many records")->required()->check(CLI::PositiveNumber);
  CLI11_PARSE(cli, argc, argv);
  const auto cost = jurymast::bench::measure(directory, records);
  if (!cost) {
    fmt::print(stderr, "bench_record: {}\n", cost.error().message);
    return 1;
  }
  fmt::print(R"({{"records":{},"loop_ns":{},"other_ns":{},"bytes":{}}})"
             "\n",
             records, cost->loop_ns, cost->other_ns, cost->bytes);
  return 0;
}
