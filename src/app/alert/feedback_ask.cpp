#include "app/alert/feedback_ask.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace jurymast::app {
namespace {

using Json = nlohmann::json;

constexpr unsigned kTimeShift = 16;
constexpr std::size_t kNameShownMax = 64;

Result<std::string> operation_in(std::string_view body) {
  if (body.size() > kFeedbackAskBytesMax) return fail(Code::Invalid, "the body is larger than {} bytes", kFeedbackAskBytesMax);
  const Json json = Json::parse(body, nullptr, false);
  if (!json.is_object()) return fail(Code::Invalid, "the body is no JSON object");
  for (const auto& [member, value] : json.items()) {
    if (member == "operation" || member == "rejected") continue;
    return fail(Code::Invalid, "`{}` is not known here; operation and rejected are", member.substr(0, kNameShownMax));
  }
  if (!json.contains("operation") || !json["operation"].is_string()) return fail(Code::Invalid, "`operation` is no id");
  if (!json.contains("rejected") || json["rejected"] != Json(true)) {
    return fail(Code::Invalid, "`rejected` is not true; nothing else is told here");
  }
  return json["operation"].get<std::string>();
}

}  // namespace

WallTime began_at(OperationId id) { return {std::chrono::milliseconds(id.high() >> kTimeShift)}; }

Result<OperationId> read_feedback_ask(std::string_view body, WallTime now) {
  const auto text = operation_in(body);
  if (!text) return tl::unexpected(text.error());
  const auto id = OperationId::parse(*text);
  if (!id) return fail(Code::Invalid, "`operation` is no id: the 26 characters of x-request-id");
  // The whole range of an id's time would not fit into a Duration.
  const std::uint64_t began_ms = id->high() >> kTimeShift;
  const auto now_ms = static_cast<std::uint64_t>(to_ms(now.since_epoch));
  if (began_ms > now_ms + static_cast<std::uint64_t>(to_ms(kFeedbackAheadMax))) {
    return fail(Code::Invalid, "`operation` is an id of a time to come; it is none of this gateway's");
  }
  if (began_ms + static_cast<std::uint64_t>(to_ms(kFeedbackWindow)) < now_ms) {
    return fail(Code::Invalid, "`operation` began more than {} hours ago; that is too late to be told",
                std::chrono::duration_cast<std::chrono::hours>(kFeedbackWindow).count());
  }
  return *id;
}

}  // namespace jurymast::app
