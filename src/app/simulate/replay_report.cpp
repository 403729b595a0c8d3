#include "app/simulate/replay_report.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "record/line.hpp"
#include "record/vocabulary.hpp"
#include "sim/replay.hpp"

namespace jurymast::app {
namespace {

bool is_interrupted(std::string_view record) {
  return record.ends_with(fmt::format(R"("outcome":"{}"}})", record::name_of(record::Outcome::Interrupted)));
}

}  // namespace

void ReplayRun::take(const store::LogLine& line) {
  if (!line.complete) return;
  const std::optional<record::SplitLine> split = record::split_line(line.text);
  if (!split || !split->checksum_holds) return;
  if (split->kind == "trace") return take_trace(split->record);
  if (split->kind != "operation") return;
  const auto id = record::operation_id_of(split->record);
  if (!id || (!id_.empty() && id->to_string() != id_)) return;
  take_operation(id->to_string(), line.text, split->record);
}

void ReplayRun::take_trace(std::string_view record) {
  if (waiting_.size() >= kWaitingTracesMax) waiting_.clear();
  const Result<sim::TraceIdentity> identity = sim::read_trace_identity(record);
  if (identity) waiting_.insert_or_assign(identity->id, Waiting{identity->digest, std::string(record)});
}

void ReplayRun::take_operation(const std::string& id, std::string_view line, std::string_view record) {
  ++report_.operations;
  const auto trace = waiting_.extract(id);
  if (is_interrupted(record)) {
    ++report_.interrupted;
  } else if (trace.empty()) {
    ++report_.untraced;
    check_by_table(id, line);
  } else {
    replay_trace(id, trace.mapped(), record);
  }
}

void ReplayRun::replay_trace(const std::string& id, const Waiting& waiting, std::string_view record) {
  const auto configuration = configurations_.find(waiting.digest);
  if (configuration == configurations_.end()) {
    ++report_.unknown_configurations[waiting.digest];
    return;
  }
  const Result<sim::TracedExchange> read = sim::read_trace(waiting.trace, *configuration->second);
  if (!read) return differ(id, read.error().message);
  if (read->cut) {
    ++report_.cut;
    return;
  }
  ++report_.replayed;
  const sim::Replay again = sim::replay(*read, configuration->second);
  if (again.difference) return differ(id, *again.difference);
  if (!sim::holds_decision(record, again.decision)) differ(id, "the record holds another decision than its trace leads to");
}

void ReplayRun::check_by_table(const std::string& id, std::string_view line) {
  if (const auto violation = sim::table_violation(line)) differ(id, *violation);
}

void ReplayRun::differ(const std::string& id, std::string what) {
  ++report_.different;
  if (report_.differences.size() < ReplayReport::kDifferencesMax) report_.differences.push_back({id, std::move(what)});
}

std::string replay_text(const ReplayReport& report) {
  std::string text;
  for (const ReplayDifference& one : report.differences) text += fmt::format("different {}: {}\n", one.id, one.what);
  const std::uint64_t hidden = report.different - report.differences.size();
  if (hidden > 0) text += fmt::format("and {} more\n", hidden);
  const auto count = [&](std::uint64_t operations, std::string_view what) {
    if (operations > 0) text += fmt::format("{:>10} {}\n", operations, what);
  };
  text +=
      fmt::format("{} of {} operations replayed, {} decided differently\n", report.replayed, report.operations, report.different);
  count(report.untraced, "without a trace: held against the table of failure classes alone (server.trace = true writes traces)");
  count(report.cut, "with a trace that was too long to be written whole: not replayed");
  count(report.interrupted, "interrupted: no decision was recorded");
  for (const auto& [digest, operations] : report.unknown_configurations) {
    count(operations, fmt::format("under a configuration that is not at hand, {}: name its file with --config", digest));
  }
  return text;
}

std::string replay_json(const ReplayReport& report) {
  auto differences = nlohmann::ordered_json::array();
  for (const ReplayDifference& one : report.differences) differences.push_back({{"id", one.id}, {"what", one.what}});
  const nlohmann::ordered_json json{{"operations", report.operations},
                                    {"replayed", report.replayed},
                                    {"different", report.different},
                                    {"untraced", report.untraced},
                                    {"cut", report.cut},
                                    {"interrupted", report.interrupted},
                                    {"unknown_configurations", report.unknown_configurations},
                                    {"differences", differences}};
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

}  // namespace jurymast::app
