#include "sim/trace_reader.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <span>

#include "policy/setting_names.hpp"
#include "policy/trace_words.hpp"

namespace jurymast::sim {
namespace {

using Json = nlohmann::json;
using namespace policy;

/// Reads members by name and remembers the first thing that was wrong, so that it is asked for once, at the end.
class Reader {
 public:
  Reader(const Snapshot& snapshot, std::string& problem) : snapshot_(snapshot), problem_(problem) {}

  bool flag(const Json& object, const char* name) { return object.value(name, Json()).is_boolean() && object.at(name).get<bool>(); }
  std::optional<std::uint64_t> number_at(const Json& object, const char* name) {
    const auto found = object.find(name);
    if (found == object.end()) return std::nullopt;
    if (found->is_number_unsigned()) return found->get<std::uint64_t>();
    wrong(name);
    return std::nullopt;
  }
  std::uint64_t number(const Json& object, const char* name) { return number_at(object, name).value_or(0); }
  template <class T>
  T narrow(const Json& object, const char* name) {
    return static_cast<T>(number(object, name));
  }
  std::optional<Duration> duration_at(const Json& object, const char* name) {
    const auto read = number_at(object, name);
    return read ? std::optional(Duration(static_cast<std::int64_t>(*read))) : std::nullopt;
  }
  std::string text(const Json& object, const char* name) {
    const auto found = object.find(name);
    if (found == object.end()) return {};
    if (found->is_string()) return found->get<std::string>();
    wrong(name);
    return {};
  }
  /// The value of a word of a closed set; the first value where the member is not there.
  template <class Enum, std::size_t N>
  Enum word(const Json& object, const char* name, const std::array<std::string_view, N>& words) {
    const std::string found = text(object, name);
    if (found.empty()) return Enum{};
    const auto value = value_of<Enum>(words, found);
    if (!value) wrong(name);
    return value.value_or(Enum{});
  }
  template <class Index, class Named>
  Index index(const Json& object, const char* name, const std::vector<Named>& all) {
    const std::string wanted = text(object, name);
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i].name == wanted) return Index{static_cast<std::uint16_t>(i)};
    }
    wrong(name);
    return Index{};
  }
  const Snapshot& snapshot() const { return snapshot_; }
  void wrong(std::string_view what) {
    if (problem_.empty()) problem_ = fmt::format("{} is not what a trace says there", what);
  }

 private:
  const Snapshot& snapshot_;
  std::string& problem_;
};

std::optional<Refusal> refusal_named(std::string_view name) {
  for (std::size_t i = 0; i < kRefusalCount; ++i) {
    if (kRefusals[i].name == name) return static_cast<Refusal>(i);
  }
  return std::nullopt;
}

FallbackEvidence read_evidence(Reader& read, const Json& json) {
  FallbackEvidence evidence = kNothingShown;
  const Json words = json.value("evidence", Json::array());
  for (std::size_t i = 0; i < std::min(words.size(), evidence.size()); ++i) {
    const auto value =
        words[i].is_string() ? value_of<record::Tri>(record::kTriNames, words[i].get_ref<const std::string&>()) : std::nullopt;
    if (!value) read.wrong("evidence");
    evidence[i] = value.value_or(record::Tri::Unknown);
  }
  return evidence;
}

RoutePlaces read_places(Reader& read, const Json& json, const char* name, const Route& route) {
  RoutePlaces places;
  for (const Json& target : json.value(name, Json::array())) {
    const Json named{{name, target}};
    const auto place = place_on(route, read.index<TargetIndex>(named, name, read.snapshot().targets));
    if (place) places.set(*place);
    if (!place) read.wrong(name);
  }
  return places;
}

ClassSet read_classes(Reader& read, const Json& json, const char* name) {
  ClassSet classes;
  for (const Json& word : json.value(name, Json::array())) {
    const auto found = word.is_string() ? failure_class_named(word.get_ref<const std::string&>()) : std::nullopt;
    if (found) classes.set(static_cast<std::size_t>(*found));
    if (!found) read.wrong(name);
  }
  return classes;
}

Assignment read_assignment(Reader& read, const Json& json, const Route& route) {
  Assignment assignment;
  assignment.arm = read.word<record::Arm>(json, "arm", record::kArmNames);
  if (json.contains("weight_ppm")) assignment.weight_ppm = read.narrow<std::uint32_t>(json, "weight_ppm");
  if (json.contains("not_drawn")) assignment.not_drawn = read.word<record::NotDrawn>(json, "not_drawn", record::kNotDrawnNames);
  if (json.contains("first")) assignment.first = read.index<TargetIndex>(json, "first", read.snapshot().targets);
  assignment.disabled = read_places(read, json, "disabled", route);
  assignment.suspended = read_places(read, json, "suspended", route);
  if (json.contains("mode")) assignment.mode = read.word<Mode>(json, "mode", kModeNames);
  assignment.permitted = read_classes(read, json, "permitted");
  return assignment;
}

