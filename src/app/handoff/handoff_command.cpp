#include "app/handoff/handoff_command.hpp"

#include <fmt/format.h>

#include "app/exit_code.hpp"
#include "app/kill/kill_file.hpp"
#include "app/override/override_client.hpp"
#include "app/status/status_config.hpp"
#include "record/handoff.hpp"
#include "review/lint.hpp"
#include "store/file.hpp"
#include "store/log_reader.hpp"

namespace jurymast::app {
namespace {

constexpr int kOk = 200;
constexpr int kServerFault = 500;

int complain(const HandoffWorld& world, const std::string& why, int exit) {
  fmt::print(world.complaints, "jurymast handoff: {}\n", why);
  return exit;
}

ShiftSurroundings surroundings_of(const policy::Snapshot& snapshot, WallTime now) {
  ShiftSurroundings surroundings{.now = now, .live = {}, .why = {}, .kill = {}};
  const auto answer = ask_gateway(snapshot, "GET", "/status");
  if (!answer) {
    surroundings.why = answer.error().message;
  } else if (answer->status != kOk) {
    surroundings.why = message_in(*answer);
  } else if (auto live = read_live(answer->body); live) {
    surroundings.kill = live->kill;
    surroundings.live = *std::move(live);
    return surroundings;
  } else {
    surroundings.why = live.error().message;
  }
  const auto text = store::read_file(snapshot.server.state + "/kill", kKillBytesMax);
  if (text) surroundings.kill = read_kill(*text);
  return surroundings;
}

HandoffStatement stated(const HandoffOptions& options, const Shift& shift) {
  HandoffStatement statement = statement_of(shift, "jurymast handoff" + config_words(options.config));
  if (!options.result.empty()) statement.result = options.result;
  if (!options.changed.empty()) statement.changed = options.changed;
  if (!options.uncertainty.empty()) statement.uncertainty = options.uncertainty;
  statement.ticket = options.ticket;
  return statement;
}

/// Tells which rules of hand-offs the text breaks; false where one of them is an error.
bool keeps_the_rules(const std::string& text, const HandoffWorld& world) {
  const auto today = std::chrono::floor<std::chrono::days>(std::chrono::sys_time<Duration>(world.now.since_epoch));
  const auto findings = review::lint(review::TextKind::Handoff, text, {.today = today});
  if (!findings) {
    complain(world, findings.error().message, kUsage);
    return false;
  }
  bool keeps = true;
  for (const review::Finding& one : *findings) {
    fmt::print(world.complaints, "jurymast handoff: {} [{}] {}: {}\n", name_of(one.rule->severity), one.rule->id, one.what,
               one.rule->instead);
    keeps = keeps && one.rule->severity != review::Severity::Error;
  }
  return keeps;
}

Result<record::HandoffRecord> record_of(const HandoffOptions& options, const HandoffStatement& statement,
                                        const HandoffWorld& world) {
  record::HandoffRecord record;
  record.at = world.now;
  record.id = OperationId::make(world.now, world.random);
  record.author = options.author;
  record.ticket = options.ticket;
  const std::array<std::pair<record::PlainText*, const std::string*>, 4> texts{{{&record.command, &statement.command},
                                                                                {&record.result, &statement.result},
                                                                                {&record.changed, &statement.changed},
                                                                                {&record.uncertainty, &statement.uncertainty}}};
  for (const auto& [place, text] : texts) {
    auto made = record::PlainText::make(*text);
    if (!made) return tl::unexpected(made.error());
    *place = *std::move(made);
  }
  return record;
}

/// Hands it to the gateway; where it stands, or why it does not, goes to the complaints, since the result is the hand-off itself.
int write_record(const HandoffOptions& options, const policy::Snapshot& snapshot, const record::HandoffRecord& record,
                 const HandoffWorld& world) {
  const std::string line = render(record);
  if (options.dry_run) {
    fmt::print(world.complaints, "dry run, nothing was recorded. It would be: {}\n", line);
    return kPass;
  }
  const auto answer = ask_gateway(snapshot, "POST", "/records", line);
  if (!answer)
    return complain(world,
                    fmt::format("nothing was recorded: only the running gateway writes its log ({})", answer.error().message),
                    kToolFailed);
  if (answer->status != kOk) {
    return complain(world, "nothing was recorded: " + message_in(*answer), answer->status >= kServerFault ? kToolFailed : kUsage);
  }
  fmt::print(world.complaints, "recorded as {}\n", record.id.to_string());
  return kPass;
}

}  // namespace

int run_handoff(const HandoffOptions& options, const HandoffWorld& world) {
  const auto snapshot = read_config_for_looking(options.config);
  if (!snapshot) {
    std::fputs(snapshot.error().message.c_str(), world.complaints);
    return kUsage;
  }
  ShiftLog log(world.now);
  const auto read = store::for_each_line(snapshot->server.state, 0, [&](const store::LogLine& line) {
    if (line.complete) log.take(line.text);
    return true;
  });
  if (!read) return complain(world, read.error().message, kToolFailed);
  const ShiftSurroundings surroundings = surroundings_of(*snapshot, world.now);
  if (!surroundings.live) complain(world, "the gateway does not tell its part: " + surroundings.why, kHold);
  const Shift shift = shift_of(log, *snapshot, surroundings);
  const HandoffStatement statement = stated(options, shift);
  const std::string text = render(shift, statement, options.format);
  std::fwrite(text.data(), 1, text.size(), world.out);
  if (!keeps_the_rules(render(shift, statement, HandoffFormat::Markdown), world)) return kUsage;
  if (options.write) {
    const auto record = record_of(options, statement, world);
    if (!record) return complain(world, record.error().message, kUsage);
    if (const int exit = write_record(options, *snapshot, *record, world); exit != kPass) return exit;
  }
  return surroundings.live ? kPass : kHold;
}

}  // namespace jurymast::app
