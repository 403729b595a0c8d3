#include <algorithm>

#include "mock/answer.hpp"
#include "mock/json_text.hpp"

namespace jurymast::mock {
namespace {

constexpr std::size_t kFragmentBytes = 6;

std::vector<std::string> fragments(std::string_view text) {
  std::vector<std::string> pieces;
  for (std::size_t at = 0; at < text.size(); at += kFragmentBytes) pieces.emplace_back(text.substr(at, kFragmentBytes));
  return pieces;
}

std::vector<std::string> tokens(const AnswerIdentity& identity, std::uint64_t count) {
  std::vector<std::string> pieces;
  for (std::uint64_t k = 1; k <= count; ++k) {
    const std::string token =
        identity.tag.empty() ? "t" + std::to_string(k) : identity.name() + "-" + std::to_string(k);
    pieces.push_back(k == 1 ? token : " " + token);
  }
  return pieces;
}

std::string tool_arguments(const AnswerIdentity& identity, const Fault& fault) {
  const std::string arguments = printed(Json{{"path", "mock"}, {"tag", identity.name()}});
  return fault.bad_arguments ? arguments.substr(0, arguments.size() - 1) : arguments;
}

Content unlimited_content(const ApiRequest& request, const Fault& fault, const AnswerIdentity& identity,
                          const Pace& pace) {
  if (fault.empty) return {ContentKind::Text, {}, "stop", {}, false};
  if (fault.refusal) return {ContentKind::Refusal, {"I", " cannot", " help", " with", " that."}, "stop", {}, false};
  if (request.tool_name || fault.tool_call || fault.bad_arguments) {
    std::string name = request.tool_name.value_or("mock_tool");
    return {ContentKind::ToolCall, fragments(tool_arguments(identity, fault)), "tool_calls", std::move(name), false};
  }
  if (request.json_wanted) return {ContentKind::Text, fragments(R"({"ok":true,"path":"mock"})"), "stop", {}, false};
  const std::uint64_t count = std::min(fault.tokens.value_or(pace.tokens), kTokensMax / std::max(request.choices, 1U));
  return {ContentKind::Text, tokens(identity, count), "stop", {}, true};
}

}  // namespace

std::string Content::piece(std::size_t index, unsigned choice) const {
  if (choice == 0 || !marks_choices) return pieces[index];
  return pieces[index] + "/" + std::to_string(choice);
}

std::string Content::whole(unsigned choice) const {
  std::string text;
  for (std::size_t index = 0; index < pieces.size(); ++index) text += piece(index, choice);
  return text;
}

Content choose_content(const ApiRequest& request, const Fault& fault, const AnswerIdentity& identity,
                       const Pace& pace) {
  Content content = unlimited_content(request, fault, identity, pace);
  if (request.token_limit && *request.token_limit < content.pieces.size() && content.kind == ContentKind::Text) {
    content.pieces.resize(static_cast<std::size_t>(*request.token_limit));
    content.finish = "length";
  }
  if (fault.finish) content.finish = *fault.finish;
  return content;
}

}  // namespace jurymast::mock
