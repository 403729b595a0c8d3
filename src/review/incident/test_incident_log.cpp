#include "review/incident/test_incident_log.hpp"

#include <algorithm>

#include "record/events.hpp"
#include "record/line.hpp"

namespace jurymast::review::testing {
namespace {

namespace records = record::testing;
using record::Outcome;
using std::chrono::milliseconds;

constexpr std::int64_t kMinuteS = 60;

std::uint16_t status_of(FailureClass failure_class) {
  switch (failure_class) {
    case FailureClass::RateLimited:
      return 429;
    case FailureClass::Auth:
      return 401;
    case FailureClass::InvalidRequest:
      return 400;
    case FailureClass::UpstreamError:
      return 500;
    default:
      return 200;
  }
}

/// The request of that number with its fate.
record::Operation operation_of(std::uint64_t number, const Fate& fate) {
  record::Operation operation = fate.rescued ? records::rescued(number) : records::served(number);
  operation.latency = fate.latency;
  operation.shape.finish_state = "stop";
  if (fate.failure_class == FailureClass::Ok && !fate.cancelled) return operation;
  record::Decision& decision = operation.decision;
  const FailureClass seen = fate.cancelled ? FailureClass::Cancelled : fate.failure_class;
  decision.attempts.front().failure_class = seen;
  decision.attempts.front().http_status = status_of(seen);
  if (fate.rescued) {
    decision.fallback_class = seen;
    return operation;
  }
  decision.outcome = fate.cancelled ? Outcome::Cancelled : Outcome::Failed;
  decision.status = fate.cancelled ? 499 : 502;
  decision.failure_class = seen;
  decision.served_by_name = {};
  decision.committed = false;
  operation.shape = {};
  return operation;
}

record::AlertRecord alert_at(std::int64_t second, record::AlertState state) {
  record::AlertRecord alert = records::alert_of_ours();
  alert.at = records::moment(second);
  alert.id = records::operation_id(static_cast<std::uint64_t>(500'000 + second));
  alert.state = state;
  alert.name = "primary_degraded";
  alert.labels = {{"route", "assistant"}};
  return alert;
}

record::TargetStateRecord breaker(std::int64_t second, record::TargetState from, record::TargetState to) {
  record::TargetStateRecord state;
  state.at = records::moment(second);
  state.target = "main";
  state.family = Family::ChatCompletions;
  state.from = from;
  state.to = to;
  return state;
}

record::BootRecord boot(std::int64_t second, std::string build) {
  record::BootRecord start;
  start.at = records::moment(second);
  start.boot = "boot";
  start.version = std::move(build);
  return start;
}

record::ConfigRecord config(std::int64_t second, std::uint64_t version, std::vector<std::string> changed) {
  record::ConfigRecord taken;
  taken.at = records::moment(second);
  taken.accepted = true;
  taken.version = version;
  taken.changed = std::move(changed);
  return taken;
}

/// As ever before `begin` and from `end` on; in between so many in a hundred have that fate.
struct Trouble {
  std::int64_t begin_s = kBeginsS;
  std::int64_t end_s = 0;
  std::uint64_t percent = 0;
  Fate fate;
};

Traffic traffic(std::int64_t to_s, std::vector<Trouble> troubles) {
  Traffic asked;
  asked.to_s = to_s;
  asked.fate = [troubles = std::move(troubles)](std::int64_t second, Random& random) {
    for (const Trouble& trouble : troubles) {
      if (second < trouble.begin_s || second >= trouble.end_s || !random.chance(trouble.percent, 100)) continue;
      Fate fate = trouble.fate;
      fate.part_of_incident = true;
      return fate;
    }
    return as_ever(random);
  };
  return asked;
}

void begin(LogMaker& log, const char* build) {
  log.add(-2, render(boot(-2, build)));
  for (const std::string& part : render_snapshot(records::snapshot_in_force())) log.add(-1, part);
}

}  // namespace

Fate as_ever(Random& random) {
  Fate fate;
  if (!random.chance(1, 200)) return fate;
  fate.failure_class = FailureClass::UpstreamError;
  fate.rescued = true;
  return fate;
}

void LogMaker::add(const Traffic& asked) {
  const auto count = static_cast<std::uint64_t>(asked.to_s - asked.from_s) * asked.per_minute / kMinuteS;
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto spread = static_cast<std::uint64_t>(kMinuteS * 1000) / asked.per_minute;
    const milliseconds at(static_cast<std::int64_t>(i * spread + random_.below(spread)));
    const WallTime time = records::moment(asked.from_s) + at;
    add_operation(time, asked.fate(asked.from_s + std::chrono::floor<std::chrono::seconds>(at).count(), random_));
  }
}

void LogMaker::add(std::int64_t second, std::string record) { records_.emplace(records::moment(second), std::move(record)); }

void LogMaker::add_operation(WallTime at, const Fate& fate) {
  record::Operation operation = operation_of(++number_, fate);
  operation.start.at = at;
  operation.start.id = records::operation_id(number_);
  write(operation);
  if (!fate.part_of_incident) return;
  if (!truth_.first_bad || at < *truth_.first_bad) {
    truth_.first_bad = at;
    truth_.first_bad_id = operation.start.id.to_string();
  }
  truth_.last_bad = std::max(truth_.last_bad, at);
  ++truth_.classes[std::string(name_of(fate.cancelled ? FailureClass::Cancelled : fate.failure_class))];
  truth_.hurt += !fate.rescued && !fate.cancelled ? 1U : 0U;
  truth_.rescued += fate.rescued ? 1U : 0U;
}

void LogMaker::write(const record::Operation& operation) {
  records_.emplace(operation.start.at + operation.latency, render(operation));
}

void LogMaker::add_synthetic(std::int64_t second, FailureClass failure_class) {
  Fate fate;
  fate.failure_class = failure_class;
  record::Operation operation = operation_of(++number_, fate);
  operation.start.at = records::moment(second);
  operation.decision.arm = record::Arm::Synthetic;
  write(operation);
}

void LogMaker::add_duplicate(std::int64_t second) {
  for (std::int64_t i = 0; i < 2; ++i) {
    record::Operation operation = operation_of(++number_, {});
    operation.start.at = records::moment(second + i);
    operation.start.client_request_hash = 77;
    operation.start.replay = i == 1;
    write(operation);
  }
}

MadeLog LogMaker::made(std::int64_t now_s) {
  MadeLog log{{}, truth_, records::moment(now_s)};
  std::uint64_t seq = 0;
  for (const auto& [at, record] : records_) {
    if (at > log.now) break;
    record::number_line(record, ++seq, log.lines.emplace_back());
    log.lines.back().pop_back();
  }
  return log;
}

MadeLog rate_limit_storm() {
  LogMaker log(1);
  begin(log, "1.0");
  const std::int64_t end = kBeginsS + 20 * kMinuteS;
  const Fate failed{FailureClass::RateLimited, false, false, milliseconds(300)};
  const Fate rescued{FailureClass::RateLimited, true, false, milliseconds(1600)};
  log.add(traffic(4 * 3600, {{kBeginsS, end, 40, failed}, {kBeginsS, end, 40, rescued}}));
  log.add(kBeginsS + 10, render(breaker(kBeginsS + 10, record::TargetState::Clear, record::TargetState::Paused)));
  log.add(end + 30, render(breaker(end + 30, record::TargetState::Paused, record::TargetState::Clear)));
  record::AlertRecord of_a_decision = alert_at(kBeginsS + 60, record::AlertState::Firing);
  of_a_decision.name = "override_expires";
  log.add(kBeginsS + 60, render(of_a_decision));
  log.add(kBeginsS + 120, render(alert_at(kBeginsS + 120, record::AlertState::Firing)));
  log.add(end + 300, render(alert_at(end + 300, record::AlertState::Resolved)));
  record::OverrideRecord helpless = records::override_set();
  helpless.at = records::moment(kBeginsS + 240);
  helpless.action = record::OverrideAction::StopRollout;
  log.add(kBeginsS + 240, render(helpless));
  log.add_synthetic(kBeginsS + 60, FailureClass::RateLimited);
  log.add_duplicate(kBeginsS + 300);
  return log.made(4 * 3600);
}

MadeLog silent_provider() {
  LogMaker log(2);
  begin(log, "1.0");
  const std::int64_t now = kBeginsS + 25 * kMinuteS;
  const Fate silent{FailureClass::TimeoutFirstToken, false, false, std::chrono::seconds(20)};
  const Fate left{FailureClass::Ok, false, true, std::chrono::seconds(8)};
  log.add(traffic(now - kMinuteS, {{kBeginsS, now, 50, silent}, {kBeginsS, now, 40, left}}));
  record::ProbeRecord probe = records::probe_passed();
  probe.at = records::moment(kBeginsS + 30);
  probe.decision = record::OperatorDecision::Fail;
  probe.answer.failure_class = FailureClass::TimeoutFirstToken;
  log.add(kBeginsS + 30, render(probe));
  log.add(kBeginsS + 300, render(alert_at(kBeginsS + 300, record::AlertState::Firing)));
  return log.made(now);
}

MadeLog bad_deploy() {
  LogMaker log(3);
  begin(log, "1.0");
  const std::int64_t end = kBeginsS + 30 * kMinuteS;
  const Fate invalid{FailureClass::InvalidRequest, false, false, milliseconds(40)};
  const Fate broken{FailureClass::UpstreamError, true, false, milliseconds(1600)};
  log.add(traffic(4 * 3600, {{kBeginsS, end, 30, invalid}, {kBeginsS + 120, end, 30, broken}}));
  log.add(kBeginsS - 5, render(boot(kBeginsS - 5, "1.1")));
  log.add(end, render(boot(end, "1.0")));
  return log.made(4 * 3600);
}

MadeLog secret_rotation() {
  LogMaker log(4);
  begin(log, "1.0");
  const std::int64_t end = kBeginsS + 12 * kMinuteS;
  const Fate refused{FailureClass::Auth, false, false, milliseconds(90)};
  log.add(traffic(3 * 3600, {{kBeginsS, end, 95, refused}}));
  log.add(kBeginsS - 1, render(config(kBeginsS - 1, 2, {"targets.main.credential"})));
  log.add(end, render(config(end, 3, {"targets.main.credential"})));
  return log.made(3 * 3600);
}

MadeLog contract_change() {
  LogMaker log(5);
  begin(log, "1.0");
  const std::int64_t end = kBeginsS + 20 * kMinuteS;
  const Fate unread{FailureClass::ContractMismatch, true, false, milliseconds(1700)};
  log.add(traffic(3 * 3600, {{kBeginsS, end, 60, unread}}));
  record::ContractRecord page = records::contract_read();
  log.add(0, render(page));
  page.at = page.accessed = records::moment(kBeginsS + 180);
  page.id = records::operation_id(600'000);
  page.digest.emplace().fill(0x11);
  log.add(kBeginsS + 180, render(page));
  return log.made(3 * 3600);
}

MadeLog slow_burn() {
  LogMaker log(6);
  begin(log, "1.0");
  const std::int64_t now = kBeginsS + 90 * kMinuteS;
  Traffic asked = traffic(now, {{kBeginsS, now, 25, {FailureClass::Empty, false, false, milliseconds(900)}}});
  asked.per_minute = 2;
  log.add(asked);
  return log.made(now);
}

MadeLog no_incident(std::uint64_t seed) {
  LogMaker log(seed);
  begin(log, "1.0");
  log.add(traffic(4 * 3600, {}));
  return log.made(4 * 3600);
}

MadeLog clock_set_back() {
  MadeLog log = no_incident(8);
  LogMaker late(9);
  late.add(Traffic{4 * 3600 - 90, 4 * 3600, 60, [](std::int64_t, Random& random) { return as_ever(random); }});
  std::uint64_t seq = log.lines.size();
  for (const std::string& line : late.made(5 * 3600).lines) {
    record::number_line(record::split_line(line)->record, ++seq, log.lines.emplace_back());
    log.lines.back().pop_back();
  }
  return log;
}

}  // namespace jurymast::review::testing