SyntheticProbe read_synthetic(Reader& read, const Json& json) {
  SyntheticProbe probe;
  if (json.contains("forced")) probe.forced = read.index<TargetIndex>(json, "forced", read.snapshot().targets);
  probe.fault = read.word<record::ProbeFault>(json, "fault", record::kProbeFaultNames);
  probe.shadow = read.flag(json, "shadow");
  return probe;
}

RequestFacts read_facts(Reader& read, const Json& json) {
  RequestFacts facts;
  facts.route = read.index<RouteIndex>(json, "route", read.snapshot().routes);
  facts.family = read.word<Family>(json, "family", kFamilyNames);
  facts.streamed = read.flag(json, "streamed");
  facts.stateful = read.flag(json, "stateful");
  facts.stored = read.flag(json, "stored");
  facts.background = read.flag(json, "background");
  if (json.contains("pinned")) facts.pinned = read.index<TargetIndex>(json, "pinned", read.snapshot().targets);
  facts.validated = read.flag(json, "validated");
  facts.replay = read.flag(json, "replay");
  facts.token_limit_said = read.flag(json, "token_limit_said");
  facts.input_tokens_estimate = read.number_at(json, "input_tokens_estimate");
  facts.client_timeout = read.duration_at(json, "client_timeout_ns");
  facts.log_healthy = read.word<record::Tri>(json, "log_healthy", record::kTriNames);
  facts.killed = read.flag(json, "killed");
  facts.evidence = read_evidence(read, json);
  const bool routed = !read.snapshot().routes.empty();
  if (routed && json.contains("assignment"))
    facts.assignment = read_assignment(read, json.at("assignment"), read.snapshot().route(facts.route));
  if (json.contains("synthetic")) facts.synthetic = read_synthetic(read, json.at("synthetic"));
  return facts;
}

wire::ErrorFacts read_error(Reader& read, const Json& event) {
  wire::ErrorFacts error;
  const auto found = event.find("error");
  if (found == event.end()) return error;
  error.present = true;
  error.code = read.text(*found, "code");
  error.type = read.text(*found, "type");
  error.param = read.text(*found, "param");
  if (const auto numeric = read.number_at(*found, "numeric")) error.numeric_code = static_cast<int>(*numeric);
  error.retry_after = read.duration_at(*found, "retry_after_ns");
  return error;
}

Event read_head(Reader& read, const Json& json) {
  event::Head head;
  head.status = read.narrow<int>(json, "status");
  head.content = read.word<wire::ContentKind>(json, "content", kContentKindNames);
  head.foreign_encoding = read.flag(json, "foreign_encoding");
  head.hints.retry_after = read.duration_at(json, "retry_after_ns");
  head.hints.ratelimit_reset = read.duration_at(json, "ratelimit_reset_ns");
  return head;
}

Event read_body_complete(Reader& read, const Json& json) {
  wire::AnswerFacts facts;
  facts.parsed = read.flag(json, "parsed");
  facts.object_matches = read.flag(json, "object_matches");
  facts.required_present = read.flag(json, "required_present");
  facts.has_content = read.flag(json, "has_content");
  facts.finished = read.flag(json, "finished");
  facts.finish = read.word<wire::FinishState>(json, "finish", kFinishStateNames);
  facts.error = read_error(read, json);
  return event::BodyComplete{std::move(facts)};
}

Event read_failed(Reader& read, const Json& json) {
  return event::Failed{.kind = read.word<event::FailureKind>(json, "kind", kFailureKindNames),
                       .bytes_sent = read.flag(json, "bytes_sent"),
                       .response_started = read.flag(json, "response_started")};
}

Event read_local_failure(Reader& read, const Json& json) {
  const auto refusal = refusal_named(read.text(json, "refusal"));
  if (!refusal) read.wrong("refusal");
  return event::LocalFailure{refusal.value_or(Refusal::Internal)};
}

