#include "app/log/log_cli.hpp"

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <thread>

#include "app/cli_flags.hpp"
#include "app/exit_code.hpp"
#include "app/log/log_checkpoint.hpp"
#include "app/log/log_compress.hpp"
#include "app/log/log_explain.hpp"
#include "app/log/log_export.hpp"
#include "app/log/log_forget.hpp"
#include "app/log/log_minutes.hpp"
#include "app/log/log_prune.hpp"
#include "app/log/log_render.hpp"
#include "app/log/log_show.hpp"
#include "app/log/log_tail.hpp"
#include "app/log/log_verify.hpp"
#include "app/status/status_config.hpp"
#include "record/rendering.hpp"

namespace jurymast::app {
namespace {

constexpr auto kFollowInterval = std::chrono::milliseconds(200);

/// What a subcommand takes beside its own options: where the log is.
template <class Options>
struct Asked {
  Options options;
  std::string config = "jurymast.toml";
};

/// Nothing more has to be known of where the log is.
template <class Options>
bool is_placed(const Options& options) {
  return !options.state.empty();
}
/// Whoever was sent a proof has its key, and no log.
bool is_placed(const LogVerifyProofOptions& options) { return !options.state.empty() || !options.key.empty(); }

template <class Options>
int run_there(Asked<Options>& asked, int (*run)(const Options&)) {
  if (is_placed(asked.options)) return run(asked.options);
  const auto snapshot = read_config_for_looking(asked.config);
  if (!snapshot) {
    std::fputs(snapshot.error().message.c_str(), stderr);
    std::fputs("The log can also be named by its state directory: --state DIR\n", stderr);
    return kUsage;
  }
  asked.options.state = snapshot->server.state;
  return run(asked.options);
}

/// What a user sees of one subcommand.
struct Naming {
  const char* name;
  const char* description;
};

template <class Options>
void add(CLI::App& log, const Naming& naming, int& code, void (*declare)(CLI::App&, Options&), int (*run)(const Options&)) {
  CLI::App* command = log.add_subcommand(naming.name, naming.description);
  const auto asked = std::make_shared<Asked<Options>>();
  declare(*command, asked->options);
  command->add_option("--state", asked->options.state, "The state directory; default: what the configuration names")
      ->type_name("DIR");
  add_config_flag(*command, asked->config);
  command->callback([asked, run, &code] { code = run_there(*asked, run); });
}

void declare_tail(CLI::App& command, LogTailOptions& options) {
  command.add_option("-n,--lines", options.lines, "How many lines from the end")
      ->type_name("COUNT")
      ->check(CLI::Range(std::size_t{0}, kLogTailLinesMax))
      ->capture_default_str();
  command.add_flag("--failures", options.failures, "Only what its client did not get, and records that are missing");
  command.add_flag("-f,--follow", options.follow, "Go on with the lines that come");
  command.add_flag("--json", options.json, "Print the lines as they stand in the log");
}

int tail(const LogTailOptions& asked) {
  LogTailOptions options = asked;
  options.wait = [] {
    std::fflush(stdout);
    std::this_thread::sleep_for(kFollowInterval);
    return std::ferror(stdout) == 0;
  };
  return run_log_tail(options, stdout, stderr);
}

void declare_show(CLI::App& command, LogShowOptions& options) {
  CLI::Option_group* which = command.add_option_group("Which", "One of these:");
  which->add_option("id", options.id, "The operation, as `x-request-id` names it")->type_name("ID");
  which->add_option("--request-id", options.request_id, "The id that the caller itself gave")->type_name("ID");
  which->require_option(1);
  add_json_flag(command, options.json);
}

int show(const LogShowOptions& options) { return run_log_show(options, stdout, stderr); }

void declare_export(CLI::App& command, LogExportOptions& options) {
  command.add_option("--since", options.since, "Not before this: `30m` ago, or RFC 3339")->type_name("TIME");
  command.add_option("--until", options.until, "Before this: `5m` ago, or RFC 3339")->type_name("TIME");
  command.add_option("--route", options.route, "Operations of this route alone")->type_name("ROUTE");
  command.add_flag("--failures", options.failures, "Only what its client did not get, and records that are missing");
  command.add_flag_function("--json", [](std::int64_t) {}, "The export is JSON Lines in any case");
}

int export_lines(const LogExportOptions& options) {
  SystemClock clock;
  return run_log_export(options, clock, stdout, stderr);
}

void declare_explain(CLI::App& command, LogExplainOptions& options) {
  command.add_option("id", options.id, "The operation, as `x-request-id` names it")->type_name("ID")->required();
  add_json_flag(command, options.json);
}

int explain_one(const LogExplainOptions& options) { return run_log_explain(options, stdout, stderr); }

template <std::size_t N>
std::vector<std::string> choices(const std::array<std::string_view, N>& names) {
  return {names.begin(), names.end()};
}

void declare_render(CLI::App& command, LogRenderOptions& options) {
  CLI::Option_group* which = command.add_option_group("Which", "One of these:");
  which->add_option("id", options.id, "The record, as `x-request-id` names an operation")->type_name("ID");
  which->add_option("--kind", options.kind, "The newest of this kind")
      ->type_name("KIND")
      ->check(CLI::IsMember({"operation", "probe"}));
  which->require_option(1);
  command.add_option("--as", options.form, "The template")
      ->type_name("TEMPLATE")
      ->check(CLI::IsMember(choices(record::kTemplateNames)))
      ->required();
  command.add_option("--format", options.format, "Default: as the template's source prints it")
      ->type_name("FORMAT")
      ->check(CLI::IsMember(choices(record::kRenderingFormatNames)));
  command.add_option("-n,--lines", options.lines, "With --kind: how many")
      ->type_name("COUNT")
      ->check(CLI::Range(std::size_t{1}, kLogRenderLinesMax))
      ->capture_default_str();
  command.footer(
      "A quality gate's record (a), a failure review's (b), an evidence checklist's (c), a telemetry review's (d), an incident's "
      "logging\n"
      "fields (e). Exit codes: 0 done, 1 nothing found, 2 usage, 3 a true value has no place in the template and is told on the "
      "error\n"
      "output, 5 the log cannot be read.");
}

int render_some(const LogRenderOptions& options) { return run_log_render(options, stdout, stderr); }

void declare_verify(CLI::App& command, LogVerifyOptions& options) {
  command.add_option("--checkpoint", options.checkpoint, "A checkpoint kept elsewhere, which the log must begin with")
      ->type_name("FILE");
  command.add_option("--key", options.key, "The log's public key; default: the state directory's")->type_name("FILE");
  add_json_flag(command, options.json);
}

void declare_checkpoint(CLI::App& command, LogCheckpointOptions& options) {
  command.add_option("--out", options.out, "Write it there, at once or not at all; default: the standard output")
      ->type_name("FILE");
  command.add_flag("--public-key", options.public_key, "Print the key that checkpoints are checked with instead");
}

int checkpoint(const LogCheckpointOptions& options) { return run_log_checkpoint(options, stdout, stderr); }

void declare_prove(CLI::App& command, LogProveOptions& options) {
  command.add_option("id", options.id, "The operation, as `x-request-id` names it")->type_name("ID")->required();
}

int prove(const LogProveOptions& options) { return run_log_prove(options, stdout, stderr); }

void declare_verify_proof(CLI::App& command, LogVerifyProofOptions& options) {
  command.add_option("file", options.file, "What `log prove` printed, or a packet in JSON")->type_name("FILE")->required();
  command.add_option("--key", options.key, "The log's public key; default: the state directory's")->type_name("FILE");
}

int verify_proof(const LogVerifyProofOptions& options) { return run_log_verify_proof(options, stdout, stderr); }

int verify(const LogVerifyOptions& options) { return run_log_verify(options, stdout, stderr); }

void declare_minutes(CLI::App& command, LogMinutesOptions& options) {
  command.add_option("route", options.route, "Default: all")->type_name("ROUTE");
  command.add_option("--from", options.from, "Not before this: `6h` ago, or RFC 3339; default: 1h")->type_name("TIME");
  command.add_option("--to", options.to, "Before this; default: now")->type_name("TIME");
  command.add_option("--step", options.step, "Whole minutes that make one row, such as 5m; default: 1m")->type_name("TIME");
  add_json_flag(command, options.json);
  command.add_flag("--csv", options.csv, "Print it as CSV")->excludes("--json");
  command.footer(
      "A running gateway counts once a minute and forgets what is older than `server.minutes_kept`. Exit codes: 0 done, 1 nothing "
      "was\n"
      "counted yet, 2 usage, 5 the database cannot be read.");
}

int minutes(const LogMinutesOptions& options) { return run_log_minutes(options, SystemClock().wall_now(), stdout, stderr); }

void declare_prune(CLI::App& command, LogPruneOptions& options) {
  command.add_option("--before", options.before, "Files whose last line is older: `90d` ago, or RFC 3339")->type_name("TIME");
  command.add_option("--keep", options.keep, "As many of the oldest that the log takes no more than this, such as 20GiB")
      ->type_name("SIZE");
  command.add_flag("--dry-run", options.dry_run, "Say which files would go, and delete none");
  command.footer(
      "Works beside a running gateway. Whole finished files go (64 MiB each), from the oldest on; the newest 250 000 lines stay, "
      "since\n"
      "a gateway reads them at its start. Nothing brings them back: copy them first where records have to be kept.\n"
      "Exit codes: 0 done or nothing to do, 2 usage or configuration, 5 a file cannot be deleted.");
}

int prune(const LogPruneOptions& options) { return run_log_prune(options, SystemClock().wall_now(), stdout, stderr); }

void declare_compress(CLI::App& command, LogCompressOptions& options) {
  command.add_flag("--dry-run", options.dry_run, "Say which files would be compressed, and compress none");
  command.footer(
      "For a gateway that is stopped: a running one compresses each file once it is finished (`server.log_compressed`). An index that "
      "is\n"
      "missing, damaged or of another version is made again. Every command reads compressed files, and `zstd -d FILE` gives one back.\n"
      "Exit codes: 0 done or nothing to do, 2 usage, configuration or a gateway runs there, 5 a file cannot be compressed.");
}

int compress(const LogCompressOptions& options) { return run_log_compress(options, stdout, stderr); }

void declare_forget(CLI::App& command, LogForgetOptions& options) {
  command.add_option("--before", options.before, "The first month that stays, for example 2026-09")->type_name("MONTH")->required();
  command.add_flag("--dry-run", options.dry_run, "Say which keys would be destroyed, and destroy none");
}

int forget(const LogForgetOptions& options) { return run_log_forget(options, SystemClock().wall_now(), stdout, stderr); }

}  // namespace

void add_log_commands(CLI::App& cli, int& code) {
  CLI::App* log = cli.add_subcommand("log", "Read the record: what was asked, tried, answered");
  log->require_subcommand(1);
  log->footer(
      "Reads files alone (but for compress, forget and prune), so it works beside a running gateway and without one. One operation's life: "
      "jurymast "
      "log explain ID.\n"
      "Exit codes: 0 done, 1 nothing found or a finding, 2 usage or configuration, 5 the log cannot be read.");
  add<LogTailOptions>(*log, {"tail", "Print the newest records, one a line"}, code, declare_tail, tail);
  add<LogShowOptions>(*log, {"show", "Print one operation's record"}, code, declare_show, show);
  add<LogExportOptions>(*log, {"export", "Print records as JSON Lines"}, code, declare_export, export_lines);
  add<LogExplainOptions>(*log, {"explain", "Say in words what happened to one operation, and what to do"}, code, declare_explain,
                         explain_one);
  add<LogRenderOptions>(*log, {"render", "Print a record in the form of a review's template"}, code, declare_render, render_some);
  add<LogVerifyOptions>(*log, {"verify", "Check that the log is whole and unchanged: chain, checkpoints, numbers, one record each"},
                        code, declare_verify, verify);
  add<LogCheckpointOptions>(*log, {"checkpoint", "Sign what the log holds now, to be kept elsewhere"}, code, declare_checkpoint,
                            checkpoint);
  add<LogProveOptions>(*log, {"prove", "Prove that one operation's record stands in the log"}, code, declare_prove, prove);
  add<LogMinutesOptions>(*log, {"minutes", "Print operations counted by minute, route, target, arm and class"}, code,
                         declare_minutes, minutes);
  add<LogPruneOptions>(*log, {"prune", "Delete the oldest files of the log, by age or by size"}, code, declare_prune, prune);
  add<LogCompressOptions>(*log, {"compress", "Compress the finished files of a stopped gateway's log, and index them"}, code,
                          declare_compress, compress);
  add<LogForgetOptions>(*log,
                        {"forget", "Destroy the keys of old months, so that the hashes in their records mean nothing to anybody"},
                        code, declare_forget, forget);
  add<LogVerifyProofOptions>(*log, {"verify-proof", "Check such a proof, or those of an incident's packet, without the log"}, code,
                             declare_verify_proof, verify_proof);
}

}  // namespace jurymast::app
