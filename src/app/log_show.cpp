#include "app/log_show.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/exit_code.hpp"
#include "base/ids.hpp"
#include "record/line.hpp"
#include "record/parsed_line.hpp"
#include "store/log_reader.hpp"
#include "store/record_key.hpp"

namespace jurymast::app {
namespace {

using Wanted = std::function<bool(const record::ParsedLine&)>;

struct Sinks {
  std::FILE* out;
  std::FILE* err;
};

void print_record(std::string_view line, bool json, std::FILE* out) {
  const auto parsed = nlohmann::ordered_json::parse(line, nullptr, false);
  const bool raw = json || parsed.is_discarded();
  fmt::print(out, "{}\n", raw ? std::string(line) : parsed.dump(2));
}

/// How many were found, or a failure to read.
Result<std::size_t> show(const LogShowOptions& options, std::string_view needle, const Wanted& wanted, Sinks sinks) {
  std::size_t found = 0;
  const auto read = store::for_each_line(options.state, 0, [&](const store::LogLine& line) {
    // Most lines are told apart without reading them as JSON.
    if (line.text.find(needle) == std::string_view::npos) return true;
    const auto parsed = record::read_line(line.text);
    if (!parsed || parsed->kind != "operation" || !wanted(*parsed)) return true;
    if (!parsed->checksum_holds)
      fmt::print(sinks.err, "jurymast log: {}:{} was changed after it was written\n", line.file, line.number);
    print_record(line.text, options.json, sinks.out);
    ++found;
    return true;
  });
  if (!read) return tl::unexpected(read.error());
  return found;
}

int finish(const Result<std::size_t>& found, std::string_view what, std::FILE* err) {
  if (!found) {
    fmt::print(err, "jurymast log: {}\n", found.error().message);
    return kToolFailed;
  }
  if (*found > 0) return kPass;
  fmt::print(err, "jurymast log: no operation {}\n", what);
  return kCheckFailed;
}

int show_caller(const LogShowOptions& options, std::FILE* out, std::FILE* err) {
  const auto key = store::load_record_key(options.state);
  if (!key) {
    fmt::print(err, "jurymast log: a caller's id is stored only as a keyed hash, and {}\n", key.error().message);
    return kUsage;
  }
  const std::string hash = fmt::format("{:016x}", crypto::siphash24(store::caller_id_key(*key), options.request_id));
  const auto found =
      show(options, hash, [&](const record::ParsedLine& line) { return line.operation.caller_id == hash; }, {out, err});
  return finish(found, fmt::format("came with the id {}", options.request_id), err);
}

}  // namespace

int run_log_show(const LogShowOptions& options, std::FILE* out, std::FILE* err) {
  if (!options.request_id.empty()) return show_caller(options, out, err);
  if (!OperationId::parse(options.id)) {
    fmt::print(err,
               "jurymast log: `{}` is no operation's id, which are the 26 characters of x-request-id; for an id that "
               "the caller gave use "
               "--request-id\n",
               options.id);
    return kUsage;
  }
  const auto found = show(options, options.id,
                          [&](const record::ParsedLine& line) { return line.operation.id == options.id; }, {out, err});
  return finish(found, fmt::format("{} is in the log", options.id), err);
}

}  // namespace jurymast::app
