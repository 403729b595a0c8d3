#include "mock/responses_answer.hpp"

#include <string_view>

#include "mock/api_error.hpp"
#include "mock/response_object.hpp"

namespace jurymast::mock {
namespace {

constexpr std::string_view kDone = "data: [DONE]\n\n";

/// The events of one stream, numbered as they are made.
class EventWriter {
 public:
  explicit EventWriter(const AnswerInput& input) : input_(input) {}

  /// Adds `type` with its members; those that belong to the item in progress carry its place.
  void add(const std::string& type, const Json& members, bool content = false) {
    Json object{{"type", type}, {"sequence_number", sequence_++}};
    for (const auto& [name, value] : members.items()) object[name] = value;
    events_.push_back({"event: " + type + "\ndata: " + printed(object) + "\n\n", content});
  }
  void add_lifecycle(const std::string& type, ResponseStage stage) {
    add(type, Json{{"response", response_object(input_, stage)}});
  }

  void add_message() {
    const bool refusal = input_.content.kind == ContentKind::Refusal;
    const std::string part = refusal ? "response.refusal" : "response.output_text";
    const char* const text_name = refusal ? "refusal" : "text";
    const std::string text = input_.content.whole(0);
    add("response.output_item.added", Json{{"output_index", 0}, {"item", output_item(input_, false)}});
    add("response.content_part.added", in_part(Json{{"part", content_part(input_, "")}}));
    for (std::size_t index = 0; index < input_.content.pieces.size(); ++index) {
      Json delta{{"delta", input_.content.piece(index, 0)}};
      if (!refusal) delta["logprobs"] = Json::array();
      add(part + ".delta", in_part(delta), true);
    }
    Json done{{text_name, text}};
    if (!refusal) done["logprobs"] = Json::array();
    add(part + ".done", in_part(done));
    add("response.content_part.done", in_part(Json{{"part", content_part(input_, text)}}));
    add("response.output_item.done", Json{{"output_index", 0}, {"item", output_item(input_, true)}});
  }

  void add_function_call() {
    add("response.output_item.added", Json{{"output_index", 0}, {"item", output_item(input_, false)}});
    for (const std::string& piece : input_.content.pieces) {
      add("response.function_call_arguments.delta", in_item(Json{{"delta", piece}}), true);
    }
    const std::string arguments = input_.content.whole(0);
    add("response.function_call_arguments.done",
        in_item(Json{{"name", input_.content.tool_name}, {"arguments", arguments}}));
    add("response.output_item.done", Json{{"output_index", 0}, {"item", output_item(input_, true)}});
  }

  std::vector<Event> take() && { return std::move(events_); }

 private:
  Json in_item(const Json& members) const {
    Json object{{"item_id", output_item_id(input_)}, {"output_index", 0}};
    for (const auto& [name, value] : members.items()) object[name] = value;
    return object;
  }
  Json in_part(const Json& members) const {
    Json object{{"item_id", output_item_id(input_)}, {"output_index", 0}, {"content_index", 0}};
    for (const auto& [name, value] : members.items()) object[name] = value;
    return object;
  }

  const AnswerInput& input_;
  std::uint64_t sequence_ = 0;
  std::vector<Event> events_;
};

Event error_event(Json members, std::uint64_t sequence_number, const char* type) {
  Json object{{"type", type}, {"sequence_number", sequence_number}};
  for (const auto& [name, value] : members.items()) object[name] = value;
  return {std::string("event: ") + type + "\ndata: " + printed(object) + "\n\n", false};
}

}  // namespace

std::string response_id(const AnswerIdentity& identity) { return "resp_" + identity.name(); }

std::string response_body(const AnswerInput& input, ResponseStage stage) {
  return printed(response_object(input, stage));
}

std::vector<Event> response_events(const AnswerInput& input) {
  EventWriter writer(input);
  writer.add_lifecycle("response.created",
                       input.request.background ? ResponseStage::Queued : ResponseStage::InProgress);
  if (input.request.background) writer.add_lifecycle("response.queued", ResponseStage::Queued);
  writer.add_lifecycle("response.in_progress", ResponseStage::InProgress);
  if (input.content.kind == ContentKind::ToolCall) {
    writer.add_function_call();
  } else if (!input.content.pieces.empty()) {
    writer.add_message();
  }
  if (input.content.finish != "none") {
    writer.add_lifecycle("response." + status_of_finish(input.content.finish), ResponseStage::Done);
  }
  std::vector<Event> events = std::move(writer).take();
  if (input.fault.add_done) events.push_back({std::string(kDone), false});
  return events;
}

std::vector<Event> response_error_events(const AnswerInput& input, std::uint64_t sequence_number) {
  constexpr int kServerError = 500;
  const ApiError error =
      error_of(input.fault, input.fault.status ? static_cast<int>(*input.fault.status) : kServerError);
  const Json code = error.code ? Json(*error.code) : Json("server_error");
  const Json param = error.param ? Json(*error.param) : Json(nullptr);
  if (input.fault.error_form == ErrorForm::Failed) {
    AnswerInput failed = input;
    failed.content.finish = "failed";
    return {error_event(Json{{"response", response_object(failed, ResponseStage::Done)}}, sequence_number,
                        "response.failed")};
  }
  Json object{{"type", error.type}, {"code", code}, {"message", error.message}, {"param", param}};
  if (input.fault.error_form != ErrorForm::Flat)
    return {error_event(Json{{"error", std::move(object)}}, sequence_number, "error")};
  object.erase("type");
  return {error_event(std::move(object), sequence_number, "error")};
}

}  // namespace jurymast::mock
