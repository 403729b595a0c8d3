#include "app/log/log_show.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "app/exit_code.hpp"
#include "base/ids.hpp"
#include "record/hash_keys.hpp"
#include "record/line.hpp"
#include "record/parsed_line.hpp"
#include "store/log_reader.hpp"
#include "store/month_key.hpp"
#include "store/record_key.hpp"

namespace jurymast::app {
namespace {

using Needles = std::vector<std::string>;
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
Result<std::size_t> show(const LogShowOptions& options, const Needles& needles, const Wanted& wanted, Sinks sinks) {
  std::size_t found = 0;
  const auto read = store::for_each_line(options.state, 0, [&](const store::LogLine& line) {
    // Most lines are told apart without reading them as JSON.
    const auto in_line = [&](const std::string& needle) { return line.text.find(needle) != std::string_view::npos; };
    if (std::none_of(needles.begin(), needles.end(), in_line)) return true;
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

/// What records may hold of the caller's id: one hash for each month whose key is left, and one from before months had keys.
Result<Needles> hashes_of(const LogShowOptions& options) {
  auto keys = store::load_month_keys(options.state);
  if (!keys) return tl::unexpected(keys.error());
  auto oldest = store::load_record_key(options.state);
  if (!oldest) return tl::unexpected(oldest.error());
  Needles hashes;
  const auto add = [&](const Secret& key) {
    hashes.push_back(fmt::format("{:016x}", record::HashKeys(key).of_id(options.request_id)));
  };
  for (const store::MonthKey& month : *keys) add(month.key);
  add(*oldest);
  return hashes;
}

int show_caller(const LogShowOptions& options, std::FILE* out, std::FILE* err) {
  const auto hashes = hashes_of(options);
  if (!hashes) {
    fmt::print(err, "jurymast log: a caller's id is stored only as a keyed hash, and {}\n", hashes.error().message);
    return kUsage;
  }
  const auto found = show(options, *hashes,
                          [&](const record::ParsedLine& line) {
                            return std::find(hashes->begin(), hashes->end(), line.operation.caller_id) != hashes->end();
                          },
                          {out, err});
  return finish(found, fmt::format("came with the id {}, as far as the keys of its months were not destroyed", options.request_id),
                err);
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
  const auto found =
      show(options, {options.id}, [&](const record::ParsedLine& line) { return line.operation.id == options.id; }, {out, err});
  return finish(found, fmt::format("{} is in the log", options.id), err);
}

}  // namespace jurymast::app
