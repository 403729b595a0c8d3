#include "app/log/log_tail.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>

#include "app/exit_code.hpp"
#include "app/log/log_text.hpp"
#include "store/log_reader.hpp"

namespace jurymast::app {
namespace {

struct Sinks {
  std::FILE* out;
  std::FILE* err;
};

/// The line as it is to be printed; nothing where it is not wanted or was before. `last_seq` is of the last line looked at.
std::string printed(const store::LogLine& line, const LogTailOptions& options, std::uint64_t& last_seq) {
  if (!line.complete) return {};
  const auto parsed = record::read_line(line.text);
  if (parsed && parsed->seq <= last_seq) return {};
  if (parsed) last_seq = parsed->seq;
  if (!parsed)
    return options.json ? std::string() : fmt::format("{}:{} cannot be read; run: jurymast log verify\n", line.file, line.number);
  if (options.failures && !is_failure(*parsed)) return {};
  // Samples are figures for later; among what happened they would be noise.
  if (!options.json && (parsed->kind == "sample" || parsed->kind == "checkpoint")) return {};
  return (options.json ? std::string(line.text) : one_line(*parsed)) + "\n";
}

int failed(const Error& error, std::FILE* err) {
  fmt::print(err, "jurymast log: {}\n", error.message);
  return kToolFailed;
}

int follow(store::LogFollower& follower, const LogTailOptions& options, std::uint64_t last_seq, Sinks sinks) {
  const store::LineVisitor print = [&](const store::LogLine& line) {
    fmt::print(sinks.out, "{}", printed(line, options, last_seq));
    return true;
  };
  do {
    const auto polled = follower.poll(print);
    if (!polled) return failed(polled.error(), sinks.err);
    // The reader of a closed pipe has seen enough.
    if (std::fflush(sinks.out) != 0) return kPass;
  } while (options.wait());
  return kPass;
}

}  // namespace

int run_log_tail(const LogTailOptions& options, std::FILE* out, std::FILE* err) {
  // It stands at the end from now on, so that nothing is missed between the two.
  store::LogFollower follower(options.state);
  const std::size_t count = std::min(options.lines, kLogTailLinesMax);
  std::deque<std::string> newest;
  std::uint64_t last_seq = 0;
  const auto read = store::for_each_line(options.state, 0, [&](const store::LogLine& line) {
    std::string text = printed(line, options, last_seq);
    if (text.empty() || count == 0) return true;
    if (newest.size() == count) newest.pop_front();
    newest.push_back(std::move(text));
    return true;
  });
  if (!read) return failed(read.error(), err);
  for (const std::string& text : newest) fmt::print(out, "{}", text);
  if (!options.follow) return kPass;
  return follow(follower, options, last_seq, {out, err});
}

}  // namespace jurymast::app
