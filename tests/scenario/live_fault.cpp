#include "live_fault.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace jurymast::scenario {
namespace {

using mock::AttemptEnd;
using mock::CutHow;
using mock::Fault;

/// A cut answer has its head and this much of its body.
constexpr std::uint64_t kCutBytes = 20;
constexpr int kOk = 200;

std::uint64_t count_of(const Upstream& upstream, std::string_view event) {
  return static_cast<std::uint64_t>(std::count(upstream.events.begin(), upstream.events.end(), event));
}

bool has(const Upstream& upstream, std::string_view event) { return count_of(upstream, event) > 0; }

/// The events in the only order in which the mock says them.
std::vector<std::string> events_in_order(const Upstream& upstream) {
  std::vector<std::string> events(count_of(upstream, "content"), "content");
  if (has(upstream, "preamble")) events.insert(events.begin(), "preamble");
  for (const char* const name : {"finish", "finish_length", "usage", "error", "done"}) {
    if (has(upstream, name)) events.emplace_back(name);
  }
  return events;
}

/// How the upstream ends where nothing else does: what `after` says, or silence for a head alone.
std::string ending(const Upstream& upstream) {
  if (!upstream.status) return upstream.close.empty() ? "silence" : upstream.close;
  if (!upstream.events.empty()) return has(upstream, "done") ? "end" : upstream.after;
  if (upstream.body == "cut") return upstream.after;
  return upstream.body == "silence" ? "silence" : "end";
}

std::string error_text(const Upstream& upstream) {
  const auto text = [](const std::string& said) { return said.empty() ? nlohmann::json(nullptr) : nlohmann::json(said); };
  nlohmann::json error{{"message", kProviderWords}};
  error["type"] = text(upstream.type);
  error["code"] = text(upstream.code);
  error["param"] = text(upstream.param);
  return nlohmann::json{{"error", error}}.dump();
}

void script_connection(const Upstream& upstream, Fault& fault) {
  fault.silent = upstream.close.empty();
  fault.reset = upstream.close == "reset";
  fault.close = upstream.close == "end";
}

void script_error_event(const Upstream& upstream, Fault& fault) {
  constexpr std::uint64_t kBehindRole = 2;
  fault.error_event = count_of(upstream, "content") + kBehindRole;
  fault.error_code = upstream.code;
  fault.error_type = upstream.type;
  fault.error_message = std::string(kProviderWords);
  if (!upstream.param.empty()) fault.error_param = upstream.param;
}

/// Every stream of the mock begins with the role, which is a preamble whether the scenario names one or not.
void script_events(const Upstream& upstream, Fault& fault) {
  const bool error = has(upstream, "error");
  const bool finish = has(upstream, "finish") || has(upstream, "finish_length");
  fault.tokens = count_of(upstream, "content");
  fault.slow_first = upstream.event_gap;
  fault.pace = upstream.event_gap;
  if (!has(upstream, "usage")) fault.omit.emplace_back("usage");
  if (error) {
    script_error_event(upstream, fault);
  } else {
    if (has(upstream, "finish_length")) fault.finish = "length";
    if (!finish) fault.finish = "none";
    fault.no_done = !has(upstream, "done");
  }
  const std::uint64_t sent = 1 + *fault.tokens + (finish ? 1 : 0) + count_of(upstream, "usage") + (error ? 1 : 0);
  const std::string end = ending(upstream);
  if (end == "silence") fault.stall_event = sent;
  if (end == "reset") fault.cut_event = sent;
  if (end == "cut") fault.cut = CutHow::NoTerminator;
}

void script_body(const Upstream& upstream, Fault& fault) {
  const bool html = upstream.content_type == "text/html";
  if (html) {
    fault.html = true;
  } else if (upstream.body == "error" || *upstream.status != kOk) {
    fault.body = error_text(upstream);
  }
  fault.empty = upstream.body == "empty";
  fault.wrong_object = upstream.body == "wrong_object";
  fault.malformed = upstream.body == "garbage";
  fault.buffered = true;
  if (upstream.body == "silence") fault.stall_byte = 0;
  if (upstream.body != "cut") return;
  const std::string end = ending(upstream);
  if (end == "silence") {
    fault.stall_byte = kCutBytes;
    return;
  }
  fault.cut_byte = kCutBytes;
  if (end == "cut") fault.cut = CutHow::NoTerminator;
  if (end == "end") fault.cut = CutHow::End;
}

std::string unplayable_upstream(const Upstream& upstream, bool streamed) {
  if (upstream.connect != "ok") return "`connect = " + upstream.connect + "` is no fault of the mock";
  if (!upstream.events.empty() && !streamed) return "the request is not streamed, but its answer has events";
  if (upstream.events != events_in_order(upstream)) return "the mock has no such events, or says them in another order";
  return {};
}

}  // namespace

std::string unplayable(const Scenario& scenario) {
  const policy::RequestFacts& facts = scenario.facts;
  if (!scenario.earlier.empty()) return "a fresh gateway has no earlier events";
  if (facts.family != Family::ChatCompletions) return "only chat completions are played";
  const bool special = facts.stateful || facts.stored || facts.background || facts.replay || facts.killed || facts.pinned ||
                       facts.synthetic || facts.evidence != policy::kNothingShown;
  if (special || facts.client_timeout) return "the request asks for more than `stream`";
  for (const Upstream& upstream : scenario.upstream) {
    if (std::string why = unplayable_upstream(upstream, facts.streamed); !why.empty()) return why;
  }
  return {};
}

Fault fault_of(const Upstream& upstream) {
  Fault fault;
  if (upstream.delay > Duration(0)) fault.delay = upstream.delay;
  if (!upstream.status) {
    script_connection(upstream, fault);
    return fault;
  }
  if (*upstream.status != kOk) fault.status = static_cast<std::uint64_t>(*upstream.status);
  if (upstream.retry_after) {
    fault.retry_after = std::to_string(std::chrono::duration_cast<std::chrono::seconds>(*upstream.retry_after).count());
  }
  if (upstream.events.empty()) {
    script_body(upstream, fault);
  } else {
    script_events(upstream, fault);
  }
  const bool other_type = !upstream.content_type.empty() && upstream.content_type != "text/html";
  if (other_type) fault.content_type = upstream.content_type;
  return fault;
}

AttemptEnd end_of(const Upstream& upstream) {
  const std::string end = ending(upstream);
  if (end == "silence") return AttemptEnd::ClientGone;
  if (end == "reset") return AttemptEnd::Reset;
  if (end == "cut") return AttemptEnd::Closed;
  return upstream.status ? AttemptEnd::Complete : AttemptEnd::Closed;
}

}  // namespace jurymast::scenario
