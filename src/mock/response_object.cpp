#include "mock/response_object.hpp"

#include "mock/api_error.hpp"

namespace jurymast::mock {
namespace {

std::string status_name(const AnswerInput& input, ResponseStage stage) {
  if (stage == ResponseStage::Queued) return "queued";
  if (stage == ResponseStage::InProgress) return "in_progress";
  if (stage == ResponseStage::Cancelled) return "cancelled";
  return status_of_finish(input.content.finish);
}

Json usage(const AnswerInput& input) {
  const std::uint64_t said = input.content.pieces.size();
  return {{"input_tokens", kInputTokens},
          {"input_tokens_details", {{"cached_tokens", 0}}},
          {"output_tokens", said},
          {"output_tokens_details", {{"reasoning_tokens", 0}}},
          {"total_tokens", kInputTokens + said}};
}

Json output(const AnswerInput& input, const std::string& status) {
  const bool nothing = input.content.pieces.empty() && input.content.kind != ContentKind::ToolCall;
  if (nothing || (status != "completed" && status != "incomplete")) return Json::array();
  return Json::array({output_item(input, true)});
}

Json error_member(const AnswerInput& input, const std::string& status) {
  constexpr int kServerError = 500;
  if (status != "failed") return nullptr;
  const ApiError error = error_of(input.fault, kServerError);
  return {{"code", error.code.value_or("server_error")}, {"message", error.message}};
}

Json incomplete_member(const AnswerInput& input, const std::string& status) {
  if (status != "incomplete") return nullptr;
  return {{"reason", input.content.finish == "length" ? "max_output_tokens" : "content_filter"}};
}

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

void add_settings(const AnswerInput& input, Json& object) {
  const ApiRequest& request = input.request;
  object["parallel_tool_calls"] = true;
  object["previous_response_id"] = text_or_null(request.previous_response_id);
  object["prompt_cache_key"] = nullptr;
  object["reasoning"] = Json{{"effort", nullptr}, {"summary", nullptr}};
  object["safety_identifier"] = nullptr;
  object["service_tier"] = "default";
  object["store"] = request.store;
  object["temperature"] = 1.0;
  object["text"] = Json{{"format", {{"type", request.json_wanted ? "json_object" : "text"}}}, {"verbosity", "medium"}};
  object["tool_choice"] = "auto";
  object["tools"] = Json::array();
  object["top_logprobs"] = 0;
  object["top_p"] = 1.0;
  object["truncation"] = "disabled";
}

}  // namespace

std::string status_of_finish(const std::string& finish) {
  if (finish == "length" || finish == "content_filter") return "incomplete";
  if (finish == "failed" || finish == "error") return "failed";
  // An answer whose end is left out stays in progress where a status has to be told.
  if (finish == "none") return "in_progress";
  return "completed";
}

std::string output_item_id(const AnswerInput& input) {
  return (input.content.kind == ContentKind::ToolCall ? "fc_" : "msg_") + input.identity.name();
}

Json content_part(const AnswerInput& input, const std::string& text) {
  if (input.content.kind == ContentKind::Refusal) return {{"type", "refusal"}, {"refusal", text}};
  return {{"type", "output_text"}, {"annotations", Json::array()}, {"logprobs", Json::array()}, {"text", text}};
}

Json output_item(const AnswerInput& input, bool done) {
  const char* const status = done ? "completed" : "in_progress";
  const std::string text = done ? input.content.whole(0) : std::string();
  if (input.content.kind == ContentKind::ToolCall) {
    return {{"id", output_item_id(input)},
            {"type", "function_call"},
            {"status", status},
            {"arguments", text},
            {"call_id", "call_" + input.identity.name()},
            {"name", input.content.tool_name}};
  }
  const Json parts = done ? Json::array({content_part(input, text)}) : Json::array();
  return {{"id", output_item_id(input)},
          {"type", "message"},
          {"status", status},
          {"role", "assistant"},
          {"content", parts}};
}

Json response_object(const AnswerInput& input, ResponseStage stage) {
  const std::string status = status_name(input, stage);
  const bool ended = stage == ResponseStage::Done;
  Json object{{"id", response_id(input.identity)},
              {"object", input.fault.wrong_object ? "chat.completion" : "response"},
              {"created_at", input.identity.created_s},
              {"status", status},
              {"background", input.request.background},
              {"completed_at", status == "completed" ? Json(input.identity.created_s) : Json(nullptr)},
              {"error", error_member(input, status)},
              {"incomplete_details", incomplete_member(input, status)},
              {"instructions", nullptr},
              {"max_output_tokens", input.request.token_limit ? Json(*input.request.token_limit) : Json(nullptr)},
              {"max_tool_calls", nullptr},
              {"model", input.request.model},
              {"output", output(input, status)}};
  add_settings(input, object);
  object["usage"] = ended && status != "failed" ? usage(input) : Json(nullptr);
  object["user"] = nullptr;
  object["metadata"] = Json::object();
  for (const std::string& name : input.fault.omit) object.erase(name);
  return object;
}

}  // namespace jurymast::mock
