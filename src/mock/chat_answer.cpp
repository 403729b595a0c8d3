#include "mock/chat_answer.hpp"

#include <algorithm>

#include "mock/api_error.hpp"
#include "mock/json_text.hpp"

namespace jurymast::mock {
namespace {

constexpr std::string_view kDone = "data: [DONE]\n\n";

std::string call_id(const AnswerInput& input, unsigned choice) {
  return "call_" + input.identity.name() + "_" + std::to_string(choice);
}

Json usage(const AnswerInput& input) {
  const std::uint64_t said = input.content.pieces.size() * input.request.choices;
  return {{"prompt_tokens", kInputTokens},
          {"completion_tokens", said},
          {"total_tokens", kInputTokens + said},
          {"prompt_tokens_details", {{"cached_tokens", 0}, {"audio_tokens", 0}}},
          {"completion_tokens_details",
           {{"reasoning_tokens", 0},
            {"audio_tokens", 0},
            {"accepted_prediction_tokens", 0},
            {"rejected_prediction_tokens", 0}}}};
}

Json envelope(const AnswerInput& input, const char* object) {
  return {{"id", "chatcmpl-" + input.identity.name()},
          {"object", input.fault.wrong_object ? "response" : object},
          {"created", input.identity.created_s},
          {"model", input.request.model},
          {"service_tier", "default"},
          {"system_fingerprint", "fp_mock"}};
}

void leave_out(const Fault& fault, Json& object) {
  for (const std::string& name : fault.omit) object.erase(name);
}

Json finish_of(const AnswerInput& input) {
  return input.content.finish == "none" ? Json(nullptr) : Json(input.content.finish);
}

Json message(const AnswerInput& input, unsigned choice) {
  const Content& content = input.content;
  Json text = content.whole(choice);
  Json message{{"role", "assistant"}, {"content", nullptr}, {"refusal", nullptr}, {"annotations", Json::array()}};
  if (content.kind == ContentKind::Text) message["content"] = std::move(text);
  if (content.kind == ContentKind::Refusal) message["refusal"] = std::move(text);
  if (content.kind == ContentKind::ToolCall) {
    Json function{{"name", content.tool_name}, {"arguments", std::move(text)}};
    message["tool_calls"] =
        Json::array({Json{{"id", call_id(input, choice)}, {"type", "function"}, {"function", std::move(function)}}});
  }
  return message;
}

/// The chunks of one stream, which differ in little.
class ChunkWriter {
 public:
  explicit ChunkWriter(const AnswerInput& input) : input_(input), envelope_(envelope(input, "chat.completion.chunk")) {}

  Event chunk(unsigned choice, Json delta, const Json& finish, bool content) const {
    Json entry{{"index", choice}, {"delta", std::move(delta)}, {"logprobs", nullptr}, {"finish_reason", finish}};
    return with_choices(Json::array({std::move(entry)}), nullptr, content);
  }
  Event usage_chunk() const { return with_choices(Json::array(), usage(input_), false); }

  Event role(unsigned choice) const {
    Json delta{{"role", "assistant"}, {"content", ""}, {"refusal", nullptr}};
    if (input_.content.kind != ContentKind::Text) delta["content"] = nullptr;
    return chunk(choice, std::move(delta), nullptr, false);
  }
  Event tool_start(unsigned choice) const {
    Json function{{"name", input_.content.tool_name}, {"arguments", ""}};
    Json call{{"index", 0}, {"id", call_id(input_, choice)}, {"type", "function"}, {"function", std::move(function)}};
    return chunk(choice, Json{{"tool_calls", Json::array({std::move(call)})}}, nullptr, true);
  }
  Event piece(std::size_t index, unsigned choice) const {
    std::string text = input_.content.piece(index, choice);
    if (input_.content.kind == ContentKind::Text)
      return chunk(choice, Json{{"content", std::move(text)}}, nullptr, true);
    if (input_.content.kind == ContentKind::Refusal)
      return chunk(choice, Json{{"refusal", std::move(text)}}, nullptr, true);
    Json call{{"index", 0}, {"function", {{"arguments", std::move(text)}}}};
    return chunk(choice, Json{{"tool_calls", Json::array({std::move(call)})}}, nullptr, true);
  }

 private:
  Event with_choices(Json choices, const Json& usage_value, bool content) const {
    Json object = envelope_;
    object["choices"] = std::move(choices);
    if (input_.request.include_usage) object["usage"] = usage_value;
    leave_out(input_.fault, object);
    return {"data: " + printed(object) + "\n\n", content};
  }

  const AnswerInput& input_;
  Json envelope_;
};

bool sends_usage_chunk(const AnswerInput& input) {
  const auto& omitted = input.fault.omit;
  return input.request.include_usage && std::find(omitted.begin(), omitted.end(), "usage") == omitted.end();
}

}  // namespace

std::string chat_body(const AnswerInput& input) {
  Json object = envelope(input, "chat.completion");
  Json choices = Json::array();
  for (unsigned choice = 0; choice < input.request.choices; ++choice) {
    choices.push_back(Json{{"index", choice},
                           {"message", message(input, choice)},
                           {"logprobs", nullptr},
                           {"finish_reason", finish_of(input)}});
  }
  object["choices"] = std::move(choices);
  object["usage"] = usage(input);
  leave_out(input.fault, object);
  return printed(object);
}

std::vector<Event> chat_events(const AnswerInput& input) {
  const ChunkWriter writer(input);
  const unsigned choices = input.request.choices;
  std::vector<Event> events;
  for (unsigned choice = 0; choice < choices; ++choice) events.push_back(writer.role(choice));
  if (input.content.kind == ContentKind::ToolCall) {
    for (unsigned choice = 0; choice < choices; ++choice) events.push_back(writer.tool_start(choice));
  }
  for (std::size_t index = 0; index < input.content.pieces.size(); ++index) {
    for (unsigned choice = 0; choice < choices; ++choice) events.push_back(writer.piece(index, choice));
  }
  if (input.content.finish != "none") {
    for (unsigned choice = 0; choice < choices; ++choice) {
      events.push_back(writer.chunk(choice, Json::object(), input.content.finish, false));
    }
  }
  if (sends_usage_chunk(input)) events.push_back(writer.usage_chunk());
  if (!input.fault.no_done) events.push_back({std::string(kDone), false});
  return events;
}

std::vector<Event> chat_error_events(const AnswerInput& input) {
  constexpr int kServerError = 500;
  const int status = input.fault.status ? static_cast<int>(*input.fault.status) : kServerError;
  const ApiError error = error_of(input.fault, status);
  const auto event = [](const Json& object) { return Event{"data: " + printed(object) + "\n\n", false}; };
  if (input.fault.error_form == ErrorForm::Vllm) {
    const Json object{{"message", error.message}, {"type", error.type}, {"param", nullptr}, {"code", status}};
    return {event(Json{{"error", object}}), {std::string(kDone), false}};
  }
  if (input.fault.error_form != ErrorForm::Openrouter) return {{"data: " + error_body(error) + "\n\n", false}};
  Json object = envelope(input, "chat.completion.chunk");
  object["error"] = Json{{"code", error.code ? Json(*error.code) : Json(status)}, {"message", error.message}};
  object["error"]["metadata"] = Json{{"error_type", error.type}};
  Json choice{{"index", 0}, {"delta", {{"role", "assistant"}, {"content", ""}}}, {"finish_reason", "error"}};
  object["choices"] = Json::array({std::move(choice)});
  return {event(object)};
}

}  // namespace jurymast::mock
