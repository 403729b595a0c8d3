#include "app/gate/gate_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/client/post_record.hpp"
#include "app/exit_code.hpp"
#include "app/gate/gate_question.hpp"
#include "app/gate/gate_slice.hpp"
#include "app/log/log_integrity.hpp"
#include "app/probe/other_gateway.hpp"
#include "app/status/status_config.hpp"
#include "store/file.hpp"

namespace jurymast::app {
namespace {

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

int complain(std::FILE* complaints, const Error& error, int code) {
  fmt::print(complaints, "jurymast gate: {}\n", error.message);
  return code;
}

int exit_code_of(record::GateVerdict verdict) {
  if (verdict == record::GateVerdict::Promote) return kPass;
  return verdict == record::GateVerdict::Investigate ? kInvestigate : kHold;
}

GateFormat format_named(std::string_view name, GateFormat otherwise) {
  const auto found = std::find(kGateFormatNames.begin(), kGateFormatNames.end(), name);
  return found == kGateFormatNames.end() ? otherwise : static_cast<GateFormat>(found - kGateFormatNames.begin());
}

bool print(std::FILE* out, const std::string& text) {
  return std::fwrite(text.data(), 1, text.size(), out) == text.size() && std::fflush(out) == 0;
}

Result<void> add_options(const GateOptions& options, evidence::ReadCase& read) {
  evidence::GateQuestion& question = read.asked.question;
  question.config_file = options.config;
  question.ticket = options.ticket;
  question.failing_signal = options.failing_signal;
  if (!options.failing_signal.empty() && !failure_class_named(options.failing_signal)) {
    return fail(Code::Invalid, "--failing-signal takes a failure class, as docs/failure-modes.md names them; {} is none",
                options.failing_signal);
  }
  question.account_specific = options.account_specific;
  question.packet = options.packet;
  read.rules.same_day = options.same_day ? 1 : 0;
  for (const std::string& rule : options.rules) {
    if (auto set = evidence::set_rule(read.rules, rule); !set) return set;
  }
  if (options.unresolved.size() > evidence::kUnresolvedMax) {
    return fail(Code::Invalid, "more than {} unresolved items; name the {} that weigh most", evidence::kUnresolvedMax,
                evidence::kUnresolvedMax);
  }
  for (const std::string& text : options.unresolved) {
    auto item = evidence::parse_unresolved(text);
    if (!item) return tl::unexpected(item.error());
    question.unresolved.push_back(*std::move(item));
  }
  return {};
}

/// Evidence is of one model: of a target that passes names on, of the one that is named.
Result<void> name_model(const std::string& model, evidence::GateQuestion& question) {
  if (model.empty() || model == question.subject.model) return {};
  if (!question.subject.model.empty()) {
    return fail(Code::Invalid, "target {} has a model of its own in the configuration, so no evidence is of {}: leave --model out",
                question.subject.target, model);
  }
  question.subject.model = question.asked_model = model;
  return {};
}

/// The same bytes that a replay will see: times as they are written, lines in their order.
Result<GateReport> report_as_written(const evidence::ReadCase& read) {
  auto written = evidence::read_case(evidence::render_case(read.rules, read.asked));
  if (!written) return tl::unexpected(written.error());
  return report_on(*std::move(written));
}

/// Says where the verdict stands now; that it stands nowhere changes nothing about it.
void record_verdict(const GateReport& report, const policy::ServerSettings& server, std::FILE* complaints) {
  record::GateRecord record = gate_record(report);
  // The same verdict of the same moment is the same record.
  Random random(std::stoull(report.evidence_digest.substr(0, 15), nullptr, 16));
  record.id = OperationId::make(record.at, random);
  if (const auto posted = post_record(server, render(record)); !posted) {
    fmt::print(complaints, "the verdict was not recorded: {}\n", posted.error().message);
    return;
  }
  fmt::print(complaints, "the verdict is recorded as {}\n", record.id.to_string());
}

void append_summary(const std::string& path, const GateReport& report, std::FILE* complaints) {
  if (path.empty()) return;
  const std::unique_ptr<std::FILE, Close> file(std::fopen(path.c_str(), "ae"));
  if (!file || !print(file.get(), gate_markdown(report)))
    fmt::print(complaints, "jurymast gate: the summary cannot be written to {}\n", path);
}

int run_replay(const GateOptions& options, std::FILE* out, std::FILE* complaints) {
  const auto text = store::read_file(options.replay, evidence::kCaseBytesMax);
  if (!text) return complain(complaints, text.error(), kUsage);
  const auto json = nlohmann::ordered_json::parse(*text, nullptr, false);
  if (!json.is_object() || !json.contains("case")) {
    fmt::print(complaints, "jurymast gate: {} is no report of `jurymast gate --format json`\n", options.replay);
    return kUsage;
  }
  auto read = evidence::read_case(json.at("case").dump());
  if (!read) {
    fmt::print(complaints, "jurymast gate: {}: case: {}\n", options.replay, read.error().message);
    return kUsage;
  }
  const GateReport report = report_on(*std::move(read));
  if (!print(out, render(report, format_named(options.format, GateFormat::Json)))) return kToolFailed;
  if (gate_json(report) == *text) return exit_code_of(report.verdict.word);
  fmt::print(complaints, "{} is not what its records give: it was changed, or another build made it\n", options.replay);
  return kCheckFailed;
}

}  // namespace

int run_gate(const GateOptions& options, Clock& clock, std::FILE* out, std::FILE* complaints) {
  if (!options.replay.empty()) return run_replay(options, out, complaints);
  if (options.route.empty()) {
    fmt::print(complaints, "jurymast gate: name a route, or a report with --replay FILE\n");
    return kUsage;
  }
  const auto snapshot = read_config_for_looking(options.config);
  if (!snapshot) {
    std::fputs(snapshot.error().message.c_str(), complaints);
    return kUsage;
  }
  auto question = gate_question(*snapshot, options.route, options.target);
  if (!question) return complain(complaints, question.error(), kUsage);
  if (const auto named = name_model(options.model, *question); !named) return complain(complaints, named.error(), kUsage);
  if (!options.via.empty()) {
    const auto address = via_address(options.via);
    if (!address) return complain(complaints, address.error(), kUsage);
    question->subject.via = *address;
  }
  question->at = clock.wall_now();
  evidence::ReadCase read;
  read.asked.question = *std::move(question);
  if (const auto added = add_options(options, read); !added) return complain(complaints, added.error(), kUsage);
  auto asked = gate_slice(snapshot->server.state, std::move(read.asked.question));
  if (!asked) return complain(complaints, asked.error(), kToolFailed);
  read.asked = *std::move(asked);
  auto looked = look_at_log(snapshot->server.state);
  if (!looked) return complain(complaints, looked.error(), kToolFailed);
  read.asked.log = *std::move(looked);
  const auto report = report_as_written(read);
  if (!report) return complain(complaints, report.error(), kToolFailed);

  if (!print(out, render(*report, format_named(options.format, GateFormat::Text)))) {
    fmt::print(complaints, "jurymast gate: the report cannot be written\n");
    return kToolFailed;
  }
  append_summary(options.step_summary, *report, complaints);
  record_verdict(*report, snapshot->server, complaints);
  return exit_code_of(report->verdict.word);
}

}  // namespace jurymast::app
