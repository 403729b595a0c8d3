#include "mock/api_request.hpp"

#include "mock/json_text.hpp"

namespace jurymast::mock {
namespace {

constexpr std::string_view kToolWish = "call a tool";

const Json& member(const Json& object, const char* name) {
  static const Json kNothing;
  if (!object.is_object()) return kNothing;
  const auto found = object.find(name);
  return found == object.end() ? kNothing : *found;
}

bool is_true(const Json& value) { return value.is_boolean() && value.get<bool>(); }

std::string text_of(const Json& value) { return value.is_string() ? value.get<std::string>() : std::string(); }

ApiError missing(const std::string& name) {
  return {400, "Missing required parameter: '" + name + "'.", "invalid_request_error", name,
          "missing_required_parameter"};
}

ApiError wrong_type(const std::string& name) {
  return {400, "Invalid type for '" + name + "'.", "invalid_request_error", name, "invalid_type"};
}

/// All text in a message's content: a string, or parts with `text`.
std::string content_text(const Json& content) {
  if (!content.is_array()) return text_of(content);
  std::string text;
  for (const Json& part : content) text += text_of(member(part, "text"));
  return text;
}

std::string last_user_text(const Json& messages) {
  if (messages.is_string()) return text_of(messages);
  if (!messages.is_array()) return {};
  for (auto message = messages.rbegin(); message != messages.rend(); ++message) {
    if (text_of(member(*message, "role")) == "user") return content_text(member(*message, "content"));
  }
  return {};
}

/// Chat nests a function's name, Responses keeps it flat.
std::string function_name(const Json& tool) {
  const std::string nested = text_of(member(member(tool, "function"), "name"));
  return nested.empty() ? text_of(member(tool, "name")) : nested;
}

std::optional<std::string> tool_to_call(const Json& body, const Json& messages) {
  const Json& tools = member(body, "tools");
  const Json& choice = member(body, "tool_choice");
  if (!tools.is_array() || tools.empty() || text_of(choice) == "none") return std::nullopt;
  if (const std::string chosen = function_name(choice); !chosen.empty()) return chosen;
  const bool wished = last_user_text(messages).find(kToolWish) != std::string::npos;
  if (text_of(choice) != "required" && !wished) return std::nullopt;
  for (const Json& tool : tools) {
    if (std::string name = function_name(tool); !name.empty()) return name;
  }
  return std::nullopt;
}

std::optional<std::uint64_t> token_limit(const Json& body) {
  for (const char* const name : {"max_completion_tokens", "max_tokens", "max_output_tokens"}) {
    if (const Json& limit = member(body, name); limit.is_number_unsigned()) return limit.get<std::uint64_t>();
  }
  return std::nullopt;
}

bool wants_json(const Json& format) {
  const std::string type = text_of(member(format, "type"));
  return type == "json_object" || type == "json_schema";
}

tl::expected<void, ApiError> read_chat(const Json& body, ApiRequest& request) {
  const Json& messages = member(body, "messages");
  if (messages.is_null()) return tl::unexpected<ApiError>(missing("messages"));
  if (!messages.is_array()) return tl::unexpected<ApiError>(wrong_type("messages"));
  const Json& choices = member(body, "n");
  if (!choices.is_null()) {
    if (!choices.is_number_unsigned() || choices.get<std::uint64_t>() - 1 >= kChoicesMax)
      return tl::unexpected<ApiError>(wrong_type("n"));
    request.choices = choices.get<unsigned>();
  }
  request.include_usage = is_true(member(member(body, "stream_options"), "include_usage"));
  request.json_wanted = wants_json(member(body, "response_format"));
  request.tool_name = tool_to_call(body, messages);
  request.input_items = messages.size();
  request.store = is_true(member(body, "store"));
  return {};
}

tl::expected<void, ApiError> read_responses(const Json& body, ApiRequest& request) {
  const Json& input = member(body, "input");
  if (input.is_null() && member(body, "prompt").is_null()) return tl::unexpected<ApiError>(missing("input"));
  if (!input.is_null() && !input.is_string() && !input.is_array()) return tl::unexpected<ApiError>(wrong_type("input"));
  const Json& store = member(body, "store");
  request.store = !store.is_boolean() || store.get<bool>();
  request.background = is_true(member(body, "background"));
  request.previous_response_id = text_of(member(body, "previous_response_id"));
  request.json_wanted = wants_json(member(member(body, "text"), "format"));
  request.tool_name = tool_to_call(body, input);
  request.input_items = input.is_array() ? input.size() : 1;
  return {};
}

tl::expected<ApiRequest, ApiError> read_whole(Family family, const Json& body) {
  ApiRequest request;
  request.family = family;
  const Json& model = member(body, "model");
  const bool model_by_prompt = family == Family::Responses && !member(body, "prompt").is_null();
  if (model.is_null() && !model_by_prompt) return tl::unexpected<ApiError>(missing("model"));
  if (!model.is_null() && !model.is_string()) return tl::unexpected<ApiError>(wrong_type("model"));
  request.model = text_of(model);
  request.stream = is_true(member(body, "stream"));
  request.token_limit = token_limit(body);
  auto read = family == Family::ChatCompletions ? read_chat(body, request) : read_responses(body, request);
  if (!read) return tl::unexpected<ApiError>(std::move(read.error()));
  return request;
}

}  // namespace

ReadApiRequest read_api_request(Family family, std::string_view body) {
  const auto json = read_json(body);
  if (!json || !json->is_object()) {
    return {{}, tl::unexpected<ApiError>(ApiError{400, "We could not parse the JSON body of your request."})};
  }
  return {{text_of(member(*json, "model")), is_true(member(*json, "stream"))}, read_whole(family, *json)};
}

}  // namespace jurymast::mock
