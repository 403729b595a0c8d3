#include <fmt/format.h>

#include <charconv>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "figures.hpp"
#include "seed_batch.hpp"
#include "sim/seed_run.hpp"
#include "sim/shrink.hpp"
#include "sim/swarm.hpp"

/// Runs the swarm over many seeds and prints what was checked, or one seed with everything that happens in it.
namespace jurymast::sim {
namespace {

constexpr std::string_view kUsage =
    "usage: jurymast_sim [--seeds N] [--first-seed S] [--seconds T] [--threads N]\n"
    "       jurymast_sim --seed S [--seconds T]    one seed, with its trace\n"
    "       jurymast_sim --figures N               every named outage with every protection, at N calls a second\n"
    "       jurymast_sim --expect NAMES [...]      succeeds if one of these invariants fails; `any` stands for all\n";

constexpr std::string_view kAny = "any";

struct Arguments {
  BatchSettings batch;
  std::optional<std::uint64_t> one_seed;
  std::optional<std::uint64_t> figures_at;  ///< calls a second
  std::string_view expected;                ///< the invariants of which one is to fail, separated by blanks
};

std::optional<std::uint64_t> read_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

bool read_argument(std::string_view name, std::string_view text, Arguments& arguments) {
  if (name == "--expect") {
    arguments.expected = text;
    return true;
  }
  const std::optional<std::uint64_t> number = read_number(text);
  if (!number) return false;
  if (name == "--seeds")
    arguments.batch.seeds = *number;
  else if (name == "--first-seed")
    arguments.batch.first_seed = *number;
  else if (name == "--seconds")
    arguments.batch.length = std::chrono::seconds(*number);
  else if (name == "--threads")
    arguments.batch.threads = static_cast<unsigned>(*number);
  else if (name == "--figures")
    arguments.figures_at = *number;
  else if (name == "--seed")
    arguments.one_seed = *number;
  else
    return false;
  return true;
}

void print_table(const Ledger& ledger) {
  fmt::print("{:<21} {:>12} {:>12} {:>12}  {}\n", "invariant", "checked", "worst", "bound", "what is measured; its bound");
  for (std::size_t i = 0; i < kInvariantCount; ++i) {
    const auto invariant = static_cast<Invariant>(i);
    const Ledger::Entry& entry = ledger.entry(invariant);
    const InvariantRow& row = row_of(invariant);
    fmt::print("{:<21} {:>12} {:>12} {:>12}  {}\n", row.name, entry.checked, entry.worst, entry.bound, row.meaning);
  }
}

void print_shrunk(std::uint64_t seed, const Timeline& timeline, const Violation& violation) {
  const Shrunk shrunk = shrink(seed, timeline, violation);
  fmt::print("shrunk in {} runs: {}\n{}", shrunk.runs, describe(shrunk.violation), describe(shrunk.timeline));
}

int run_one(std::uint64_t seed, Duration length) {
  const Timeline timeline = swarm_timeline(seed, length);
  const SeedRun run = run_timeline(seed, timeline, [](const std::string& line) { fmt::print("{}\n", line); });
  print_table(run.ledger);
  fmt::print("seed {}: {} calls, {} events, trace {:016x}\n", seed, run.calls, run.events, run.trace_hash);
  if (!run.ledger.violation()) return 0;
  fmt::print("{}\n", describe(*run.ledger.violation()));
  print_shrunk(seed, timeline, *run.ledger.violation());
  return 1;
}

int run_many(const Arguments& arguments) {
  const BatchResult result = run_batch(arguments.batch);
  print_table(result.ledger);
  fmt::print("{} seeds of {} s: {} calls, {} events, {} seeds run twice, traces {:016x}\n", result.seeds,
             to_ms(arguments.batch.length) / 1000, result.calls, result.events, result.run_twice, result.hash);
  if (!result.failed_seed) return 0;
  if (!result.violation) {
    fmt::print("seed {}: two runs of it differ\n", *result.failed_seed);
    return 1;
  }
  fmt::print("seed {}: {}\n", *result.failed_seed, describe(*result.violation));
  if (result.violation->invariant == Invariant::WaitsSpread) return 1;  // many seeds together show it, none alone
  print_shrunk(*result.failed_seed, swarm_timeline(*result.failed_seed, arguments.batch.length), *result.violation);
  return 1;
}

/// For programs with a planted fault: found in time, and by the invariant that is for it.
int run_expecting(const Arguments& arguments) {
  const BatchResult result = run_batch(arguments.batch);
  if (!result.violation) {
    fmt::print("not found in {} seeds\n", result.seeds);
    return 1;
  }
  const std::string_view found = row_of(result.violation->invariant).name;
  fmt::print("found by {} after {} seeds\n", found, result.seeds);
  return arguments.expected == kAny || arguments.expected.find(found) != std::string_view::npos ? 0 : 1;
}

int run(int count, char** texts) {
  Arguments arguments;
  for (int i = 1; i < count; i += 2) {
    if (i + 1 == count || !read_argument(texts[i], texts[i + 1], arguments)) {
      fmt::print(stderr, "{}", kUsage);
      return 2;
    }
  }
  if (arguments.one_seed) return run_one(*arguments.one_seed, arguments.batch.length);
  if (arguments.figures_at) return print_figures(static_cast<unsigned>(*arguments.figures_at));
  return arguments.expected.empty() ? run_many(arguments) : run_expecting(arguments);
}

}  // namespace
}  // namespace jurymast::sim

int main(int count, char** texts) { return jurymast::sim::run(count, texts); }