/// The event of that name; the alternatives stand in the order of kEventNames.
std::optional<Event> read_event(Reader& read, const Json& json) {
  using Make = Event (*)(Reader&, const Json&);
  static constexpr std::array<Make, kEventNames.size()> kMakers{
      [](Reader&, const Json&) -> Event { return event::Dialed{}; },
      [](Reader& r, const Json& j) -> Event { return event::Connected{r.flag(j, "reused")}; },
      [](Reader&, const Json&) -> Event { return event::RequestSent{}; },
      read_head,
      [](Reader& r, const Json& j) -> Event { return event::ErrorBody{r.flag(j, "parsed"), r.flag(j, "html"), read_error(r, j)}; },
      [](Reader&, const Json&) -> Event { return event::Content{}; },
      [](Reader& r, const Json& j) -> Event { return event::StreamError{read_error(r, j)}; },
      [](Reader& r, const Json& j) -> Event {
        return event::Terminal{r.word<wire::FinishState>(j, "finish", kFinishStateNames), r.flag(j, "has_content")};
      },
      [](Reader&, const Json&) -> Event { return event::MalformedData{}; },
      read_body_complete,
      read_failed,
      [](Reader& r, const Json& j) -> Event { return event::Validated{r.word<OutputFault>(j, "fault", kOutputFaultNames)}; },
      [](Reader&, const Json&) -> Event { return event::TimerFired{}; },
      [](Reader&, const Json&) -> Event { return event::ClientGone{}; },
      read_local_failure,
      [](Reader&, const Json&) -> Event { return event::Killed{}; }};
  const std::string name = read.text(json, "event");
  for (std::size_t i = 0; i < kEventNames.size(); ++i) {
    if (kEventNames[i] == name) return kMakers[i](read, json);
  }
  if (name != kTraceStart) read.wrong("event");
  return std::nullopt;
}

TracedQuestion read_question(Reader& read, const Json& json) {
  TracedQuestion question;
  question.settles = json.contains("settled");
  question.target = read.text(json, question.settles ? "settled" : "asked");
  question.draws = read.number(json, "draws");
  question.failure_class = read.word<FailureClass>(json, "class", kFailureClassNames);
  question.kind = read.word<AttemptKind>(json, "kind", kAttemptKindNames);
  question.charge = !read.flag(json, "uncharged");
  question.take_place = read.flag(json, "place");
  Admission& admission = question.admission;
  admission.denial = read.word<record::Denial>(json, "denial", record::kDenialNames);
  admission.facts.breaker = read.word<record::BreakerState>(json, "breaker", record::kBreakerStateNames);
  admission.facts.breaker_epoch = read.narrow<std::uint32_t>(json, "epoch");
  admission.facts.budget_before_milli = read.narrow<std::uint32_t>(json, "tokens");
  admission.facts.budget_after_milli = read.narrow<std::uint32_t>(json, "tokens_after");
  admission.facts.pause_left = read.duration_at(json, "pause_ns").value_or(Duration(0));
  admission.facts.in_flight = read.narrow<std::uint32_t>(json, "in_flight");
  admission.facts.in_flight_limit = read.narrow<std::uint32_t>(json, "limit");
  admission.facts.probe = read.flag(json, "probe");
  admission.credential_epoch = read.narrow<std::uint32_t>(json, "credential_epoch");
  admission.credential_probe = read.flag(json, "credential_probe");
  if (const auto again = read.duration_at(json, "open_again_ns")) admission.open_again = MonotonicTime{*again};
  return question;
}

TracedEvent read_traced_event(Reader& read, const Json& json) {
  TracedEvent traced;
  if (!json.is_object()) {
    read.wrong("events");
    return traced;
  }
  traced.at = read.duration_at(json, "at_ns").value_or(Duration(0));
  traced.content_seen = read.duration_at(json, "content_seen_ns");
  traced.event = read_event(read, json);
  for (const Json& question : json.value("fleet", Json::array())) traced.questions.push_back(read_question(read, question));
  for (const Json& step : json.value("steps", Json::array())) {
    if (step.is_string()) traced.steps.push_back(step.get<std::string>());
  }
  return traced;
}

Result<Json> parse_trace(std::string_view record) {
  Json json = Json::parse(record, nullptr, false);
  if (!json.is_object() || json.value("kind", "") != "trace") return fail(Code::Corrupt, "this is no trace");
  return json;
}

}  // namespace

Result<TraceIdentity> read_trace_identity(std::string_view record) {
  const Result<Json> json = parse_trace(record);
  if (!json) return tl::unexpected(json.error());
  return TraceIdentity{json->value("id", ""), json->value("digest", "")};
}

Result<TracedExchange> read_trace(std::string_view record, const Snapshot& snapshot) {
  const Result<Json> json = parse_trace(record);
  if (!json) return tl::unexpected(json.error());
  std::string problem;
  Reader read(snapshot, problem);
  TracedExchange trace;
  const std::string seed = read.text(*json, "seed");
  const auto end = seed.data() + seed.size();
  if (std::from_chars(seed.data(), end, trace.seed, 16).ptr != end || seed.empty()) read.wrong("seed");
  trace.facts = read_facts(read, json->value("facts", Json::object()));
  const auto id = OperationId::parse(read.text(*json, "id"));
  if (!id) read.wrong("id");
  trace.facts.id = id.value_or(OperationId());
  trace.cut = read.flag(*json, "cut");
  if (!problem.empty()) return fail(Code::Corrupt, "{}", problem);
  for (const Json& event : json->value("events", Json::array())) {
    trace.events.push_back(read_traced_event(read, event));
    if (!problem.empty()) return fail(Code::Corrupt, "event {}: {}", trace.events.size(), problem);
  }
  return trace;
}

}  // namespace jurymast::sim
