#include "mock/control.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>

#include "mock/api_error.hpp"
#include "mock/json_text.hpp"

namespace jurymast::mock {
namespace {

constexpr std::string_view kRoot = "/_mock";
constexpr std::string_view kBytes = "application/octet-stream";

/// What one action works on.
struct Call {
  std::string_view body;
  MockDesk& desk;
  MonotonicTime now;
};

ControlReply refused(int status, const std::string& message) {
  ControlReply reply;
  reply.status = status;
  reply.body = error_body({status, message, "mock_control_error"});
  return reply;
}

ControlReply json_reply(std::string body) {
  ControlReply reply;
  reply.body = std::move(body);
  return reply;
}

/// The body as an object that has no member but those named; an empty body is an empty object.
Result<Json> read_object(std::string_view body, std::initializer_list<std::string_view> names) {
  auto json = body.empty() ? Result<Json>(Json::object()) : read_json(body);
  if (!json) return json;
  if (!json->is_object()) return fail(Code::Invalid, "expected a JSON object");
  for (const auto& [name, value] : json->items()) {
    bool known = false;
    for (const std::string_view candidate : names) known = known || name == candidate;
    if (!known) return fail(Code::Invalid, "unknown member `{}`", name);
  }
  return json;
}

/// The member as a count, `usual` where it is absent.
Result<std::uint64_t> count_in(const Json& object, const char* name, std::uint64_t usual) {
  if (!object.contains(name)) return usual;
  const Json& value = object.at(name);
  if (value.is_number_unsigned() && value.get<std::uint64_t>() <= kFaultCountMax) return value.get<std::uint64_t>();
  return fail(Code::Invalid, "`{}` takes a number from 0 to {}", name, kFaultCountMax);
}

Result<void> read_time(const Json& object, const char* name, Duration& time) {
  const auto count = count_in(object, name, static_cast<std::uint64_t>(to_ms(time)));
  if (!count) return tl::unexpected<Error>(count.error());
  time = std::min<Duration>(std::chrono::milliseconds(*count), kFaultTimeMax);
  return {};
}

ControlReply state(const Call& call) {
  const MockDesk& desk = call.desk;
  return json_reply(printed(Json{{"attempts", desk.log.count()},
                                 {"connections", desk.connections},
                                 {"slots", desk.slots.limit()},
                                 {"running", desk.slots.running()},
                                 {"waiting", desk.slots.waiting()}}));
}

ControlReply get_faults(const Call& call) { return json_reply(write_rules(call.desk.api.rules())); }

ControlReply set_faults(const Call& call) {
  auto rules = read_rules(call.body);
  if (!rules) return refused(400, rules.error().message);
  call.desk.api.set_rules(std::move(*rules), call.now);
  return {};
}

ControlReply clear_faults(const Call& call) {
  call.desk.api.set_rules({}, call.now);
  call.desk.api.end_outage();
  return {};
}

ControlReply go_down(const Call& call) {
  const auto object = read_object(call.body, {"for_ms", "as"});
  if (!object) return refused(400, object.error().message);
  Duration time{0};
  if (auto read = read_time(*object, "for_ms", time); !read) return refused(400, read.error().message);
  if (time == Duration(0)) return refused(400, "`for_ms` says how long, and is needed");
  const Json as_member = object->value("as", Json("refuse"));
  if (!as_member.is_string()) return refused(400, "`as` takes `refuse` or a fault's text");
  const std::string as = as_member.get<std::string>();
  if (as == "refuse") {
    ControlReply reply;
    reply.refuse = time;
    return reply;
  }
  const auto fault = parse_fault(as);
  if (!fault) return refused(400, fault.error().message);
  call.desk.api.set_outage(*fault, call.now + time);
  return {};
}

ControlReply go_up(const Call& call) {
  call.desk.api.end_outage();
  return {};
}

ControlReply get_attempts(const Call& call) { return json_reply(call.desk.log.json()); }

ControlReply clear_attempts(const Call& call) {
  call.desk.log.clear();
  return {};
}

ControlReply set_concurrency(const Call& call) {
  const auto object = read_object(call.body, {"slots"});
  if (!object) return refused(400, object.error().message);
  const auto slots = count_in(*object, "slots", 0);
  if (!slots) return refused(400, slots.error().message);
  call.desk.slots.set_limit(*slots);
  return {};
}

ControlReply get_pace(const Call& call) {
  const Pace& pace = call.desk.api.pace();
  return json_reply(printed(Json{{"tokens", pace.tokens},
                                 {"first_token_ms", to_ms(pace.first_token)},
                                 {"token_every_ms", to_ms(pace.token_every)},
                                 {"background_ms", to_ms(pace.background)}}));
}

Result<Pace> read_pace(const Json& object, Pace pace) {
  const auto tokens = count_in(object, "tokens", pace.tokens);
  if (!tokens) return tl::unexpected<Error>(tokens.error());
  pace.tokens = *tokens;
  struct Time {
    const char* name;
    Duration& time;
  };
  for (const Time& entry : {Time{"first_token_ms", pace.first_token}, Time{"token_every_ms", pace.token_every},
                            Time{"background_ms", pace.background}}) {
    if (auto read = read_time(object, entry.name, entry.time); !read) return tl::unexpected<Error>(read.error());
  }
  return pace;
}

/// True where the member says so; fails where it says neither.
Result<bool> flag_in(const Json& object, const char* name) {
  if (!object.contains(name)) return false;
  if (object.at(name).is_boolean()) return object.at(name).get<bool>();
  return fail(Code::Invalid, "`{}` takes true or false", name);
}

Result<std::string> text_in(const Json& object, const char* name) {
  if (!object.contains(name)) return std::string();
  if (object.at(name).is_string()) return object.at(name).get<std::string>();
  return fail(Code::Invalid, "`{}` takes a text", name);
}

Result<PageChange> read_page_change(const Json& object) {
  auto page = text_in(object, "page");
  auto note = text_in(object, "note");
  const auto removed = flag_in(object, "removed");
  const auto unlisted = flag_in(object, "unlisted");
  if (!page) return tl::unexpected<Error>(page.error());
  if (!note) return tl::unexpected<Error>(note.error());
  if (!removed) return tl::unexpected<Error>(removed.error());
  if (!unlisted) return tl::unexpected<Error>(unlisted.error());
  return PageChange{std::move(*page), std::move(*note), *removed, *unlisted};
}

ControlReply change_page(const Call& call) {
  const auto object = read_object(call.body, {"page", "note", "removed", "unlisted"});
  if (!object) return refused(400, object.error().message);
  auto change = read_page_change(*object);
  if (!change) return refused(400, change.error().message);
  const auto changed = call.desk.api.documentation().change(std::move(*change));
  return changed ? ControlReply() : refused(400, changed.error().message);
}

ControlReply restore_pages(const Call& call) {
  call.desk.api.documentation().restore();
  return {};
}

ControlReply set_pace(const Call& call) {
  const auto object = read_object(call.body, {"tokens", "first_token_ms", "token_every_ms", "background_ms"});
  if (!object) return refused(400, object.error().message);
  const auto pace = read_pace(*object, call.desk.api.pace());
  if (!pace) return refused(400, pace.error().message);
  call.desk.api.set_pace(*pace);
  return {};
}

ControlReply reset(const Call& call) {
  call.desk.api.reset(call.now);
  call.desk.log.reset();
  call.desk.slots.set_limit(call.desk.settings.slots);
  call.desk.last_head.clear();
  call.desk.last_body.clear();
  return {};
}

ControlReply inspect(const Call& call, bool head, bool body) {
  if (!call.desk.settings.allow_inspect) return refused(403, "started without --allow-inspect: requests are not kept");
  if (call.desk.last_head.empty()) return refused(404, "no request yet");
  ControlReply reply;
  reply.content_type = kBytes;
  reply.body = (head ? call.desk.last_head : std::string()) + (body ? call.desk.last_body : std::string());
  return reply;
}

ControlReply inspect_all(const Call& call) { return inspect(call, true, true); }
ControlReply inspect_head(const Call& call) { return inspect(call, true, false); }
ControlReply inspect_body(const Call& call) { return inspect(call, false, true); }

struct Action {
  std::string_view method;
  std::string_view path;  ///< below the root
  ControlReply (*run)(const Call&);
};

constexpr std::array kActions = std::to_array<Action>({
    {"GET", "", state},
    {"GET", "/faults", get_faults},
    {"POST", "/faults", set_faults},
    {"DELETE", "/faults", clear_faults},
    {"POST", "/docs", change_page},
    {"DELETE", "/docs", restore_pages},
    {"POST", "/down", go_down},
    {"DELETE", "/down", go_up},
    {"GET", "/attempts", get_attempts},
    {"DELETE", "/attempts", clear_attempts},
    {"POST", "/concurrency", set_concurrency},
    {"GET", "/pace", get_pace},
    {"POST", "/pace", set_pace},
    {"POST", "/reset", reset},
    {"GET", "/last-request", inspect_all},
    {"GET", "/last-request/head", inspect_head},
    {"GET", "/last-request/body", inspect_body},
});

}  // namespace

bool is_control_path(std::string_view path) {
  return path.starts_with(kRoot) && (path.size() == kRoot.size() || path[kRoot.size()] == '/');
}

ControlReply control(const ControlRequest& request, MockDesk& desk, MonotonicTime now) {
  std::string_view below = request.path.substr(kRoot.size());
  if (below == "/") below = {};
  bool path_known = false;
  for (const Action& action : kActions) {
    if (action.path != below) continue;
    if (action.method == request.method) return action.run({request.body, desk, now});
    path_known = true;
  }
  return path_known ? refused(405, "not with this method") : refused(404, "no such control; docs/mock.md lists them");
}

}  // namespace jurymast::mock
